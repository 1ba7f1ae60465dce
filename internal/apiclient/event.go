package apiclient

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"appointment-manager/internal/agenda"
)

const (
	// silence is how long a stream may say nothing before it counts as dead: three of the service's pings.
	silence = 45 * time.Second
	// maxEvent bounds one line of a stream; the longest holds a job with its summary.
	maxEvent = 1 << 20
)

// SummaryEvents calls each with every job that changes, beginning with those that are open now,
// until ctx ends, each fails, or the stream breaks. It returns nil when the service ended the
// stream, which it does before it stops: whoever still wants to know connects again.
func (c *Client) SummaryEvents(ctx context.Context, each func(agenda.SummaryJob) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	q := get("/summary/events", nil)
	q.header = http.Header{"Accept": {"text/event-stream"}}
	resp, err := c.send(ctx, q)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	watchdog := time.AfterFunc(silence, cancel)
	defer watchdog.Stop()

	lines := bufio.NewScanner(resp.Body)
	lines.Buffer(nil, maxEvent)
	var name, data []byte
	for lines.Scan() {
		watchdog.Reset(silence)
		line := lines.Bytes()
		field, value, _ := bytes.Cut(line, []byte(":"))
		value = bytes.TrimPrefix(value, []byte(" "))
		switch {
		case string(field) == "event":
			name = append(name[:0], value...)
		case string(field) == "data":
			data = append(data, value...)
		case len(line) == 0:
			if string(name) == "job" && len(data) > 0 {
				var j agenda.SummaryJob
				if err := json.Unmarshal(data, &j); err != nil {
					return fmt.Errorf("apiclient: read event: %w", err)
				}
				if err := each(j); err != nil {
					return err
				}
			}
			name, data = name[:0], data[:0]
		}
	}
	if err := lines.Err(); err != nil {
		return unavailable(fmt.Errorf("apiclient: read events: %w", err))
	}
	return nil
}
