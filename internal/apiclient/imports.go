package apiclient

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"appointment-manager/internal/agenda"
)

// importing is how long a large file may take to be booked, and looking how long to be looked at again, for
// which somebody waits.
const (
	importing = 2 * time.Minute
	looking   = 10 * time.Second
)

// UploadImport hands in a file and returns what would become of it. It fails as Rejected when it is
// no file of appointments, and as TooLarge.
func (c *Client) UploadImport(ctx context.Context, fileName string, content []byte) (i agenda.Import, err error) {
	q := call{
		method: http.MethodPost, path: "/imports/", query: url.Values{"file_name": {fileName}},
		contentType: "application/octet-stream", body: content, patience: importing,
	}
	_, err = c.fetch(ctx, q, &i)
	return i, err
}

// Imports returns the newest imports, without their reports.
func (c *Client) Imports(ctx context.Context) (list []agenda.Import, err error) {
	_, err = c.fetch(ctx, get("/imports/", nil), &list)
	return list, err
}

func importPath(id string) string { return "/imports/" + url.PathEscape(id) }

// Import returns an import, or fails as NotFound.
func (c *Client) Import(ctx context.Context, id string) (i agenda.Import, err error) {
	q := get(importPath(id), nil)
	q.patience = looking
	_, err = c.fetch(ctx, q, &i)
	return i, err
}

// CommitImport books an import's rows, with overlaps those too whose time is taken.
func (c *Client) CommitImport(ctx context.Context, id string, overlaps bool) (i agenda.Import, err error) {
	q := url.Values{"overlaps": {strconv.FormatBool(overlaps)}}
	_, err = c.fetch(ctx, call{method: http.MethodPost, path: importPath(id) + "/commit", query: q, patience: importing}, &i)
	return i, err
}

// UndoImport takes what an import has booked out of the calendar again.
func (c *Client) UndoImport(ctx context.Context, id string) (i agenda.Import, err error) {
	_, err = c.fetch(ctx, call{method: http.MethodPost, path: importPath(id) + "/undo", patience: importing}, &i)
	return i, err
}
