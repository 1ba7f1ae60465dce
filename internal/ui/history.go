package ui

import (
	"appointment-manager/internal/agenda"
)

// history is what was done to an appointment. It fails alone: the page shows the rest.
type history struct {
	Lines  []historyLine
	Failed bool
}

// historyLine is one of them. Icon stands for What.
type historyLine struct{ Icon, What, Fields, By string }

func (v *visit) history(id int64) history {
	entries, err := v.caller.History(v.ctx(), id)
	if err != nil {
		return history{Failed: true}
	}
	h := history{}
	for i := range entries {
		e := &entries[i]
		what := v.actionWords(e.Action)
		if e.Action == "created" {
			what = v.t("Booked")
		}
		h.Lines = append(h.Lines, historyLine{historyIcon(e), what, v.fieldWords(e.Fields), v.byline(e.Actor, e.At)})
	}
	return h
}

func historyIcon(e *agenda.AuditEntry) string {
	switch e.Action {
	case "created":
		return "plus"
	case "deleted", "purged":
		return "trash"
	case "cancelled":
		return "x"
	case "restored":
		return "undo"
	case "moved":
		return "clock"
	}
	return "edit"
}
