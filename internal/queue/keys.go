package queue

import "strings"

// keys holds the name of every key. The three names that are documented for other programs stand
// as they are; all others carry the hash tag of the list, so that a script's keys lie on one node
// of a Redis Cluster. There the lock and the latest summary need the tag too, because the scripts
// write them: tagged names hold the truth then and the documented ones are copies.
type keys struct{ tagged bool }

const tag = "{summary_jobs}"

// list is what jobs wait in: pushed on its left, taken from its right.
func (keys) list() string { return "summary_jobs" }

// job is the hash of one job; processing the list of what one worker has taken. Both are prefixes
// for the scripts when given "".
func (keys) job(id string) string            { return tag + ":job:" + id }
func (keys) processing(worker string) string { return tag + ":processing:" + worker }

// leases, delayed and workers are sorted sets by the milliseconds of Redis' clock at which a lease
// ends, a job is due and a worker was last heard of.
func (keys) leases() string  { return tag + ":leases" }
func (keys) delayed() string { return tag + ":delayed" }
func (keys) workers() string { return tag + ":workers" }

// worker is the hash of what is told of one worker: how many jobs it does at once, and how many it
// has done.
func (keys) worker(name string) string { return tag + ":worker:" + name }

// results lists run:id of jobs that ended and are not in the ledger yet; requests what schedulers
// want done, and scheduled marks what they asked for before.
func (keys) results() string            { return tag + ":results" }
func (keys) requests() string           { return tag + ":requests" }
func (keys) scheduled(id string) string { return tag + ":scheduled:" + id }

// counters is a hash of numbers for Stats; events the channel on which changed ids are published.
func (keys) counters() string { return tag + ":counters" }
func (keys) events() string   { return tag + ":events" }

// nothing is a key that never exists; see lua/lib.lua.
func (keys) nothing() string { return tag + ":nothing" }

func (k keys) lock(label string) string { return k.truth(documentedLock(label)) }
func (k keys) latest() string           { return k.truth(documentedLatest) }

const documentedLatest = "latest_summary"

func documentedLock(label string) string { return "refresh_lock:summary:" + label }

func (k keys) truth(documented string) string {
	if k.tagged {
		return tag + ":" + documented
	}
	return documented
}

// isID tells whether an entry of the list can be the id of a job, rather than something that
// another program has put there. lua/lib.lua holds the same rule.
func isID(entry string) bool {
	return entry != "" && len(entry) <= 128 && !strings.ContainsFunc(entry, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '_' || r == '.' || r == ':' || r == '-')
	})
}
