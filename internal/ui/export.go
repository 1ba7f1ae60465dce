package ui

import (
	"fmt"
	"io"
	"net/http"
	"time"

	"appointment-manager/internal/agenda"
)

// exportTime is how long a browser may take to read an export.
const exportTime = 2 * time.Minute

// getExport streams the API's CSV through, with the agenda's filters; without any, everything.
func (s *site) getExport(v *visit) error {
	q := v.r.URL.Query()
	if !q.Has("from") {
		q.Set("from", "")
	}
	f := readFilter(q, v.today())
	if f.faulty() {
		return agenda.Fail(agenda.Invalid, f.FromFault+f.ToFault)
	}
	answer, err := v.caller.ExportCSV(v.ctx(), f.options())
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	h := v.w.Header()
	h.Set("Content-Type", "text/csv; charset=utf-8")
	h.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="appointments-%s.csv"`, v.today()))
	h.Set("Cache-Control", "no-store")
	// A server without deadlines has none to move; then the copy just runs.
	_ = http.NewResponseController(v.w).SetWriteDeadline(time.Now().Add(exportTime))
	if v.r.Method == http.MethodHead {
		return nil
	}
	if _, err := io.Copy(v.w, answer.Body); err != nil && v.ctx().Err() == nil {
		v.log.ErrorContext(v.ctx(), "export broke off", "error", err, "request_id", v.id)
		panic(http.ErrAbortHandler) // half a file must not look like a whole one
	}
	return nil
}
