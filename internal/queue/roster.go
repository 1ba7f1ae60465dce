package queue

import (
	"cmp"
	"context"
	"slices"
	"time"

	"appointment-manager/internal/agenda"
)

// rosterMax is how many workers are told of.
const rosterMax = 100

// Roster returns what the workers do that were heard of lately, in the order of their names, and
// which of the labels are locked.
func (q *Queue) Roster(ctx context.Context, labels ...string) (agenda.Roster, error) {
	args := []any{rosterMax}
	for _, label := range labels {
		args = append(args, label)
	}
	reply, err := q.run(ctx, q.scripts.roster, args...).Slice()
	if err != nil || len(reply) < 2 {
		return agenda.Roster{}, fault("read the roster", err)
	}
	r := agenda.Roster{Workers: []agenda.WorkerStatus{}, Locks: []agenda.LabelLock{}}
	for _, e := range lists(reply[0]) {
		w := agenda.WorkerStatus{
			Name: text(e, 0), HeardSeconds: (time.Duration(number(e[1])) * time.Millisecond).Seconds(),
			Slots: number(e[2]), Done: number(e[3]), Jobs: []agenda.WorkerJob{},
		}
		for i := 4; i+2 < len(e); i += 3 {
			w.Jobs = append(w.Jobs, agenda.WorkerJob{ID: text(e, i), Label: text(e, i+1), Attempt: number(e[i+2])})
		}
		r.Workers = append(r.Workers, w)
	}
	slices.SortFunc(r.Workers, func(a, b agenda.WorkerStatus) int { return cmp.Compare(a.Name, b.Name) })
	for _, e := range lists(reply[1]) {
		r.Locks = append(r.Locks, agenda.LabelLock{
			Label: text(e, 0), LeftSeconds: (time.Duration(number(e[1])) * time.Millisecond).Seconds(), Done: number(e[2]) == 1,
		})
	}
	return r, nil
}

// lists returns the lists of a list.
func lists(reply any) (inner [][]any) {
	outer, _ := reply.([]any)
	for _, v := range outer {
		if l, ok := v.([]any); ok && len(l) > 2 {
			inner = append(inner, l)
		}
	}
	return inner
}

func text(reply []any, i int) string {
	s, _ := reply[i].(string)
	return s
}
