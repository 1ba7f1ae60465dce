package ui

import (
	"appointment-manager/internal/agenda"
)

// briefTitle names the days of a brief: "Daily, Wed 25 Nov".
func (v *visit) briefTitle(j *agenda.SummaryJob) string {
	return v.list(v.briefKind(j), v.briefDaysShort(j))
}

func (l *language) briefKind(j *agenda.SummaryJob) string {
	switch {
	case j.Label == "":
		return l.t("Upcoming")
	case j.Label == agenda.LabelDaily:
		return l.t("Daily")
	case j.Label == agenda.LabelWeekly:
		return l.t("Weekly")
	case j.Label[0] >= '0' && j.Label[0] <= '9':
		return l.t("Days")
	}
	return upperFirst(j.Label)
}

func (v *visit) briefDays(j *agenda.SummaryJob) string {
	switch {
	case j.From.IsZero():
		return ""
	case j.To.IsZero():
		return v.t("from %s", v.shortDay(j.From))
	case j.From == j.To:
		return v.dayWords(j.From)
	}
	return split(v.days(j.From, j.To)).String()
}

// briefDaysShort is briefDays for narrow places: "Wed 25 Nov", "25 Nov – 1 Dec".
func (v *visit) briefDaysShort(j *agenda.SummaryJob) string {
	switch {
	case j.From.IsZero() || j.To.IsZero():
		return v.briefDays(j)
	case j.From == j.To:
		return v.shortWeekday(j.From)
	case j.From.Month == j.To.Month && j.From.Year == j.To.Year:
		return v.t("%d – %s", j.From.Day, v.shortDay(j.To))
	}
	return v.t("%s – %s", v.shortDay(j.From), v.shortDay(j.To))
}

// took is how long the last try of a finished job lasted, a dash when that is not known.
func (l *language) took(j *agenda.SummaryJob) string {
	n := len(j.Attempts)
	if n == 0 || j.FinishedAt == nil {
		return "–"
	}
	end := *j.FinishedAt
	if at := j.Attempts[n-1].EndedAt; at != nil {
		end = *at
	}
	return l.secondsWords(end.Sub(j.Attempts[n-1].StartedAt))
}

// tryWords names the n-th try.
func (l *language) tryWords(n int) string {
	return l.ordinal(n, "first try|second try|third try|fourth try|fifth try", "try %d")
}

// modelWords is what a model is called.
func (l *language) modelWords(name string) string {
	if name == builtInModel {
		return l.t("built-in")
	}
	return name
}

// briefLang is the language of a brief's text, where it is known and another than the page's. The
// built-in summarizer wrote English before it said what it writes.
func (l *language) briefLang(j *agenda.SummaryJob) string {
	written := j.Language
	if written == "" && j.Model == builtInModel {
		written = english.Lang
	}
	if written == l.Lang {
		return ""
	}
	return written
}

// otherLanguage says that the brief which stands for one that was asked for is in another language.
func (v *visit) otherLanguage(lang string) (string, error) {
	if lang == "" {
		return "", nil
	}
	b, err := v.bundle()
	if err != nil {
		return "", err
	}
	name := lang
	if l, ok := b.languages[lang]; ok {
		name = l.t("English") // each by its own name
	}
	return v.t("This brief was written moments ago in another language: %s. “Write a new one” has it written in yours.", name), nil
}

// requester is who asked for a brief.
func (l *language) requester(j *agenda.SummaryJob) string {
	if j.RequestedBy == "scheduler" {
		return l.t("the schedule")
	}
	return j.RequestedBy
}
