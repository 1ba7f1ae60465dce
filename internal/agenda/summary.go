package agenda

import (
	"encoding/json"
	"strings"
	"time"
)

// JobState is where a summary job stands. A job exists from the moment its row is committed until
// it reaches one of the terminal states.
type JobState string

// The states. Accepted: stored, not yet on the queue's list. Queued: on the list. Running: a worker
// holds its lease. Retrying: waits for its next attempt. The rest are terminal.
const (
	JobAccepted  JobState = "accepted"
	JobQueued    JobState = "queued"
	JobRunning   JobState = "running"
	JobRetrying  JobState = "retrying"
	JobDone      JobState = "done"
	JobSkipped   JobState = "skipped"   // a summary of the label was made moments ago; ResultID names it
	JobDead      JobState = "dead"      // failed for good; Error tells why
	JobCancelled JobState = "cancelled" // nobody wants it any more: see [Summaries.Discard]
)

// Terminal tells whether a job in this state will not change by itself any more.
func (s JobState) Terminal() bool {
	return s == JobDone || s == JobSkipped || s == JobDead || s == JobCancelled
}

// Attempt is one try of a worker at a job, for the person who waits.
type Attempt struct {
	Number    int        `json:"number"`
	Worker    string     `json:"worker"`
	StartedAt time.Time  `json:"started_at"`
	EndedAt   *time.Time `json:"ended_at,omitempty"`
	Error     string     `json:"error,omitempty"`    // a sentence; empty while running and on success
	RetryAt   *time.Time `json:"retry_at,omitempty"` // when the next attempt is due
}

// SummaryJob is one request for a summary, from being asked for to its end.
type SummaryJob struct {
	ID           string     `json:"id"`
	Label        string     `json:"label"` // empty for the unlabelled call of the documented API
	State        JobState   `json:"state"`
	Count        int        `json:"count"`           // appointments in scope when it was asked for
	From         Date       `json:"from,omitzero"`   // first day in scope
	To           Date       `json:"to,omitzero"`     // last day in scope; none: no end
	Run          int        `json:"run"`             // which life: 1, and one more each time a dead job is retried
	Force        bool       `json:"force,omitzero"`  // runs although the label was summarised moments ago
	Paused       bool       `json:"paused,omitzero"` // accepted, and kept until an administrator lets jobs go on
	RequestedBy  string     `json:"requested_by"`
	RequestedAt  time.Time  `json:"requested_at"`
	FinishedAt   *time.Time `json:"finished_at,omitempty"`
	Attempts     []Attempt  `json:"attempts"`
	Error        string     `json:"error,omitempty"`
	Summary      *string    `json:"summary"`
	Model        string     `json:"model,omitempty"`
	Appointments int        `json:"appointments,omitzero"` // how many the summary was written from
	ResultID     string     `json:"result_id,omitempty"`   // for skipped: the job that holds the summary
	Sent         string     `json:"sent,omitempty"`        // to the model, word for word; only where one job is asked for
	Language     string     `json:"language,omitempty"`    // of the summary, once it is written; before, the one asked for. Empty: English
}

// LabelDaily and the others name the spans that everybody asks for. Any other label of one to 32
// small letters, digits and dashes means what is upcoming, like none; a day (2026-11-25) or two
// joined by ".." (2026-11-25..2026-11-30) means those days.
const (
	LabelDaily  = "daily"  // today
	LabelWeekly = "weekly" // today and the six days after it
)

// MaxRangeDays is the longest span of days that a label can name.
const MaxRangeDays = 366

