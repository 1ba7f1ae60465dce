package ui

// toast is a line that tells what an action did, shown once, on the next page. Undo is the path that
// takes the action back by POST, with UndoStatus as its field "status"; none: it cannot be.
type toast struct {
	Text       string            `json:"t"`
	Undo       string            `json:"u,omitempty"`
	UndoStatus string            `json:"s,omitempty"`
	UndoFields map[string]string `json:"f,omitempty"` // more of its fields
	Draft      string            `json:"d,omitempty"` // the draft that the device may forget: its form is saved
	Stays      bool              `json:"k,omitempty"` // it says what was not done, so it does not leave by itself
}

// toastLife is how long, in seconds, a toast waits for the page that shows it.
const toastLife = 60

// leaveToast leaves a toast for the next page. It is sealed: it may name a client.
func (v *visit) leaveToast(t toast) {
	if sealed, err := v.sealer.seal(sealFlash, t); err == nil {
		v.setCookie(flashCookie, sealed, toastLife)
	}
}

// takeToast returns the waiting toast, if there is one, and forgets it.
func (v *visit) takeToast() *toast {
	c, err := v.r.Cookie(cookieName(v.secure, flashCookie))
	if err != nil {
		return nil
	}
	v.clearCookie(flashCookie)
	t := &toast{}
	if v.sealer.open(sealFlash, c.Value, t) != nil {
		return nil
	}
	return t
}
