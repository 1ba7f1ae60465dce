package ui

import (
	"net/http"
	"strings"
	"time"

	"appointment-manager/internal/agenda"
)

// importPage is one import: before, what would become of its rows, and after, what did.
type importPage struct {
	frame
	ID, Name      string
	Waiting, Done bool
	Outcome       string
	Summary       []importSum
	Columns       []importColumn
	Button        string // imports what is new; "" when there is nothing
	Conflicts     string // the question what to do with them; "": there are none
	Skip          string
	Overlap       string
	Rows          []importRow
	Untold        string // how many rows are not in the list
	Zone          string // of the rows, where it is not the visitor's
}

// importSum is how many rows have something in common.
type importSum struct{ Class, Icon, Text string }

// importColumn is a column of the file and what it was taken for.
type importColumn struct{ Name, Member string }

// importRow is a row of the file.
type importRow struct {
	Line                         int
	Name, When, Length, Why, Add string
	Badge                        badge
}

func (v *visit) showImport(i *agenda.Import) error {
	mini := v.startMini(v.today())
	p := importPage{
		ID: i.ID, Name: v.importName(i), Waiting: i.State == agenda.ImportWaiting, Done: i.State == agenda.ImportDone, Outcome: v.importOutcome(i),
	}
	if v.abroad() {
		p.Zone = v.t("Times of the rows are the practice’s: %s.", v.zoneWords(v.clock.In(v.practice)))
	}
	p.Summary = v.importSums(i)
	for _, c := range i.Columns {
		p.Columns = append(p.Columns, importColumn{c.Name, v.memberWords(c.Member)})
	}
	if p.Waiting {
		v.offerImport(&p, i)
	}
	for n := range i.Report {
		p.Rows = append(p.Rows, v.importRow(&i.Report[n]))
	}
	if rest := i.Rows - len(p.Rows); rest > 0 && len(p.Rows) > 0 {
		p.Untold = v.tn(rest, "%d more row is not listed here.", "%d more rows are not listed here.")
	}
	p.frame = v.frame(p.Name, navImport)
	p.Mini = mini()
	return v.render(http.StatusOK, "import", p)
}

// offerImport says what can be imported.
func (v *visit) offerImport(p *importPage, i *agenda.Import) {
	if i.Conflicts > 0 {
		p.Conflicts = v.tn(i.Conflicts, "%d time is taken. What to do with it?", "%d times are taken. What to do with them?")
		p.Skip = v.tn(i.Conflicts, "Leave it out", "Leave them out")
		p.Overlap = v.tn(i.Conflicts, "Import it as an overlap", "Import them as overlaps")
	}
	if i.New > 0 || i.Conflicts > 0 {
		p.Button = v.tn(i.Rows, "Import %[2]d of %[1]d appointment", "Import %[2]d of %[1]d appointments", i.New)
		if i.New == i.Rows {
			p.Button = v.tn(i.Rows, "Import %d appointment", "Import %d appointments")
		} else if i.New == 0 {
			p.Button = v.t("Import")
		}
	}
}

func (v *visit) importSums(i *agenda.Import) (sums []importSum) {
	add := func(n int, class, icon, text string) {
		if n > 0 {
			sums = append(sums, importSum{class, icon, text})
		}
	}
	add(i.Imported, "ok", "check", v.tn(i.Imported, "%d imported", "%d imported"))
	add(i.New, "ok", "check", v.tn(i.New, "%d can be imported", "%d can be imported"))
	add(i.Conflicts, "warn", "warn", v.tn(i.Conflicts, "%d whose time is taken", "%d whose time is taken"))
	add(i.Duplicates, "", "copy", v.tn(i.Duplicates, "%d there already", "%d there already"))
	add(i.Faults, "warn", "dotx", v.tn(i.Faults, "%d that cannot be read", "%d that cannot be read"))
	return sums
}

// memberWords names a member of an appointment, "" for none.
func (v *visit) memberWords(member string) string {
	return map[string]string{
		"client_name": v.t("Name"), "date": v.t("Date"), "time": v.t("Start"), "end": v.t("End"), "duration_minutes": v.t("Length"),
		"notes": v.t("Notes"), "status": v.t("State"), "utc_offset": v.t("Offset from UTC"),
	}[member]
}

func (v *visit) importRow(r *agenda.ImportReport) importRow {
	row := importRow{Line: r.Line, Name: r.ClientName, When: strings.TrimSpace(r.Date + " " + r.Time)}
	day, dayErr := agenda.ParseDate(r.Date)
	at, timeErr := agenda.ParseTimeOfDay(r.Time)
	if dayErr == nil && timeErr == nil {
		row.When = v.list(v.dayWords(day), v.wallWords(at))
	}
	if r.Minutes > 0 {
		row.Length = v.minutesWords(r.Minutes)
	}
	if r.Note != "" {
		row.Add = v.said(r.Note)
	}
	switch r.Verdict {
	case agenda.RowNew:
		row.Badge = badge{"badge-ok", "check", v.t("New")}
	case agenda.RowImported:
		row.Badge = badge{"badge-ok", "check", v.t("Imported")}
	case agenda.RowConflict:
		row.Badge, row.Why = badge{"badge-danger", "warn", v.t("Taken")}, v.otherWords(r.Other)
	case agenda.RowDuplicate:
		row.Badge, row.Why = badge{"", "copy", v.t("There already")}, v.otherWords(r.Other)
	case agenda.RowFault:
		row.Badge, row.Why = badge{"badge-warn", "dotx", v.t("Not readable")}, v.said(r.Fault)
	}
	return row
}

// otherWords names the appointment that a row is compared with.
func (v *visit) otherWords(o *agenda.ImportedSpan) string {
	if o == nil {
		return ""
	}
	local := func(t time.Time) time.Time { return t.In(v.practice) } // as the rows are
	when := v.list(v.shortDay(agenda.DateOf(local(o.StartsAt))), v.spanWords(local(o.StartsAt), local(o.EndsAt)))
	if o.Line > 0 {
		return v.t("%s, %s, further up in this file (%d)", o.ClientName, when, o.Line)
	}
	return v.list(o.ClientName, when)
}