// ParseLabel checks a label and returns the days in its scope, as of today. A zero to means no end.
func ParseLabel(label string, today Date) (from, to Date, err error) {
	bad := func(msg string) (Date, Date, error) {
		return Date{}, Date{}, InvalidFields([]Field{BodyFault("label", FaultValue, msg, label)})
	}
	switch {
	case label == "":
		return today, Date{}, nil
	case label == LabelDaily:
		return today, today, nil
	case label == LabelWeekly:
		return today, today.AddDays(6), nil
	case len(label) >= 10 && (len(label) == 10 || strings.Contains(label, "..")) && label[4] == '-':
		first, last, two := strings.Cut(label, "..")
		if from, err = ParseDate(first); err != nil {
			return bad(err.Error())
		}
		if to = from; two {
			if to, err = ParseDate(last); err != nil {
				return bad(err.Error())
			}
		}
		if to.Compare(from) < 0 {
			return bad("The last day must not come before the first")
		}
		if from.DaysUntil(to) >= MaxRangeDays {
			return bad("A summary can span at most a year")
		}
		return from, to, nil
	}
	if len(label) > 32 || strings.ContainsFunc(label, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-')
	}) {
		return bad("A label has 1 to 32 small letters, digits and dashes")
	}
	return today, Date{}, nil
}

// SummaryAsk says which summary is wanted.
type SummaryAsk struct {
	Label    string `json:"label,omitempty"`
	Force    bool   `json:"force,omitempty"`    // although the label was summarised moments ago
	Language string `json:"language,omitempty"` // a tag of BCP 47; empty: the practice's
}

// SummaryRequest is what a worker is given: everything it needs to write one summary, frozen when
// the job was dispatched. It is the payload on the queue.
type SummaryRequest struct {
	Label        string               `json:"label"`
	From         Date                 `json:"from,omitzero"`
	To           Date                 `json:"to,omitzero"`
	Today        Date                 `json:"today"`
	Now          time.Time            `json:"now"` // in the practice's zone
	TimeZone     string               `json:"time_zone"`
	Total        int                  `json:"total"`              // in scope; Appointments holds at most MaxSummarised
	Language     string               `json:"language,omitempty"` // to write in; empty: English
	Appointments []SummaryAppointment `json:"appointments"`
}

// MaxSummarised bounds how many appointments one summary is written from, the earliest first.
const MaxSummarised = 500

// SummaryAppointment is an appointment as a summary sees it. The first four members are those of
// the documented queue's jobs.
type SummaryAppointment struct {
	ClientName      string    `json:"client_name"`
	Date            Date      `json:"date"`
	Time            TimeOfDay `json:"time"`
	Notes           *string   `json:"notes"`
	DurationMinutes int       `json:"duration_minutes"`
	Status          Status    `json:"status"`
	StartsAt        time.Time `json:"starts_at"`
	EndsAt          time.Time `json:"ends_at"`
	FirstVisit      bool      `json:"first_visit"` // no earlier appointment under this name
}

// Summary is what a worker made of a SummaryRequest.
type Summary struct {
	Text         string `json:"text"`
	Model        string `json:"model"` // "built-in" for the summarizer that needs no key
	Appointments int    `json:"appointments"`
	Sent         string `json:"sent,omitempty"`     // to the model, word for word; none: nothing left the worker
	Language     string `json:"language,omitempty"` // that it is written in; empty: English
}

// JobEnvelope is a job as it travels over the queue, which never looks into Payload.
type JobEnvelope struct {
	ID      string          `json:"id"`
	Run     int             `json:"run"`
	Kind    string          `json:"kind"`
	Label   string          `json:"label,omitempty"`
	Force   bool            `json:"force,omitempty"`
	Payload json.RawMessage `json:"payload"`
}

// KindSummary is the kind of job whose payload is a SummaryRequest and whose output is a Summary.
const KindSummary = "summary"

// JobOutcome is what the queue reports when a job has reached its end.
type JobOutcome struct {
	ID         string          `json:"id"`
	Run        int             `json:"run"`
	Kind       string          `json:"kind"`
	Label      string          `json:"label,omitempty"`
	State      JobState        `json:"state"` // done, skipped or dead
	Output     json.RawMessage `json:"output,omitempty"`
	Error      string          `json:"error,omitempty"`
	Attempts   []Attempt       `json:"attempts"`
	FinishedAt time.Time       `json:"finished_at"`
}

// JobProgress is how a job that has not ended stands on the queue.
type JobProgress struct {
	ID       string    `json:"id"`
	State    JobState  `json:"state"`
	Attempts []Attempt `json:"attempts"`
}
