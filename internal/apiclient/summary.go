package apiclient

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"appointment-manager/internal/agenda"
)

// Asked is the receipt for a summary that was asked for.
type Asked struct {
	JobID    string          `json:"job_id"`
	Label    string          `json:"label"`
	Count    int             `json:"count"`
	State    agenda.JobState `json:"state"`
	Language string          `json:"language"` // to be written in; empty: English
}

// JobOptions selects summary jobs. Zero members do not restrict.
type JobOptions struct {
	Label     *string
	NotLabels []string // only jobs of other labels than these
	States    []agenda.JobState
	Mentions  int64 // only summaries of the days of the appointment with this id that name its client
	Limit     int
	Before    string // only jobs older than the one with this id
}

// SummaryResult is the newest summary, if there is one: Status is "pending" or "ready".
type SummaryResult struct {
	Status       string     `json:"status"`
	Summary      *string    `json:"summary"`
	JobID        string     `json:"job_id"`
	Label        string     `json:"label"`
	GeneratedAt  *time.Time `json:"generated_at"`
	Model        string     `json:"model"`
	Appointments int        `json:"appointments"`
	Language     string     `json:"language"` // a tag; empty: English
}

// AskSummary asks for a summary. With a non-empty idempotencyKey a repeat asks for nothing twice.
func (c *Client) AskSummary(ctx context.Context, ask agenda.SummaryAsk, idempotencyKey string) (a Asked, err error) {
	q, err := sendJSON(http.MethodPost, "/summary/", ask)
	if err == nil {
		_, err = c.fetch(ctx, q.idempotent(idempotencyKey), &a)
	}
	return a, err
}

// SummaryJobs returns jobs with their progress, the newest first.
func (c *Client) SummaryJobs(ctx context.Context, o JobOptions) (jobs []agenda.SummaryJob, err error) {
	q := url.Values{}
	if o.Label != nil {
		q.Set("label", *o.Label)
	}
	if len(o.States) > 0 {
		states := make([]string, len(o.States))
		for i, s := range o.States {
			states[i] = string(s)
		}
		q.Set("state", strings.Join(states, ","))
	}
	if len(o.NotLabels) > 0 {
		q.Set("not_label", strings.Join(o.NotLabels, ","))
	}
	if o.Mentions > 0 {
		q.Set("mentions", strconv.FormatInt(o.Mentions, 10))
	}
	if o.Limit > 0 {
		q.Set("limit", strconv.Itoa(o.Limit))
	}
	if o.Before != "" {
		q.Set("before", o.Before)
	}
	_, err = c.fetch(ctx, get("/summary/jobs", q), &jobs)
	return jobs, err
}

// SummaryJob returns one job with its progress, or fails as NotFound.
func (c *Client) SummaryJob(ctx context.Context, id string) (j agenda.SummaryJob, err error) {
	_, err = c.fetch(ctx, get("/summary/jobs/"+url.PathEscape(id), nil), &j)
	return j, err
}

// SummaryResult returns the newest summary, with the label if label is not nil.
func (c *Client) SummaryResult(ctx context.Context, label *string) (r SummaryResult, err error) {
	q := url.Values{}
	if label != nil {
		q.Set("label", *label)
	}
	_, err = c.fetch(ctx, get("/summary/result", q), &r)
	return r, err
}

// RetryJob gives a dead job another life. Only an administrator may.
func (c *Client) RetryJob(ctx context.Context, id string) (agenda.SummaryJob, error) {
	return c.actOnJob(ctx, id, "retry")
}

// DiscardJob ends a job that nobody wants any more. Who asked for it may while it is under way, and an
// administrator. It fails as Conflict when the job has ended.
func (c *Client) DiscardJob(ctx context.Context, id string) (agenda.SummaryJob, error) {
	return c.actOnJob(ctx, id, "discard")
}

func (c *Client) actOnJob(ctx context.Context, id, action string) (j agenda.SummaryJob, err error) {
	_, err = c.fetch(ctx, call{method: http.MethodPost, path: "/summary/jobs/" + url.PathEscape(id) + "/" + action}, &j)
	return j, err
}
