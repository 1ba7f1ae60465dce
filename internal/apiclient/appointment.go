package apiclient

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"appointment-manager/internal/agenda"
)

// ListOptions selects appointments. Zero members do not restrict; without a Limit everything is
// returned at once. Both days are included.
type ListOptions struct {
	From, To agenda.Date
	IDs      []int64
	Text     string
	Client   string // whose whole name this is
	Kind     string // whose whole name this is
	Status   agenda.Status
	Sort     agenda.Sort
	Limit    int
	Cursor   string
}

// Page is a part of a list. Next is the Cursor of the part after it, empty for the last. Total is
// how many match on all pages; it is known only where a Limit was set.
type Page struct {
	Appointments []agenda.Appointment
	Next         string
	Total        int
}

func (o ListOptions) query() url.Values {
	q := url.Values{}
	set := func(name, value string) {
		if value != "" {
			q.Set(name, value)
		}
	}
	set("from", o.From.String())
	set("to", o.To.String())
	set("id", commas(o.IDs))
	set("q", o.Text)
	set("client", o.Client)
	set("kind", o.Kind)
	set("status", string(o.Status))
	set("sort", string(o.Sort))
	set("cursor", o.Cursor)
	if o.Limit > 0 {
		q.Set("limit", strconv.Itoa(o.Limit))
	}
	return q
}

func commas(ids []int64) string {
	return strings.Trim(strings.ReplaceAll(fmt.Sprint(ids), " ", ","), "[]")
}

// Appointments returns those that match.
func (c *Client) Appointments(ctx context.Context, o ListOptions) (p Page, err error) {
	header, err := c.fetch(ctx, get("/appointments/", c.inZone(o.query())), &p.Appointments)
	if err != nil {
		return Page{}, err
	}
	p.Total, _ = strconv.Atoi(header.Get("Total-Count"))
	p.Next = nextCursor(header.Get("Link"))
	return p, nil
}

// nextCursor takes the cursor out of a Link header of the form </appointments/?...>; rel="next".
func nextCursor(link string) string {
	target, rel, ok := strings.Cut(link, ">;")
	if !ok || !strings.Contains(rel, `rel="next"`) {
		return ""
	}
	u, err := url.Parse(strings.TrimPrefix(target, "<"))
	if err != nil {
		return ""
	}
	return u.Query().Get("cursor")
}

func appointmentPath(id int64) string { return "/appointments/" + strconv.FormatInt(id, 10) }

// Appointment returns one, or fails as NotFound.
func (c *Client) Appointment(ctx context.Context, id int64) (a agenda.Appointment, err error) {
	_, err = c.fetch(ctx, get(appointmentPath(id), nil), &a)
	return a, err
}

// CreateAppointment books one. With a non-empty idempotencyKey a repeat books nothing twice. It fails
// as Invalid, Rejected, or Conflict with who holds the time and the nearest free ones.
func (c *Client) CreateAppointment(ctx context.Context, d agenda.AppointmentDraft, idempotencyKey string) (a agenda.Appointment, err error) {
	d.TimeZone = cmp.Or(c.zoneName(), d.TimeZone)
	q, err := sendJSON(http.MethodPost, "/appointments/", d)
	if err == nil {
		_, err = c.fetch(ctx, q.idempotent(idempotencyKey), &a)
	}
	return a, err
}

// UpdateAppointment changes the members that p names. With a non-nil ifVersion it fails as Stale, with
// the appointment as it is now, when somebody changed it since.
func (c *Client) UpdateAppointment(ctx context.Context, id int64, ifVersion *int64, p agenda.AppointmentPatch) (a agenda.Appointment, err error) {
	p.TimeZone = cmp.Or(c.zoneName(), p.TimeZone)
	q, err := sendJSON(http.MethodPut, appointmentPath(id), p)
	if err == nil {
		_, err = c.fetch(ctx, q.ifVersion(ifVersion), &a)
	}
	return a, err
}

// DeleteAppointment takes one out of every view. For ifVersion see UpdateAppointment.
func (c *Client) DeleteAppointment(ctx context.Context, id int64, ifVersion *int64) error {
	q := call{method: http.MethodDelete, path: appointmentPath(id), header: http.Header{}}
	_, err := c.fetch(ctx, q.ifVersion(ifVersion), nil)
	return err
}

// RestoreAppointment brings a deleted one back. It fails as Conflict when its time was given away.
func (c *Client) RestoreAppointment(ctx context.Context, id int64) (a agenda.Appointment, err error) {
	_, err = c.fetch(ctx, call{method: http.MethodPost, path: appointmentPath(id) + "/restore"}, &a)
	return a, err
}

// Free returns the free times of the given length nearest to a day and a time.
func (c *Client) Free(ctx context.Context, day agenda.Date, at agenda.TimeOfDay, minutes int) (slots []agenda.Slot, err error) {
	_, err = c.fetch(ctx, get("/appointments/free", c.inZone(url.Values{
		"date": {day.String()}, "time": {at.String()}, "duration_minutes": {strconv.Itoa(minutes)},
	})), &slots)
	return slots, err
}

// ExportCSV asks for the appointments that match as CSV and returns the answer with its body still
// to be read, within 30 seconds, and closed.
func (c *Client) ExportCSV(ctx context.Context, o ListOptions) (*http.Response, error) {
	return c.export(ctx, "/appointments/export", o)
}

// ExportICS is ExportCSV for iCalendar.
func (c *Client) ExportICS(ctx context.Context, o ListOptions) (*http.Response, error) {
	return c.export(ctx, "/appointments/export.ics", o)
}

func (c *Client) export(ctx context.Context, path string, o ListOptions) (*http.Response, error) {
	ctx, cancel := context.WithTimeout(ctx, exportTimeout)
	query := c.inZone(o.query())
	for _, paging := range []string{"sort", "limit", "cursor"} { // an export is whole and in the order of ids
		query.Del(paging)
	}
	resp, err := c.send(ctx, get(path, query))
	if err != nil {
		cancel()
		return nil, fmt.Errorf("apiclient: export: %w", err)
	}
	resp.Body = closeFunc{resp.Body, cancel}
	return resp, nil
}

// closeFunc ends a request's context together with its body.
type closeFunc struct {
	io.ReadCloser
	cancel context.CancelFunc
}

func (c closeFunc) Close() error {
	defer c.cancel()
	return c.ReadCloser.Close()
}
