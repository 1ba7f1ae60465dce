package ui

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"appointment-manager/internal/agenda"
)

// systemPage is what runs and how it was set up.
type systemPage struct {
	adminFrame
	Facts    []fact
	Backups  []fact
	Possible bool   // backups can be made from here
	Failed   bool   // the last one was not
	Secret   string // where the key of the access tokens comes from
	Settings []agenda.Setting
}

// fact is a line of a list.
type fact struct{ Label, Value string }

func (s *site) getSystem(v *visit) error {
	mini := v.startMini(v.today())
	sys, err := v.caller.System(v.ctx())
	if err != nil {
		return err
	}
	size := v.t("unknown")
	if sys.Database.SizeBytes != nil {
		size = bytesWords(*sys.Database.SizeBytes)
	}
	kind := map[string]string{"sqlite": "SQLite", "postgresql": "PostgreSQL"}[sys.Database.Kind]
	p := systemPage{
		Possible: sys.Backups.Possible, Failed: sys.Backups.Failed, Settings: sys.Settings,
		Facts: []fact{
			{v.t("Version"), sys.Version},
			{v.t("Built with"), sys.Go + ", " + sys.Platform},
			{v.t("Running since"), v.byline("", sys.StartedAt)},
			{v.t("Up for"), v.uptime(sys.UptimeSeconds)},
			{v.t("Time zone"), sys.TimeZone},
			{v.t("Database"), kind + ", " + sys.Database.Name},
			{v.t("Size"), size},
		},
		Backups: v.backupFacts(&sys.Backups),
	}
	p.adminFrame = v.adminFrame(v.t("System"), sectionSys, mini)
	return v.render(http.StatusOK, "admin_system", p)
}

func (v *visit) backupFacts(b *agenda.BackupInfo) []fact {
	if !b.Possible {
		return nil
	}
	last := v.t("There is none yet")
	if b.LastAt != nil {
		last = v.byline("", *b.LastAt)
	}
	by := v.t("Only when you ask for one")
	if b.EverySeconds > 0 {
		by = v.uptime(b.EverySeconds)
	}
	return []fact{{v.t("Last one"), last}, {v.t("Interval"), by}, {v.t("Kept"), v.tn(b.Keep, "The last one", "The last %d")}}
}

// uptime says a number of seconds by its two largest units.
func (v *visit) uptime(seconds int64) string {
	minutes := int(seconds / 60)
	if days := minutes / (24 * 60); days > 0 {
		text := v.tn(days, "%d day", "%d days")
		if rest := minutes % (24 * 60) / 60; rest > 0 {
			text += ", " + minutesWords(rest*60)
		}
		return text
	}
	return minutesWords(minutes)
}

// bytesWords returns "12.4 MB".
func bytesWords(n int64) string {
	size, unit := float64(n)/1000, 0
	units := []string{"kB", "MB", "GB", "TB"}
	for size >= 1000 && unit < len(units)-1 {
		size /= 1000
		unit++
	}
	return strings.TrimSuffix(fmt.Sprintf("%.1f", size), ".0") + " " + units[unit]
}

// backupPatience is how long the page waits for a backup.
const backupPatience = 6 * time.Minute

func (s *site) postBackup(v *visit) error {
	_ = http.NewResponseController(v.w).SetWriteDeadline(time.Now().Add(backupPatience)) // not every writer has deadlines
	made, err := v.caller.BackUp(v.ctx())
	if err != nil {
		return err
	}
	v.leaveToast(toast{Text: v.t("Backed up and checked: %s, %s", made.Name, bytesWords(made.SizeBytes))})
	return v.seeOther("/admin/system")
}
