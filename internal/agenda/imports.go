package agenda

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// ImportRow is an appointment as a file says it.
type ImportRow struct {
	Line  int              `json:"line"` // of the file, from 1
	Draft AppointmentDraft `json:"draft"`
	UID   string           `json:"uid,omitempty"`   // by which the file knows it
	Fault string           `json:"fault,omitempty"` // why it cannot be read: a sentence
	Note  string           `json:"note,omitempty"`  // what of it is left out: a sentence
	Kinds []string         `json:"kinds,omitempty"` // what the file says that it is for; the first that is listed counts
}

// ImportColumn is a column of a file and the member of an appointment that it was taken for, "" for
// none.
type ImportColumn struct {
	Name   string `json:"name"`
	Member string `json:"member"`
}

// Verdict says what becomes of a row.
type Verdict string

// The verdicts.
const (
	RowNew       Verdict = "new"       // it can be booked
	RowConflict  Verdict = "conflict"  // its time is taken
	RowDuplicate Verdict = "duplicate" // it is in the calendar already, or further up in the file
	RowFault     Verdict = "fault"     // it is none
	RowImported  Verdict = "imported"
)

// ImportReport is what is told of a row.
type ImportReport struct {
	Line       int           `json:"line"`
	ClientName string        `json:"client_name"`
	Date       string        `json:"date"`
	Time       string        `json:"time"`
	Minutes    int           `json:"duration_minutes"`
	Verdict    Verdict       `json:"verdict"`
	Fault      string        `json:"fault,omitempty"`
	Note       string        `json:"note,omitempty"`
	Other      *ImportedSpan `json:"other,omitempty"` // what a conflict or a duplicate is with
}

// ImportedSpan is an appointment that is in the way of a row: of the calendar or, where Line is set,
// of an earlier row.
type ImportedSpan struct {
	ClientName string    `json:"client_name"`
	StartsAt   time.Time `json:"starts_at"`
	EndsAt     time.Time `json:"ends_at"`
	Line       int       `json:"line,omitempty"`
}

// ImportedLine is an appointment that a row of a file became, and the version of it that is still as it
// was imported. That a kind or a client was renamed is no change of it: who did so looked at none.
type ImportedLine struct{ ID, Version int64 }

// ImportState is how far an import has come.
type ImportState string

// The states. What is being imported is still waiting: whatever stops it, it can be gone on with.
const (
	ImportWaiting ImportState = "waiting"
	ImportDone    ImportState = "imported"
	ImportUndone  ImportState = "undone"
)

// Import is a file of appointments that was uploaded.
type Import struct {
	ID         string         `json:"id"`
	FileName   string         `json:"file_name"`
	Format     string         `json:"format"` // "csv" or "icalendar"
	State      ImportState    `json:"state"`
	CreatedAt  time.Time      `json:"created_at"`
	CreatedBy  string         `json:"created_by"`
	Columns    []ImportColumn `json:"columns"` // of a CSV file
	Rows       int            `json:"rows"`
	New        int            `json:"new"`
	Conflicts  int            `json:"conflicts"`
	Duplicates int            `json:"duplicates"`
	Faults     int            `json:"faults"`
	Imported   int            `json:"imported"`
	Undone     int            `json:"undone"` // taken out of the calendar again
	Kept       int            `json:"kept"`   // not taken out, because they were changed since
	Report     []ImportReport `json:"report"` // the first rows, and of the others those that are not simply new
}

// ImportLifetime is how long an import that was only looked at is kept.
const ImportLifetime = 24 * time.Hour

