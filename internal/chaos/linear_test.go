package chaos_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"
	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/e2e/rig"
)

// The calendar of a linearizable history: a few days, each of a few slots that everybody wants. No
// operation reaches over two days, so that each day's history can be judged by itself.
const (
	daysOfHistory = 6
	slotsOfDay    = 4
)

// wish is what a client asks for. Names are never used twice.
type wish struct {
	verb string // book, move, cancel, look
	day  int
	slot int // for book and move
	name string
}

// told is what the client was answered.
type told struct {
	status int    // 0: nothing came back, so that nobody knows what was done
	holder string // for 409: who has the time
	seen   dayState
}

// dayState is who holds each slot of a day, "" for nobody.
type dayState [slotsOfDay]string

// calendarModel is one day as it must be when every operation happens at one instant between its
// request and its answer. One without an answer may have happened or not.
var calendarModel = (&porcupine.NondeterministicModel{
	Partition: func(history []porcupine.Operation) [][]porcupine.Operation {
		days := make([][]porcupine.Operation, daysOfHistory)
		for _, op := range history {
			day := op.Input.(wish).day
			days[day] = append(days[day], op)
		}
		return days
	},
	Init: func() []any { return []any{dayState{}} },
	Step: func(state, input, output any) []any {
		before, in, out := state.(dayState), input.(wish), output.(told)
		after, status, holder := before.apply(in)
		switch {
		case out.status == 0 && after != before:
			return []any{before, after}
		case out.status == 0:
			return []any{before}
		case out.status != status, out.holder != holder, in.verb == "look" && out.seen != before:
			return nil
		}
		return []any{after}
	},
	DescribeOperation: func(input, output any) string { return fmt.Sprintf("%v -> %v", input, output) },
}).ToModel()

// apply returns the day after a wish was granted or refused, the status that tells which, and for 409
// who is in the way.
func (s dayState) apply(w wish) (after dayState, status int, holder string) {
	at := slices.Index(s[:], w.name)
	switch {
	case w.verb == "look":
		return s, http.StatusOK, ""
	case w.verb == "book" && s[w.slot] == "":
		s[w.slot] = w.name
		return s, http.StatusCreated, ""
	case w.verb == "book":
		return s, http.StatusConflict, s[w.slot]
	case at < 0:
		return s, http.StatusNotFound, ""
	case w.verb == "cancel":
		s[at] = ""
		return s, http.StatusNoContent, ""
	case s[w.slot] != "" && w.slot != at:
		return s, http.StatusConflict, s[w.slot]
	}
	s[at] = ""
	s[w.slot] = w.name
	return s, http.StatusOK, ""
}

// client makes one random wish after the other and writes down when it asked and was answered.
type client struct {
	*office
	number  int
	began   time.Time
	answers *atomic.Int64                       // of all clients
	known   [daysOfHistory][]agenda.Appointment // by day, what it has seen there
	history []porcupine.Operation
}

func (c *client) work(ctx context.Context) {
	for n := 0; ctx.Err() == nil; n++ {
		w := wish{day: rand.IntN(daysOfHistory), slot: rand.IntN(slotsOfDay)}
		known := c.known[w.day]
		var a agenda.Appointment
		if len(known) > 0 {
			a = known[rand.IntN(len(known))]
		}
		switch chance := rand.IntN(10); {
		case chance < 2:
			w.verb = "look"
		case chance < 5 || a.ID == 0:
			w.verb, w.name = "book", fmt.Sprintf("%d-%d", c.number, n)
		case chance < 8:
			w.verb, w.name = "move", a.ClientName
		default:
			w.verb, w.name = "cancel", a.ClientName
		}
		asked := time.Since(c.began)
		out := c.ask(w, a.ID)
		c.history = append(c.history, porcupine.Operation{
			ClientId: c.number, Input: w, Output: out,
			Call: asked.Nanoseconds(), Return: time.Since(c.began).Nanoseconds(),
		})
		if out.status == 0 {
			time.Sleep(10 * time.Millisecond) // the backend is being started
			continue
		}
		c.answers.Add(1)
	}
}

// ask makes one request, in a context of its own: one that the end of the test cuts off would be going
// on behind the last answer.
func (c *client) ask(w wish, id int64) told {
	ctx := context.Background()
	date, at := slot(w.day*halfHoursOfDay + w.slot)
	path := fmt.Sprint("/appointments/", id)
	var r reply
	switch w.verb {
	case "look":
		r = c.call(ctx, http.MethodGet, "/appointments/?from="+date+"&to="+date, nil)
	case "book":
		r = c.book(ctx, w.day*halfHoursOfDay+w.slot, w.name, "", "")
	case "move":
		r = c.call(ctx, http.MethodPut, path, agenda.AppointmentPatch{Time: &at})
	case "cancel":
		r = c.call(ctx, http.MethodDelete, path, nil)
	}
	out := told{status: r.status}
	switch {
	case r.status == http.StatusConflict:
		var p struct{ Conflicts []agenda.Appointment }
		if json.Unmarshal(r.body, &p) == nil && len(p.Conflicts) == 1 {
			out.holder = p.Conflicts[0].ClientName
		}
	case r.status == http.StatusCreated:
		if a, err := r.appointment(); err == nil {
			c.known[w.day] = append(c.known[w.day], a)
		}
	case r.status == http.StatusOK && w.verb == "look":
		var all []agenda.Appointment
		_ = json.Unmarshal(r.body, &all) // what cannot be read is an empty day, which the model refuses
		for _, a := range all {
			out.seen[a.Time.Seconds()/1800-firstHour*2] = a.ClientName
		}
		c.known[w.day] = all
	}
	return out
}

