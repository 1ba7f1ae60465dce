package ui

import (
	"net/http"
	"sync"
	"time"

	"appointment-manager/internal/agenda"
)

// The sections of the administration.
const (
	navAdmin     = "admin"
	sectionUsers = "users"
	sectionHours = "hours"
	sectionQueue = "queue"
	sectionAudit = "audit"
	sectionSys   = "system"
	sectionKinds = "kinds"
)

// adminFrame is what the administration's pages have around their own content.
type adminFrame struct {
	frame
	Section string
}

// admin lets administrators in. The API asks for itself once more.
func (s *site) admin(h handler) http.HandlerFunc {
	return s.user(func(v *visit) error {
		if v.session.Role != agenda.RoleAdmin {
			return agenda.Fail(agenda.Forbidden, v.t("Only administrators can open this page."))
		}
		return h(v)
	})
}

func (v *visit) adminFrame(title, section string, mini func() *miniMonth) adminFrame {
	f := adminFrame{frame: v.frame(title, navAdmin), Section: section}
	f.Mini = mini()
	return f
}

// deadCount is how many briefs are set aside, as administrators were told last.
type deadCount struct {
	mu sync.Mutex
	n  int
	at time.Time
}

// deadLife is for how long the number is good.
const deadLife = 30 * time.Second

// remember keeps a number that was just read.
func (d *deadCount) remember(n int, now time.Time) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.n, d.at = n, now
}

// forget has the next page ask anew.
func (d *deadCount) forget() { d.remember(0, time.Time{}) }

func (d *deadCount) read(now time.Time) (n int, fresh bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.n, !d.at.IsZero() && now.Sub(d.at) < deadLife
}

// setAside returns how many briefs wait for an administrator's decision, at most countLimit; 0 when
// that is not known.
func (v *visit) setAside() int {
	if n, fresh := v.dead.read(v.now()); fresh {
		return n
	}
	_, n, _ := countBriefs(v.ctx(), v.caller, agenda.JobDead)
	v.dead.remember(n, v.now())
	return n
}

// confirmPage asks before something is done that costs something. It works without scripts.
type confirmPage struct {
	adminFrame
	Text    string
	Problem string // why it could not be done
	Action  string // where the form is sent
	Icon    string
	Button  string
	Danger  bool
	Back    string
	Keep    string // the link that leaves everything as it is
}
