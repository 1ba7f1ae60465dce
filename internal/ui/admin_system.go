package ui

import (
	"net/http"
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
		size = v.bytesWords(*sys.Database.SizeBytes)
	}
	kind := map[string]string{"sqlite": "SQLite", "postgresql": "PostgreSQL"}[sys.Database.Kind]
	p := systemPage{
		Possible: sys.Backups.Possible, Failed: sys.Backups.Failed, Settings: sys.Settings,
		Facts: []fact{
			{v.t("Version"), sys.Version},
			{v.t("Built with"), v.list(sys.Go, sys.Platform)},
			{v.t("Running since"), v.byline("", sys.StartedAt)},
			{v.t("Up for"), v.ageWords(sys.UptimeSeconds)},
			{v.t("Time zone"), sys.TimeZone},
			{v.t("Database"), v.list(kind, sys.Database.Name)},
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
		by = v.ageWords(b.EverySeconds)
	}
	return []fact{{v.t("Last one"), last}, {v.t("Interval"), by}, {v.t("Kept"), v.tn(b.Keep, "The last one", "The last %d")}}
}

// backupPatience is how long the page waits for a backup.
const backupPatience = 6 * time.Minute

func (s *site) postBackup(v *visit) error {
	_ = http.NewResponseController(v.w).SetWriteDeadline(time.Now().Add(backupPatience)) // not every writer has deadlines
	made, err := v.caller.BackUp(v.ctx())
	if err != nil {
		return err
	}
	v.leaveToast(toast{Text: v.t("Backed up and checked: %s, %s", made.Name, v.bytesWords(made.SizeBytes))})
	return v.seeOther("/admin/system")
}
