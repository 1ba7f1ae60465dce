package dispatch

import (
	"sync"
	"time"

	"appointment-manager/internal/agenda"
)

// silence is how long a loop may take for one turn before it counts as stuck: more than the longest
// wait for the ledger and for the line together.
const silence = 2 * time.Minute

// pulse knows whether the loops still turn.
type pulse struct {
	mu    sync.Mutex
	turns map[string]time.Time // of each loop, when its last turn began; nil while none runs
}

func (p *pulse) start() {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	p.turns = map[string]time.Time{"dispatch": now, "commit": now, "intake": now}
}

func (p *pulse) stop() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.turns = nil
}

func (p *pulse) beat(loop string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.turns != nil {
		p.turns[loop] = time.Now()
	}
}

// Alive returns nil while the Dispatcher does its rounds, else what is wrong. A ledger or a line that
// is away does not stop it: it goes on trying.
func (d *Dispatcher) Alive() error {
	d.pulse.mu.Lock()
	defer d.pulse.mu.Unlock()
	if d.pulse.turns == nil {
		return agenda.Fail(agenda.Unavailable, "Summaries are accepted and kept, and nobody hands them out: the dispatcher does not run. Restart the backend.")
	}
	for _, began := range d.pulse.turns {
		if time.Since(began) > silence {
			return agenda.Fail(agenda.Unavailable, "Summaries are accepted and kept, and are not handed out or not collected: the dispatcher is stuck. Restart the backend.")
		}
	}
	return nil
}
