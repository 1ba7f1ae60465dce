package ui

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"appointment-manager/internal/agenda"
)

// closedPart is the part of the page about opening hours that is about closed days.
type closedPart struct {
	Closed, Over                       []closedLine // those that are to come, and those that are over
	First, Last, Reason                string       // as they were typed
	FirstFault, LastFault, ReasonFault string
	ClosedFault                        string // about the form as a whole
	ReasonMost                         int
}

type closedLine struct {
	ID           int64
	Days, Length string
	Reason       string
}

// fillClosed lists the closed days, those that are over the latest first.
func (v *visit) fillClosed(p *closedPart, all []agenda.ClosedDays) {
	p.ReasonMost = agenda.MaxReason
	for _, c := range all {
		n := c.First.DaysUntil(c.Last) + 1
		line := closedLine{ID: c.ID, Days: v.closedDaysWords(&c), Reason: c.Reason, Length: v.tn(n, "%d day", "%d days")}
		if c.Last.Compare(v.practiceToday()) < 0 {
			p.Over = append([]closedLine{line}, p.Over...)
		} else {
			p.Closed = append(p.Closed, line)
		}
	}
}

// closedDaysWords returns "Thursday 24 December", or "24 – 31 December 2026".
func (v *visit) closedDaysWords(c *agenda.ClosedDays) string {
	if c.First == c.Last {
		return v.dayWords(c.First)
	}
	return split(v.days(c.First, c.Last)).String()
}

func (s *site) postClosedDays(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	get := func(name string) string { return strings.TrimSpace(v.r.PostForm.Get(name)) }
	p := closedPart{First: get("first"), Last: get("last"), Reason: get("reason")}
	if p.First == "" {
		p.FirstFault = v.t("Which day? Enter a date.")
		return v.showHours(http.StatusUnprocessableEntity, hoursPage{closedPart: p}, nil)
	}
	made, err := v.caller.CloseDays(v.ctx(), p.First, p.Last, p.Reason)
	e, _ := errors.AsType[*agenda.Error](err)
	switch code := codeOf(err); {
	case err == nil:
		v.leaveToast(toast{Text: v.t("Closed: %s", v.closedDaysWords(&made)), Undo: "/admin/hours/closed/" + strconv.FormatInt(made.ID, 10) + "/delete"})
		return v.seeOther("/admin/hours#closed")
	case code == agenda.Invalid:
		for _, f := range e.Fields {
			p.fault(f, v.said(f.Msg))
		}
	case code == agenda.Conflict:
		p.ClosedFault = v.said(e.Message)
	default:
		return err
	}
	return v.showHours(faultStatus[codeOf(err)], hoursPage{closedPart: p}, nil)
}

// fault puts a sentence beside the field that it is about.
func (p *closedPart) fault(f agenda.Field, text string) {
	place := &p.ClosedFault
	if len(f.Loc) > 1 {
		switch f.Loc[1] {
		case "first":
			place = &p.FirstFault
		case "last":
			place = &p.LastFault
		case "reason":
			place = &p.ReasonFault
		}
	}
	*place = text
}

func (s *site) postReopenDays(v *visit) error {
	id, err := v.pathID()
	if err != nil {
		return err
	}
	hours, err := v.caller.Hours(v.ctx())
	if err != nil {
		return err
	}
	for _, c := range hours.Closed {
		if c.ID != id {
			continue
		}
		// Days that somebody else deletes at this moment are gone, too.
		if err := v.caller.ReopenDays(v.ctx(), id); err != nil && codeOf(err) != agenda.NotFound {
			return err
		}
		v.leaveToast(toast{
			Text: v.t("No longer closed: %s", v.closedDaysWords(&c)), Undo: "/admin/hours/closed",
			UndoFields: map[string]string{"first": c.First.String(), "last": c.Last.String(), "reason": c.Reason},
		})
	}
	return v.seeOther("/admin/hours#closed")
}