// ImportStore keeps imports and what they made.
type ImportStore interface {
	// CreateImport stores a file's rows under a new id.
	CreateImport(ctx context.Context, i Import, rows []ImportRow) (Import, error)
	// ImportByID returns an import and, while it waits, its rows; else a NotFound error.
	ImportByID(ctx context.Context, id string) (Import, []ImportRow, error)
	// Imports returns the newest imports without their reports.
	Imports(ctx context.Context, limit int) ([]Import, error)
	// EndImport stores an import's end and forgets its rows.
	EndImport(ctx context.Context, i Import) error
	// ImportAppointment is [AppointmentStore.CreateAppointment] for one row of an import, which is
	// booked once however often this is called. It fails as Conflict, with no others named, when the
	// import no longer waits. An empty UID, or one that is taken, is replaced.
	ImportAppointment(ctx context.Context, id string, line int, a Appointment) error
	// ImportedLines returns what an import has made, by the row.
	ImportedLines(ctx context.Context, id string) (map[int]ImportedLine, error)
	// KnownUIDs returns which of the UIDs are those of appointments that are not deleted.
	KnownUIDs(ctx context.Context, uids []string) (map[string]ImportedSpan, error)
}

// Imports is the desk where files of appointments are handed in.
type Imports struct {
	store        ImportStore
	appointments *Appointments
	now          func() time.Time
}

// NewImports returns the desk in front of store and the calendar.
func NewImports(store ImportStore, appointments *Appointments, now func() time.Time) *Imports {
	return &Imports{store: store, appointments: appointments, now: now}
}

// Upload keeps a file's rows and returns what would become of them. Nothing is booked.
func (s *Imports) Upload(ctx context.Context, i Import, rows []ImportRow) (Import, error) {
	i.State, i.CreatedAt, i.CreatedBy, i.Rows = ImportWaiting, s.now().UTC(), ActorFrom(ctx).Username, len(rows)
	i, err := s.store.CreateImport(ctx, i, rows)
	if err != nil {
		return Import{}, err
	}
	return s.preview(ctx, i, rows)
}

// Import returns an import as it is now: while it waits, with what would become of its rows.
func (s *Imports) Import(ctx context.Context, id string) (Import, error) {
	i, rows, err := s.store.ImportByID(ctx, id)
	if err != nil || i.State != ImportWaiting {
		return i, err
	}
	return s.preview(ctx, i, rows)
}

// List returns the newest imports.
func (s *Imports) List(ctx context.Context, limit int) ([]Import, error) {
	return s.store.Imports(ctx, limit)
}

func (s *Imports) preview(ctx context.Context, i Import, rows []ImportRow) (Import, error) {
	assessed, err := s.assess(ctx, i.ID, rows)
	i.sum(assessed)
	return i, err
}

// parallel is how many rows are written at once, so that they share what it costs to be on disk.
const parallel = 64

// Commit books the rows that can be, each by the rules of any booking, and with overlaps those whose
// time is taken too. What an earlier try has booked is not booked again. Once an import is done its
// outcome is returned as it was.
func (s *Imports) Commit(ctx context.Context, id string, overlaps bool) (Import, error) {
	i, rows, err := s.store.ImportByID(ctx, id)
	if err != nil || i.State == ImportDone {
		return i, err
	}
	if i.State == ImportUndone {
		return i, Fail(Conflict, "This import was undone. To import the file after all, upload it again.")
	}
	assessed, err := s.assess(ctx, id, rows)
	if err != nil {
		return i, err
	}
	if err := s.book(ctx, id, assessed); err != nil {
		return i, err
	}
	for n := range assessed {
		if r := &assessed[n]; overlaps && r.report.Verdict == RowConflict {
			r.appointment.Overlap = true // one by one: which is over which shall not be left to chance
			if err := s.bookRow(ctx, id, r); err != nil {
				return i, err
			}
		}
	}
	i.sum(assessed)
	i.State = ImportDone
	return i, s.store.EndImport(ctx, i)
}

// book books the new rows. They take no time from each other, so their order does not matter.
func (s *Imports) book(ctx context.Context, id string, rows []assessedRow) error {
	return together(ctx, len(rows), func(ctx context.Context, n int) error {
		if rows[n].report.Verdict != RowNew {
			return nil
		}
		return s.bookRow(ctx, id, &rows[n])
	})
}

