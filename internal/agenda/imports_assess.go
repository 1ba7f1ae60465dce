package agenda

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// assessedRow is a row, the appointment that it describes, and what becomes of it.
type assessedRow struct {
	appointment Appointment
	report      ImportReport
}

// assess finds out what becomes of each row: it is compared with the calendar and with the rows
// before it.
func (s *Imports) assess(ctx context.Context, id string, rows []ImportRow) ([]assessedRow, error) {
	made, err := s.store.ImportedLines(ctx, id)
	if err != nil {
		return nil, err
	}
	var kinds []Kind
	if slices.ContainsFunc(rows, func(r ImportRow) bool { return len(r.Kinds) > 0 }) {
		if kinds, err = s.appointments.store.Kinds(ctx); err != nil {
			return nil, err
		}
	}
	assessed := make([]assessedRow, len(rows))
	var within Span
	var uids []string
	for n := range rows {
		r := &assessed[n]
		if err := s.read(&rows[n], r, kinds); err != nil {
			return nil, err
		}
		if _, ok := made[rows[n].Line]; ok {
			r.report.Verdict = RowImported
			continue
		}
		if r.report.Verdict == RowNew {
			within = within.with(r.appointment.Span())
			if uid := rows[n].UID; uid != "" {
				uids = append(uids, uid)
			}
		}
	}
	known, err := s.store.KnownUIDs(ctx, uids)
	if err != nil {
		return nil, err
	}
	taken := takings{}
	if !within.Start.IsZero() {
		q := AppointmentQuery{From: within.Start, To: within.End, Sort: ByStart}
		err = s.appointments.Each(ctx, q, func(a *Appointment) error {
			taken.add(a, 0)
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	for n := range assessed {
		r := &assessed[n]
		if r.report.Verdict != RowNew {
			continue
		}
		if other, ok := known[rows[n].UID]; ok {
			r.report.Verdict, r.report.Other = RowDuplicate, &other
			continue
		}
		r.report.Verdict, r.report.Other = taken.verdict(&r.appointment)
		if r.report.Verdict == RowNew {
			taken.add(&r.appointment, r.report.Line)
		}
	}
	return assessed, nil
}

// read makes the appointment that a row describes. Its error is none of the row's.
func (s *Imports) read(row *ImportRow, r *assessedRow, kinds []Kind) error {
	r.report = ImportReport{
		Line: row.Line, ClientName: row.Draft.ClientName, Date: row.Draft.Date, Time: row.Draft.Time, Verdict: RowNew, Fault: row.Fault,
	}
	draft := row.Draft
	draft.Kind, r.report.Note = pickKind(row, kinds)
	if row.Draft.DurationMinutes != nil {
		r.report.Minutes = *row.Draft.DurationMinutes
	}
	if row.Fault == "" {
		a, err := s.appointments.Draft(draft, kinds)
		switch CodeOf(err) {
		case "":
			a.UID = row.UID
			r.appointment, r.report.Minutes = a, a.DurationMinutes
			r.report.Date, r.report.Time = a.Date.String(), a.Time.String()
		case Invalid, Rejected:
			r.report.Fault = sentences(err)
		default:
			return err
		}
	}
	if r.report.Fault != "" {
		r.report.Verdict = RowFault
	}
	return nil
}

// pickKind returns the kind that a row is of, and what is to be noted of the row. What is not listed is no
// reason to refuse a row: other programs call things by other names, and a practice without kinds has no
// use for any.
func pickKind(row *ImportRow, kinds []Kind) (kind *string, note string) {
	if len(kinds) == 0 || len(row.Kinds) == 0 {
		return nil, row.Note
	}
	for _, name := range row.Kinds {
		if k, listed := KindNamed(kinds, name); listed {
			return &k.Name, row.Note
		}
	}
	note = fmt.Sprintf("The kind %s is not listed, so it is left out.", strconv.Quote(row.Kinds[0]))
	return nil, strings.TrimSpace(row.Note + " " + note)
}

// with returns the smallest span that holds both.
func (s Span) with(other Span) Span {
	if s.Start.IsZero() {
		return other
	}
	if other.Start.Before(s.Start) {
		s.Start = other.Start
	}
	if other.End.After(s.End) {
		s.End = other.End
	}
	return s
}

// takings are appointments by the day of UTC on which they begin. None is longer than a day.
type takings map[int64][]taking

type taking struct {
	ImportedSpan
	name      string // folded
	cancelled bool
}

func dayOf(t time.Time) int64 { return t.Unix() / 86400 }

func (t takings) add(a *Appointment, line int) {
	d := dayOf(a.StartsAt)
	span := spanOf(a)
	span.Line = line
	t[d] = append(t[d], taking{*span, strings.ToLower(a.ClientName), a.Status == Cancelled})
}

// verdict says whether an appointment is there already, or its time is taken, and by which.
func (t takings) verdict(a *Appointment) (Verdict, *ImportedSpan) {
	name := strings.ToLower(a.ClientName)
	for _, o := range t[dayOf(a.StartsAt)] {
		if o.name == name && o.StartsAt.Equal(a.StartsAt) {
			return RowDuplicate, &o.ImportedSpan
		}
	}
	if a.Status == Cancelled {
		return RowNew, nil
	}
	for d := dayOf(a.StartsAt) - 1; d <= dayOf(a.EndsAt); d++ {
		for _, o := range t[d] {
			if !o.cancelled && o.StartsAt.Before(a.EndsAt) && a.StartsAt.Before(o.EndsAt) {
				return RowConflict, &o.ImportedSpan
			}
		}
	}
	return RowNew, nil
}
