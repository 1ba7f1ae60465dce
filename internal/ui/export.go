package ui

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"time"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/apiclient"
)

// exportTime is how long a browser may take to read an export.
const exportTime = 2 * time.Minute

func (s *site) getExportCSV(v *visit) error {
	return v.export("csv", "text/csv; charset=utf-8", v.caller.ExportCSV)
}

func (s *site) getExportICS(v *visit) error {
	return v.export("ics", "text/calendar; charset=utf-8", v.caller.ExportICS)
}

// export streams an export of the API through, with the agenda's filters; without any, everything. Of the
// agenda's ticks only what is ticked is in it.
func (v *visit) export(ending, contentType string, ask func(context.Context, apiclient.ListOptions) (*http.Response, error)) error {
	q := v.r.URL.Query()
	if !q.Has("from") {
		q.Set("from", "")
	}
	f := v.readFilter(q)
	if f.faulty() {
		return agenda.Fail(agenda.Invalid, f.FromFault+f.ToFault)
	}
	options := f.options()
	ticked, ok := readPicked(q["id"])
	if !ok {
		return agenda.Fail(agenda.Invalid, v.t("This selection could not be read."))
	}
	for _, p := range ticked {
		options.IDs = append(options.IDs, p.id)
	}
	answer, err := ask(v.ctx(), options)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	h := v.w.Header()
	h.Set("Content-Type", contentType)
	h.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="appointments-%s.%s"`, v.today(), ending))
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
