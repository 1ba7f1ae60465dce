package backendd

import (
	"context"
	"fmt"
	"time"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/api"
)

const (
	readyTime = 2 * time.Second // for all parts to answer
	// overdue is the age at which a job that has not ended is a sign that something is wrong: three
	// tries with the longest pauses between them take less.
	overdue = 10 * time.Minute
)

// ready tells how every part is. Only without the database's reads is the service unavailable. A
// storage that takes no writes is a degraded part, and no reason to send people elsewhere: the day's
// appointments can be read here and nowhere else.
func (d *Daemon) ready(ctx context.Context) []api.Part {
	ctx, done := context.WithTimeout(ctx, readyTime)
	defer done()
	parts := []api.Part{
		check(ctx, api.PartDatabase, d.store.Ping, "Nothing can be read or booked. Look at the disk or the server of the database."),
		check(ctx, "storage", d.store.Writable, "Signing in goes on too. Look at the room on the disk of the database, and at who may write there."),
		check(ctx, "redis", d.queue.Ping, "Booking and reading go on; summaries are accepted, and written when it is back. Look at Redis, and at REDIS_URL."),
		check(ctx, "jobs", d.jobs, "Booking and reading go on."),
	}
	return append(parts, d.backups.parts()...)
}

// check asks a part how it is; consequence says what works without it, what does not, and what to look at.
func check(ctx context.Context, name string, ask func(context.Context) error, consequence string) api.Part {
	began := time.Now()
	if err := ask(ctx); err != nil {
		return api.Part{Name: name, Status: api.PartDown, Detail: agenda.Sentence(err) + " " + consequence}
	}
	return api.Part{Name: name, Status: api.PartUp, Seconds: time.Since(began).Round(time.Microsecond).Seconds()}
}

// jobs tells whether accepted jobs come to an end.
func (d *Daemon) jobs(ctx context.Context) error {
	if err := d.dispatch.Alive(); err != nil {
		return err
	}
	c, err := d.store.Census(ctx)
	if err != nil {
		return err
	}
	if waited := age(c); waited > overdue {
		return agenda.Fail(agenda.Unavailable, fmt.Sprintf(
			"A summary waits for %s. It is kept. Look whether a worker runs, and what its log says of the model.", waited.Round(time.Minute)))
	}
	return nil
}
