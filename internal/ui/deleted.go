package ui

import (
	"net/http"
	"net/url"

	"appointment-manager/internal/agenda"
)

// deletedPage is what was deleted lately and can be brought back.
type deletedPage struct {
	frame
	Days         int // for how many that is possible
	Lines        []deletedLine
	First, Older string
}

type deletedLine struct {
	ID                int64
	Name, When, Label string
	By                string // who deleted it when
	Past              bool
}

func (s *site) getDeleted(v *visit) error {
	mini := v.startMini(v.today())
	cursor := v.r.URL.Query().Get("cursor")
	found, next, err := v.caller.Deleted(v.ctx(), cursor)
	if err != nil {
		return err
	}
	p := deletedPage{Days: int(agenda.RestoreWindow.Hours() / 24)}
	for i := range found {
		a := &found[i]
		when := v.whenWords(a)
		l := deletedLine{ID: a.ID, Name: a.ClientName, When: when, Label: v.list(v.isolate(a.ClientName), when), Past: a.EndsAt.Before(v.clock)}
		if a.DeletedAt != nil {
			l.By = v.byline(a.UpdatedBy, *a.DeletedAt)
		}
		p.Lines = append(p.Lines, l)
	}
	if cursor != "" {
		p.First = "/deleted"
	}
	if next != "" {
		p.Older = "/deleted?" + url.Values{"cursor": {next}}.Encode()
	}
	p.frame = v.frame(v.t("Recently deleted"), navAgenda)
	p.Mini = mini()
	return v.render(http.StatusOK, "deleted", p)
}
