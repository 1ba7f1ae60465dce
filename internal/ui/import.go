package ui

import (
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"time"

	"github.com/go-chi/chi/v5"

	"appointment-manager/internal/agenda"
)

// maxImport is how large an uploaded file can be, and maxImportBody the form around it.
const (
	maxImport     = 5 << 20
	maxImportBody = maxImport + maxBody
)

// importsPage is where files are handed in and out.
type importsPage struct {
	frame
	Problem string
	Lines   []importLine
}

// importLine is an import of before.
type importLine struct{ Link, Name, By, What string }

func (v *visit) showImports(status int, problem string) error {
	mini := v.startMini(v.today())
	list, err := v.caller.Imports(v.ctx())
	if err != nil {
		return err
	}
	p := importsPage{Problem: problem}
	for i := range list {
		p.Lines = append(p.Lines, importLine{
			Link: importLink(list[i].ID), Name: v.importName(&list[i]), By: v.byline(list[i].CreatedBy, list[i].CreatedAt), What: v.importOutcome(&list[i]),
		})
	}
	p.frame = v.frame(v.t("Import and export"), navImport)
	p.Faulty = problem != ""
	p.Mini = mini()
	return v.render(status, "imports", p)
}

func importLink(id string) string { return "/import/" + url.PathEscape(id) }

func (v *visit) importName(i *agenda.Import) string {
	if i.FileName != "" {
		return i.FileName
	}
	return v.t("File without a name")
}

// importOutcome says how an import stands.
func (v *visit) importOutcome(i *agenda.Import) string {
	switch i.State {
	case agenda.ImportDone:
		return v.tn(i.Imported, "%d appointment imported", "%d appointments imported")
	case agenda.ImportUndone:
		if i.Kept > 0 {
			return v.list(v.tn(i.Undone, "%d appointment taken out again", "%d appointments taken out again"), v.tn(i.Kept, "%d kept", "%d kept"))
		}
		return v.tn(i.Undone, "%d appointment taken out again", "%d appointments taken out again")
	}
	return v.tn(i.Rows, "%d appointment looked at, nothing imported yet", "%d appointments looked at, nothing imported yet")
}

func (s *site) getImports(v *visit) error { return v.showImports(http.StatusOK, "") }

func (s *site) postImport(v *visit) error {
	name, content, err := v.uploaded()
	if err == nil && len(content) == 0 {
		return v.showImports(http.StatusUnprocessableEntity, v.t("Choose a file first."))
	}
	var i agenda.Import
	if err == nil {
		i, err = v.caller.UploadImport(v.ctx(), name, content)
	}
	if err == nil {
		return v.seeOther(importLink(i.ID))
	}
	switch codeOf(err) {
	case agenda.TooLarge:
		return v.showImports(http.StatusRequestEntityTooLarge, v.t("The file is larger than 5 MB, so nothing was read. Split it."))
	case agenda.Rejected:
		e, _ := errors.AsType[*agenda.Error](err)
		return v.showImports(http.StatusUnprocessableEntity, v.said(e.Message))
	}
	return err
}

// uploaded reads the file of a form. It is held in memory: it is small, and the service has no disk of
// its own.
func (v *visit) uploaded() (name string, content []byte, err error) {
	// A server without deadlines has none to move; a slow line may need more than a form does.
	_ = http.NewResponseController(v.w).SetReadDeadline(time.Now().Add(exportTime))
	_ = http.NewResponseController(v.w).SetWriteDeadline(time.Now().Add(2 * exportTime))
	parts, err := v.r.MultipartReader()
	var part *multipart.Part
	for err == nil {
		if part, err = parts.NextPart(); err == nil && part.FormName() == "file" {
			name = part.FileName()
			content, err = io.ReadAll(io.LimitReader(part, maxImport+1))
			if err == nil && len(content) > maxImport {
				err = agenda.Fail(agenda.TooLarge, "")
			}
			return name, content, tooLarge(err)
		}
	}
	if errors.Is(err, io.EOF) {
		return "", nil, nil
	}
	if err = tooLarge(err); codeOf(err) == agenda.TooLarge {
		return "", nil, err
	}
	return "", nil, agenda.Fail(agenda.Rejected, v.t("The form could not be read."))
}

func tooLarge(err error) error {
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return agenda.Fail(agenda.TooLarge, "")
	}
	return err
}

func (s *site) getImport(v *visit) error {
	i, err := v.caller.Import(v.ctx(), chi.URLParam(v.r, "id"))
	if err != nil {
		return err
	}
	return v.showImport(&i)
}

func (s *site) postCommitImport(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	_ = http.NewResponseController(v.w).SetWriteDeadline(time.Now().Add(2 * exportTime)) // as for uploads
	i, err := v.caller.CommitImport(v.ctx(), chi.URLParam(v.r, "id"), v.r.PostForm.Get("conflicts") == "overlap")
	if codeOf(err) == agenda.Conflict {
		v.leaveToast(toast{Text: v.t("This import was undone meanwhile, so nothing was imported")})
		return v.seeOther(importLink(chi.URLParam(v.r, "id")))
	}
	if err != nil {
		return err
	}
	v.leaveToast(toast{Text: v.importOutcome(&i)})
	return v.seeOther(importLink(i.ID))
}

func (s *site) postUndoImport(v *visit) error {
	_ = http.NewResponseController(v.w).SetWriteDeadline(time.Now().Add(2 * exportTime)) // as for uploads
	i, err := v.caller.UndoImport(v.ctx(), chi.URLParam(v.r, "id"))
	if err != nil {
		return err
	}
	v.leaveToast(toast{Text: v.importOutcome(&i)})
	return v.seeOther(importLink(i.ID))
}
