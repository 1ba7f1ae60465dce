package queue

import (
	"context"
	"embed"
	"fmt"
	"strings"

	"github.com/redis/go-redis/v9"
)

//go:embed lua/*.lua
var lua embed.FS

// scripts are the queue's steps. The key names are written into the scripts' text, ahead of
// lua/lib.lua, rather than sent along with every call; KEYS[1] is the list and only serves to lead
// a cluster client to the right node. Key names that hold an id, a worker or a label are made in
// the scripts, and all lie in the one slot of the hash tag.
type scripts struct {
	enqueue, claim, extend, complete, fail, giveBack, maintain, adopt, ack, withdraw, request, stats, roster *redis.Script
}

func loadScripts(k keys) *scripts {
	var prelude strings.Builder
	for _, c := range []struct{ name, key string }{
		{"LIST", k.list()},
		{"JOB", k.job("")},
		{"PROCESSING", k.processing("")},
		{"LEASES", k.leases()},
		{"DELAYED", k.delayed()},
		{"WORKERS", k.workers()},
		{"WORKER", k.worker("")},
		{"RESULTS", k.results()},
		{"REQUESTS", k.requests()},
		{"SCHEDULED", k.scheduled("")},
		{"COUNTERS", k.counters()},
		{"EVENTS", k.events()},
		{"LOCK", k.lock("")},
		{"LATEST", k.latest()},
		{"NOTHING", k.nothing()},
	} {
		fmt.Fprintf(&prelude, "local %s = '%s'\n", c.name, c.key)
	}
	prelude.WriteString(read("lib"))
	load := func(name string) *redis.Script { return redis.NewScript(prelude.String() + read(name)) }
	return &scripts{
		enqueue: load("enqueue"), claim: load("claim"), extend: load("extend"), complete: load("complete"),
		fail: load("fail"), giveBack: load("giveback"), maintain: load("maintain"), adopt: load("adopt"),
		ack: load("ack"), withdraw: load("withdraw"), request: load("request"), stats: load("stats"), roster: load("roster"),
	}
}

func read(name string) string {
	b, err := lua.ReadFile("lua/" + name + ".lua")
	if err != nil {
		panic(err) // embedded: cannot be missing
	}
	return string(b)
}

func (q *Queue) run(ctx context.Context, s *redis.Script, args ...any) *redis.Cmd {
	return s.Run(ctx, q.rdb, []string{q.keys.list()}, args...)
}