func TestWhatEverybodySawFitsOneOrderOfEvents(t *testing.T) {
	row := scenario(t, 38, "backend killed while 8 clients want the same few times and look at them")
	kills := size(3, 40)
	o := openOffice(t, filepath.Join(t.TempDir(), "a.db"))
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	clients := make([]*client, 8)
	var all sync.WaitGroup
	var answers atomic.Int64
	began := time.Now()
	for i := range clients {
		clients[i] = &client{office: o, number: i, began: began, answers: &answers}
		all.Go(func() { clients[i].work(ctx) })
	}
	more := func() {
		enough := answers.Load() + 200 + rand.Int64N(200)
		rig.Eventually(t, time.Minute, func() error {
			if n := answers.Load(); n < enough {
				return fmt.Errorf("%d answers, not %d", n, enough)
			}
			return nil
		})
	}
	for range kills {
		more()
		o.Kill()
		o.Start(t)
		row.recovered(o.Await(t))
	}
	more()
	stop()
	all.Wait()

	var history []porcupine.Operation
	count := map[string]int{}
	for _, c := range clients {
		history = append(history, c.history...)
		for _, op := range c.history {
			count[fmt.Sprint(op.Input.(wish).verb, " ", op.Output.(told).status)]++
		}
	}
	for _, seen := range []string{"look 200", "book 201", "book 409", "book 0", "move 200", "move 409", "move 404", "cancel 204", "cancel 404"} {
		require.NotZero(t, count[seen], "no %s in %v", seen, count)
	}
	unknown := count["look 0"] + count["book 0"] + count["move 0"] + count["cancel 0"]
	row.load, row.faults = fmt.Sprintf("%d operations", len(history)), fmt.Sprintf("%d SIGKILLs, %d answers lost", kills, unknown)
	row.note = "one order of events explains every answer"
	requireLinearizable(t, history)
}

// requireLinearizable leaves a picture of a history that it refuses.
func requireLinearizable(t *testing.T, history []porcupine.Operation) {
	t.Helper()
	result, info := porcupine.CheckOperationsVerbose(calendarModel, history, 2*time.Minute)
	if result == porcupine.Ok {
		return
	}
	picture, err := os.CreateTemp("", "history-*.html")
	require.NoError(t, err)
	defer picture.Close()
	require.NoError(t, porcupine.Visualize(calendarModel, info, picture))
	t.Fatalf("no order of events explains the answers (%s); see %s", result, picture.Name())
}

func TestAHistoryThatCannotBeIsSeen(t *testing.T) {
	t.Parallel()
	book := func(name string, slot int) wish { return wish{verb: "book", name: name, slot: slot} }
	look, nobody := wish{verb: "look"}, told{status: 200}
	for name, c := range map[string]struct {
		possible bool
		steps    []any // wish and answer in turn, each step after the one before
	}{
		"booked, refused, cancelled, booked": {true, []any{
			book("a", 1),
			told{status: 201},
			book("b", 1),
			told{status: 409, holder: "a"},
			wish{verb: "cancel", name: "a"},
			told{status: 204},
			book("b", 1),
			told{status: 201},
		}},
		"sold twice":                         {false, []any{book("a", 1), told{status: 201}, book("b", 1), told{status: 201}}},
		"refused, though free":               {false, []any{book("a", 1), told{status: 409, holder: "b"}}},
		"an acknowledged booking is lost":    {false, []any{book("a", 1), told{status: 201}, look, nobody}},
		"an unanswered booking is not there": {true, []any{book("a", 1), told{}, look, nobody}},
		"an unanswered booking is there":     {true, []any{book("a", 1), told{}, look, told{status: 200, seen: dayState{1: "a"}}}},
		"an unanswered booking comes late":   {false, []any{book("a", 1), told{}, look, nobody, look, told{status: 200, seen: dayState{1: "a"}}}},
		"a move leaves the old time taken": {false, []any{
			book("a", 1), told{status: 201}, wish{verb: "move", name: "a", slot: 2}, told{status: 200}, book("b", 1), told{status: 409, holder: "a"},
		}},
		"a cancelled one is still there": {false, []any{
			book("a", 1), told{status: 201}, wish{verb: "cancel", name: "a"}, told{status: 204}, look, told{status: 200, seen: dayState{1: "a"}},
		}},
	} {
		var history []porcupine.Operation
		for i := 0; i < len(c.steps); i += 2 {
			history = append(history, porcupine.Operation{Input: c.steps[i], Output: c.steps[i+1], Call: int64(10 * i), Return: int64(10*i + 5)})
		}
		require.Equal(t, c.possible, porcupine.CheckOperations(calendarModel, history), name)
	}
}
