package queue

import (
	"context"
	"encoding/json"
	"fmt"
	"time"
)

// request is an entry of the list of requests.
type request struct {
	ID    string `json:"id"`
	Label string `json:"label"`
}

// entry returns the text of a request on the list, always the same for the same request.
func (r request) entry() (string, error) {
	b, err := json.Marshal(r)
	return string(b), err
}

// Request asks the backend for the job with an id that schedulers agree upon. It returns whether
// this call was the first to ask for it.
func (q *Queue) Request(ctx context.Context, id, label string) (first bool, err error) {
	entry, err := request{id, label}.entry()
	if err != nil {
		return false, fmt.Errorf("queue: request: %w", err)
	}
	n, err := q.run(ctx, q.scripts.request, id, entry, q.fence(), int(markerTime/time.Second)).Int()
	return n == 1, fault("request", err)
}

// Requests waits up to a second for schedulers to ask for jobs and returns the labels by the jobs'
// ids. They are returned again until AckRequest names them.
func (q *Queue) Requests(ctx context.Context) (labels map[string]string, err error) {
	entries, err := q.wait(ctx, q.keys.requests(), resultsMax)
	if err != nil {
		return nil, fault("wait for requests", err)
	}
	labels = make(map[string]string, len(entries))
	for _, entry := range entries {
		var r request
		if err := json.Unmarshal([]byte(entry), &r); err == nil && r.ID != "" {
			labels[r.ID] = r.Label
			continue
		}
		q.cfg.Log.WarnContext(ctx, "unreadable request dropped")
		if err := q.rdb.LRem(ctx, q.keys.requests(), 0, entry).Err(); err != nil {
			return nil, fault("drop a request", err)
		}
	}
	return labels, nil
}

// AckRequest forgets a request that the ledger has. It may be repeated.
func (q *Queue) AckRequest(ctx context.Context, id, label string) error {
	entry, err := request{id, label}.entry()
	if err != nil {
		return fmt.Errorf("queue: acknowledge request: %w", err)
	}
	return fault("acknowledge request", q.rdb.LRem(ctx, q.keys.requests(), 0, entry).Err())
}
