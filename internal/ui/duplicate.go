package ui

import (
	"context"
	"slices"

	"appointment-manager/internal/agenda"
)

// likeForm is the form of a new appointment that is like one there is: a week later, or as many weeks as
// lead to the future, at the same time or, where that is taken, at the nearest free one. It is the
// practice's clocks that show the same time then: whose are elsewhere may be moved in that week.
func (v *visit) likeForm(ctx context.Context, id int64) (*appointmentForm, error) {
	a, err := v.caller.Appointment(ctx, id)
	if err != nil {
		return nil, err
	}
	f := v.editAppointmentForm(&a)
	f.ID, f.Version, f.Was, f.Confirmed = 0, "", "", true
	like := a.In(v.practice)
	day := like.Date.AddDays(7)
	if behind := day.DaysUntil(v.practiceToday()); behind >= 0 {
		day = day.AddDays((behind/7 + 1) * 7)
	}
	f.Notice = v.t("This repeats the appointment of %s. Nothing is booked before you save it.", v.dayWords(a.Date))
	if _, err := agenda.Resolve(day, like.Time, v.practice, nil); err != nil && !v.abroad() {
		f.Date, f.Offset = day.String(), ""
		return f, nil // the form says what is wrong with that time
	}
	start := agenda.Near(day, like.Time, v.practice)
	v.place(f, start)
	booked, err := v.loadDay(agenda.DateOf(start.In(v.zone())), 0)
	span := agenda.Span{Start: start, End: start.Add(a.Span().Duration())}
	if err != nil || !slices.ContainsFunc(booked, func(o agenda.Appointment) bool { return o.Span().Overlaps(span) }) {
		return f, nil
	}
	free, err := v.caller.In(v.practice).Free(ctx, day, like.Time, a.DurationMinutes)
	if err != nil || len(free) == 0 {
		return f, nil // the day beside the form shows that it is taken
	}
	nearest := slices.MinFunc(free, func(x, y agenda.Slot) int {
		return int(x.StartsAt.Sub(start).Abs() - y.StartsAt.Sub(start).Abs())
	})
	v.place(f, nearest.StartsAt)
	f.Notice = v.t("This repeats the appointment of %s. The same time is taken, so the nearest free one is filled in. Nothing is booked before you save it.", v.dayWords(a.Date))
	return f, nil
}
