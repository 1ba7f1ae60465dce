package chaos_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
)

// clerk writes without a pause, each write repeated until it is answered, and keeps what was
// acknowledged. Its slots are its own, so that all it asks for must be granted.
type clerk struct {
	*office
	number int
	acks   *atomic.Int64 // answered writes of all clerks
	kept   []agenda.Appointment
	gone   map[int64]bool
	faults []string

	patient bool // waits out a 503, which tells that the database is away
}

const slotsOfClerk = 100 * halfHoursOfDay

// work books, moves, cancels and deletes until ctx is done.
func (c *clerk) work(ctx context.Context) {
	for n := 0; ctx.Err() == nil; n++ {
		c.bookOne(ctx, n)
		if n%3 == 2 && len(c.kept) > 0 {
			c.changeOne(ctx, rand.IntN(len(c.kept)), n)
		}
	}
}

// until repeats a request until it is answered, and returns how often nobody knows what it did.
func (c *clerk) until(ctx context.Context, ask func() reply) (r reply, unknown int) {
	for ctx.Err() == nil {
		if r = ask(); r.status != 0 && !(c.patient && r.status == http.StatusServiceUnavailable) {
			c.acks.Add(1)
			return r, unknown
		}
		unknown++
		time.Sleep(5 * time.Millisecond) // something is being started
	}
	return reply{}, unknown
}

func (c *clerk) fault(format string, args ...any) {
	c.faults = append(c.faults, fmt.Sprintf("clerk %d: ", c.number)+fmt.Sprintf(format, args...))
}

func (c *clerk) bookOne(ctx context.Context, n int) {
	name := fmt.Sprintf("client %d-%d", c.number, n)
	r, _ := c.until(ctx, func() reply { return c.book(ctx, c.number*slotsOfClerk+n, name, "as booked", name) })
	if r.status == 0 {
		return
	}
	a, err := r.appointment()
	if err != nil {
		c.fault("%s was not booked: %v", name, err)
		return
	}
	c.kept = append(c.kept, a)
}

// changeOne changes one appointment and compares the version in the answer with the one last
// acknowledged: a change that was acknowledged and then lost would show there, even if this one covers it.
func (c *clerk) changeOne(ctx context.Context, i, n int) {
	before := c.kept[i]
	if c.gone[before.ID] {
		return
	}
	path := fmt.Sprint("/appointments/", before.ID)
	if n%5 == 0 {
		r, unknown := c.until(ctx, func() reply { return c.call(ctx, http.MethodDelete, path, nil) })
		if r.status == http.StatusNoContent || r.status == http.StatusNotFound && unknown > 0 {
			c.gone[before.ID] = true
		} else if r.status != 0 {
			c.fault("delete of %d: %s", before.ID, r)
		}
		return
	}
	patch := c.change(before, n)
	r, unknown := c.until(ctx, func() reply { return c.call(ctx, http.MethodPut, path, patch) })
	if r.status == 0 {
		return
	}
	a, err := r.appointment()
	if err != nil {
		c.fault("change of %d: %v", before.ID, err)
		return
	}
	if a.Version != before.Version+1 {
		c.fault("%d is at version %d after %d and %d tries", before.ID, a.Version, before.Version, unknown+1)
	}
	c.kept[i] = a
}

// change moves an appointment, or cancels it, and notes which change it was.
func (c *clerk) change(a agenda.Appointment, n int) agenda.AppointmentPatch {
	notes := new(fmt.Sprint("change ", n))
	p := agenda.AppointmentPatch{Notes: &notes}
	if n%2 == 0 {
		date, at := slot(c.number*slotsOfClerk + slotsOfClerk/2 + n)
		p.Date, p.Time = &date, &at
	} else if a.Status == agenda.Confirmed {
		p.Status = new(string(agenda.Cancelled))
	}
	return p
}

func TestTheBackendIsKilledUnderLoad(t *testing.T) {
	row := scenario(t, 30, "backend killed while 16 clients book, move, cancel and delete")
	kills := size(6, 50)
	o := openOffice(t, filepath.Join(t.TempDir(), "a.db"))
	var acks atomic.Int64
	clerks := make([]*clerk, 16)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var all sync.WaitGroup
	for i := range clerks {
		clerks[i] = &clerk{office: o, number: i, acks: &acks, gone: map[int64]bool{}}
		all.Go(func() { clerks[i].work(ctx) })
	}
	early := 0
	for range kills {
		time.Sleep(rand.N(250 * time.Millisecond)) // a kill comes at any moment
		o.Kill()
		began, before := time.Now(), acks.Load()
		o.Start(t)
		for rand.IntN(4) == 0 { // and again, while it starts
			early++
			time.Sleep(rand.N(80 * time.Millisecond))
			o.Kill()
			began = time.Now()
			o.Start(t)
		}
		for acks.Load() == before {
			require.Less(t, time.Since(began), 30*time.Second, "no write is answered")
			time.Sleep(time.Millisecond)
		}
		row.recovered(time.Since(began))
	}
	time.Sleep(100 * time.Millisecond) // it works on
	stop()
	all.Wait()
	require.Zero(t, o.Stop(t, syscall.SIGTERM))
	row.load = fmt.Sprintf("%d writes", acks.Load())
	row.faults = fmt.Sprintf("%d SIGKILLs", kills+early)
	account(t, row, clerks, records(t, o.file))
}

// account holds the file against what the clerks were told.
func account(t *testing.T, row *row, clerks []*clerk, rows []record) {
	t.Helper()
	byID, byName := map[int64]record{}, map[string]int{}
	for _, r := range rows {
		byID[r.id] = r
		if byName[r.name]++; byName[r.name] == 2 {
			row.doubled++
		}
	}
	for _, c := range clerks {
		for _, fault := range c.faults {
			t.Error(fault)
		}
		for _, a := range c.kept {
			got, ok := byID[a.ID]
			// The last write of each clerk may have been cut off by the end of the test: nobody knows.
			kept := ok && got.name == a.ClientName && (c.gone[a.ID] && got.deleted || got.version == a.Version+1 ||
				got.version == a.Version && !got.deleted && got.notes == *a.Notes && got.status == string(a.Status) && got.starts == a.StartsAt.Unix())
			if !kept {
				row.lost++
				t.Errorf("acknowledged %+v, the file has %+v", a, got)
			}
		}
	}
}