// together does what do says for the numbers up to n, some at a time, until one fails.
func together(ctx context.Context, n int, do func(ctx context.Context, i int) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	slots := make(chan struct{}, parallel)
	var wg sync.WaitGroup
	for i := range n {
		slots <- struct{}{}
		if ctx.Err() != nil {
			break
		}
		wg.Go(func() {
			defer func() { <-slots }()
			if err := do(ctx, i); err != nil {
				cancel(err)
			}
		})
	}
	wg.Wait()
	return context.Cause(ctx)
}

// bookRow books one row. That somebody was faster is no failure: it is told of the row.
func (s *Imports) bookRow(ctx context.Context, id string, r *assessedRow) error {
	err := s.store.ImportAppointment(ctx, id, r.report.Line, r.appointment)
	e, ok := errors.AsType[*Error](err)
	switch {
	case err == nil:
		r.report.Verdict, r.report.Other = RowImported, nil
	case ok && e.Code == Conflict && len(e.Conflicts) > 0:
		r.report.Verdict = RowConflict
		r.report.Other = spanOf(&e.Conflicts[0])
	default:
		return err
	}
	return nil
}

func spanOf(a *Appointment) *ImportedSpan {
	return &ImportedSpan{ClientName: a.ClientName, StartsAt: a.StartsAt, EndsAt: a.EndsAt}
}

// Undo takes what an import has booked out of the calendar again, but for what was changed since. It
// can be restored like everything that is deleted.
func (s *Imports) Undo(ctx context.Context, id string) (Import, error) {
	i, rows, err := s.store.ImportByID(ctx, id)
	if err != nil {
		return i, err
	}
	if i.State == ImportWaiting {
		i.Rows, i.Report = len(rows), nil
	}
	i.State = ImportUndone
	if err := s.store.EndImport(ctx, i); err != nil { // from now on no more of it is booked
		return i, err
	}
	lines, err := s.store.ImportedLines(ctx, id)
	if err != nil {
		return i, err
	}
	made := slices.Collect(maps.Values(lines))
	var undone atomic.Int64
	err = together(ctx, len(made), func(ctx context.Context, n int) error {
		gone, err := s.takeOut(ctx, made[n])
		if gone {
			undone.Add(1)
		}
		return err
	})
	if err != nil {
		return i, err
	}
	i.Undone = int(undone.Load())
	i.Kept = len(made) - i.Undone
	return i, s.store.EndImport(ctx, i)
}

// takeOut deletes an appointment that is as the import made it.
func (s *Imports) takeOut(ctx context.Context, made ImportedLine) (gone bool, err error) {
	err = s.appointments.Delete(ctx, made.ID, &made.Version)
	switch CodeOf(err) {
	case "", NotFound:
		return true, nil
	case Stale:
		return false, nil
	}
	return false, err
}

// shownRows is how many rows are told of whatever becomes of them, and toldRows how many at most.
const (
	shownRows = 20
	toldRows  = 500
)

// sum counts the rows by what becomes of them, and picks those that are told of.
func (i *Import) sum(rows []assessedRow) {
	i.New, i.Conflicts, i.Duplicates, i.Faults, i.Imported = 0, 0, 0, 0, 0
	i.Report = []ImportReport{}
	for n := range rows {
		r := &rows[n].report
		switch r.Verdict {
		case RowNew:
			i.New++
		case RowConflict:
			i.Conflicts++
		case RowDuplicate:
			i.Duplicates++
		case RowFault:
			i.Faults++
		case RowImported:
			i.Imported++
		}
		plain := r.Note == "" && (r.Verdict == RowNew || r.Verdict == RowImported)
		if (n < shownRows || !plain) && len(i.Report) < toldRows {
			i.Report = append(i.Report, *r)
		}
	}
}

// sentences joins the faults of an error into a text for people.
func sentences(err error) string {
	e, ok := errors.AsType[*Error](err)
	if !ok {
		return ""
	}
	var parts []string
	for _, f := range e.Fields {
		parts = append(parts, strings.TrimSuffix(f.Msg, ".")+".")
	}
	if len(parts) == 0 {
		parts = append(parts, strings.TrimSuffix(e.Message, ".")+".")
	}
	return strings.Join(parts, " ")
}
