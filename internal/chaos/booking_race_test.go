package chaos_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
)

// crowd makes n calls over so many connections at once and returns how often each status came, and
// how long the slowest call took.
func crowd(t *testing.T, connections, n int, call func(i int) reply) (statuses map[int]int, slowest time.Duration) {
	t.Helper()
	statuses = map[int]int{}
	var mu sync.Mutex
	next := make(chan int)
	var all sync.WaitGroup
	for range connections {
		all.Go(func() {
			for i := range next {
				began := time.Now()
				r := call(i)
				took := time.Since(began)
				mu.Lock()
				statuses[r.status]++
				slowest = max(slowest, took)
				mu.Unlock()
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	all.Wait()
	return statuses, slowest
}

// shuffled returns each of slots as often as times says, in no order.
func shuffled(slots, times int) []int {
	all := make([]int, 0, slots*times)
	for i := range slots * times {
		all = append(all, i%slots)
	}
	rand.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all
}

const asksPerSlot = 20

func TestEverybodyWantsTheSameTimes(t *testing.T) {
	row := scenario(t, 31, "everybody books the same times, then moves onto one")
	slots, connections := size(50, 500), size(50, 200)
	o := openOffice(t, filepath.Join(t.TempDir(), "a.db"))
	wanted := shuffled(slots, asksPerSlot)
	row.load = fmt.Sprintf("%d bookings, %d slots, %d connections", len(wanted), slots, connections)
	row.faults = "all at once"
	statuses, slowest := crowd(t, connections, len(wanted), func(i int) reply {
		return o.book(t.Context(), wanted[i], fmt.Sprint("client ", i), "", "")
	})
	require.Equal(t, map[int]int{http.StatusCreated: slots, http.StatusConflict: slots * (asksPerSlot - 1)}, statuses)

	ids := make([]int64, 0, slots)
	for _, a := range o.list(t) {
		ids = append(ids, a.ID)
	}
	require.Len(t, ids, slots)
	movers := min(connections, slots)
	moved, _ := crowd(t, movers, movers, func(i int) reply { return o.moveTo(t.Context(), ids[i], slots+1) })
	require.Equal(t, map[int]int{http.StatusOK: 1, http.StatusConflict: movers - 1}, moved)
	row.doubled = twiceAt(records(t, o.file))
	row.note = fmt.Sprintf("%d × 201, %d × 409, no other; slowest answer %s; of %d moves one won",
		statuses[http.StatusCreated], statuses[http.StatusConflict], slowest.Round(time.Millisecond), movers)
}

// moveTo asks for an appointment to be moved to the n-th slot.
func (o *office) moveTo(ctx context.Context, id int64, n int) reply {
	date, at := slot(n)
	return o.call(ctx, http.MethodPut, fmt.Sprint("/appointments/", id), agenda.AppointmentPatch{Date: &date, Time: &at})
}

// twiceAt counts the appointments that begin when another one does.
func twiceAt(rows []record) (n int) {
	starts := make([]int64, len(rows))
	for i, r := range rows {
		starts[i] = r.starts
	}
	slices.Sort(starts)
	return len(rows) - len(slices.Compact(starts))
}
