package ui_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/problem"
)

// clockNow is when the tests take place: Wednesday 25 November 2026, 10:42 in Berlin.
var clockNow = time.Date(2026, 11, 25, 9, 42, 0, 0, time.UTC)

const zoneName = "Europe/Berlin"

// backend is an API with the domain's own rules over a store in memory. fault, where a test sets it,
// is what a request with that method and path ends with.
type backend struct {
	*httptest.Server
	appointments *agenda.Appointments
	store        *memory
	mu           sync.Mutex
	fault        map[string]*agenda.Error
	jobs         []agenda.SummaryJob
	events       []agenda.SummaryJob
	closed       bool // to new accounts
	asked        []string
	forwarded    string
	agent        string       // what the last request said that the browser is
	late         atomic.Int64 // how far its clock is ahead of clockNow
	renewed      atomic.Int64 // how often a token was
	office       office
	published    *agenda.Feed
	imported     *agenda.Import
	personal     personal
	hoursAsked   int          // how often for the hours of the practice
	kindsAsked   atomic.Int64 // how often for the kinds
	hoursZone    string       // theirs; empty: zoneName
}

// zone is what a request means its days and times in.
func (b *backend) zone(r *http.Request) *time.Location {
	if zone, err := agenda.LoadZone(r.URL.Query().Get("time_zone")); err == nil {
		return zone
	}
	return b.appointments.Zone()
}

func newBackend(t testing.TB) *backend {
	t.Helper()
	return newBackendIn(t, zoneName, func() time.Time { return clockNow })
}

// newBackendIn is the backend of a practice in another zone, at another time.
func newBackendIn(t testing.TB, zone string, now func() time.Time) *backend {
	t.Helper()
	loc, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	b := &backend{store: newMemory(), fault: map[string]*agenda.Error{}, office: newOffice(), personal: newPersonal()}
	b.appointments = agenda.NewAppointments(b.store, loc, now)
	m := chi.NewRouter()
	m.Use(b.faulty)
	m.Get("/readyz", b.status)
	m.Post("/auth/token", b.token)
	m.Post("/auth/register", b.token)
	m.Post("/auth/renew", b.signed(b.renew))
	m.Get("/appointments/", b.signed(b.list))
	m.Get("/appointments/export", b.signed(b.export))
	m.Get("/clients/", b.signed(b.clients))
	m.Post("/clients/rename", b.signed(b.renameClient))
	m.Get("/clients/card", b.signed(b.clientCard))
	m.Put("/clients/card", b.signed(b.saveClientCard))
	m.Get("/auth/feed", b.signed(func(w http.ResponseWriter, r *http.Request) error {
		b.mu.Lock()
		defer b.mu.Unlock()
		if b.published == nil {
			return agenda.Fail(agenda.NotFound, "There is no feed.")
		}
		return answer(w, b.published)
	}))
	m.Post("/auth/feed", b.signed(func(w http.ResponseWriter, r *http.Request) error {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.published = &agenda.Feed{CreatedAt: clockNow}
		w.WriteHeader(http.StatusCreated)
		return answer(w, map[string]any{"path": "/calendar/" + feedSecret + ".ics", "created_at": clockNow, "last_used_at": nil})
	}))
	m.Delete("/auth/feed", b.signed(func(w http.ResponseWriter, r *http.Request) error {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.published = nil
		w.WriteHeader(http.StatusNoContent)
		return nil
	}))
	m.Get("/calendar/{secret}.ics", func(w http.ResponseWriter, r *http.Request) {
		if chi.URLParam(r, "secret") != feedSecret {
			problem.Write(w, agenda.Fail(agenda.NotFound, "There is no such feed."), problem.Occurrence{Path: r.URL.Path, RequestID: "r1"})
			return
		}
		h := w.Header()
		h.Set("ETag", `"f1"`)
		h.Set("Cache-Control", "private, no-cache")
		if r.Header.Get("If-None-Match") == `"f1"` {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		h.Set("Content-Type", "text/calendar; charset=utf-8")
		_, _ = io.WriteString(w, "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")
	})
	m.Get("/appointments/export.ics", b.signed(b.export)) // in the same form: the pages pass it on as it is
	m.Post("/appointments/", b.signed(b.create))
	m.Get("/appointments/free", b.signed(b.free))
	m.Get("/appointments/{id}", b.signed(b.one))
	m.Put("/appointments/{id}", b.signed(b.update))
	m.Delete("/appointments/{id}", b.signed(b.delete))
	m.Post("/appointments/{id}/restore", b.signed(b.restore))
	b.briefRoutes(m)
	b.adminRoutes(m)
	b.importRoutes(m)
	b.settingsRoutes(m)
	b.kindRoutes(m)
	b.hoursRoutes(m)
	b.Server = httptest.NewServer(m)
	t.Cleanup(b.Close)
	return b
}

func (b *backend) faulty(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b.mu.Lock()
		fault := b.fault[r.Method+" "+r.URL.Path]
		if fault == nil {
			fault = b.fault["*"]
		}
		b.forwarded, b.agent = r.Header.Get("X-Forwarded-For"), r.UserAgent()
		b.mu.Unlock()
		if fault != nil {
			problem.Write(w, fault, problem.Occurrence{Path: r.URL.Path, RequestID: "r1"})
			return
		}
		next.ServeHTTP(w, r)
	})
}

// refuse has every request that matches "METHOD /path", or "*", end as e.
func (b *backend) refuse(what string, e *agenda.Error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.fault[what] = e
}

func (b *backend) accept(what string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.fault, what)
}

func (b *backend) signed(h func(http.ResponseWriter, *http.Request) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		err := error(agenda.Fail(agenda.Unauthenticated, "Could not validate credentials"))
		if userOf(r) != "" {
			err = h(w, r)
		}
		if err != nil {
			problem.Write(w, err, problem.Occurrence{Path: r.URL.Path, RequestID: "r1"})
		}
	}
}

// The backend's tokens are unsigned: nobody here verifies them.
func newToken(user string) string { return tokenUntil(user, clockNow.Add(30*time.Minute)) }

func (b *backend) renew(w http.ResponseWriter, r *http.Request) error {
	b.renewed.Add(1)
	lives := 30 * time.Minute
	if r.FormValue("lasting") == "true" {
		lives = 30*24*time.Hour - time.Minute // as after a moment's delay
	}
	return answer(w, map[string]any{
		"access_token": tokenUntil(userOf(r), clockNow.Add(time.Duration(b.late.Load())+lives)), "token_type": "bearer",
	})
}

func tokenUntil(user string, end time.Time) string {
	claims, _ := json.Marshal(map[string]any{"sub": user, "exp": end.Unix()})
	return "e30." + base64.RawURLEncoding.EncodeToString(claims) + ".x"
}

func userOf(r *http.Request) string {
	parts := strings.Split(strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "), ".")
	if len(parts) != 3 {
		return ""
	}
	b, _ := base64.RawURLEncoding.DecodeString(parts[1])
	var claims struct {
		Sub string `json:"sub"`
	}
	_ = json.Unmarshal(b, &claims)
	return claims.Sub
}

func answer(w http.ResponseWriter, v any) error {
	w.Header().Set("Content-Type", "application/json")
	return json.NewEncoder(w).Encode(v)
}

func (b *backend) status(w http.ResponseWriter, _ *http.Request) {
	registration := "open"
	if b.closed {
		registration = "closed"
	}
	_ = answer(w, map[string]any{"status": "ready", "version": "1.0.0", "registration": registration, "password_min_length": 11, "parts": []any{}})
}

func (b *backend) token(w http.ResponseWriter, r *http.Request) {
	name, password := r.FormValue("username"), r.FormValue("password")
	if strings.HasSuffix(r.URL.Path, "register") {
		var c struct{ Username, Password string }
		_ = json.NewDecoder(r.Body).Decode(&c)
		name, password = c.Username, c.Password
		if msg := agenda.CheckUsername(name); msg != "" {
			problem.Write(w, agenda.InvalidFields([]agenda.Field{agenda.BodyFault("username", agenda.FaultValue, msg, nil)}), problem.Occurrence{})
			return
		}
	}
	if password == "wrong" {
		problem.Write(w, agenda.Fail(agenda.Rejected, "Incorrect username or password"), problem.Occurrence{})
		return
	}
	_ = answer(w, map[string]any{"access_token": newToken(name), "token_type": "bearer"})
}

func (b *backend) query(r *http.Request) agenda.AppointmentQuery {
	q := r.URL.Query()
	from, _ := agenda.ParseDate(q.Get("from"))
	to, _ := agenda.ParseDate(q.Get("to"))
	aq := agenda.DaysIn(b.zone(r), from, to)
	aq.Client, aq.Kind = q.Get("client"), q.Get("kind")
	for part := range strings.SplitSeq(q.Get("id"), ",") {
		if id, err := strconv.ParseInt(part, 10, 64); err == nil {
			aq.IDs = append(aq.IDs, id)
		}
	}
	aq.Text, aq.Status, aq.Sort = q.Get("q"), agenda.Status(q.Get("status")), agenda.Sort(q.Get("sort"))
	return aq
}

func (b *backend) clients(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	limit, _ := strconv.Atoi(q.Get("limit"))
	found, err := b.appointments.Clients(r.Context(), agenda.ClientQuery{Text: q.Get("q"), Name: q.Get("name"), After: q.Get("after"), Limit: limit + 1})
	if len(found) > limit {
		found = found[:limit]
		w.Header().Set("Link", `</clients/?after=x>; rel="next"`)
	}
	if err != nil {
		return err
	}
	return answer(w, append([]agenda.Client{}, found...))
}

func (b *backend) renameClient(w http.ResponseWriter, r *http.Request) error {
	var asked struct {
		From, To string
		Join     bool
	}
	if err := json.NewDecoder(r.Body).Decode(&asked); err != nil {
		return err
	}
	n, err := b.appointments.RenameClient(r.Context(), asked.From, asked.To, asked.Join)
	if err != nil {
		return err
	}
	return answer(w, map[string]any{"name": asked.To, "appointments": n})
}

func (b *backend) list(w http.ResponseWriter, r *http.Request) error {
	all := []agenda.Appointment{}
	err := b.appointments.Each(r.Context(), b.query(r), func(a *agenda.Appointment) error {
		all = append(all, *a)
		return nil
	})
	if limit, _ := strconv.Atoi(r.URL.Query().Get("limit")); limit > 0 {
		start, _ := strconv.Atoi(r.URL.Query().Get("cursor"))
		w.Header().Set("Total-Count", strconv.Itoa(len(all)))
		if start+limit < len(all) {
			w.Header().Set("Link", fmt.Sprintf(`</appointments/?cursor=%d&limit=%d>; rel="next"`, start+limit, limit))
		}
		all = all[min(start, len(all)):min(start+limit, len(all))]
	}
	if err != nil {
		return err
	}
	return answer(w, all)
}

func (b *backend) export(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	fmt.Fprint(w, "id,client_name,date,time,notes\r\n")
	return b.appointments.Each(r.Context(), b.query(r), func(a *agenda.Appointment) error {
		_, err := fmt.Fprintf(w, "%d,%s,%s,%s,\r\n", a.ID, a.ClientName, a.Date, a.Time)
		return err
	})
}

func (b *backend) create(w http.ResponseWriter, r *http.Request) error {
	var d agenda.AppointmentDraft
	if err := json.NewDecoder(r.Body).Decode(&d); err != nil {
		return err
	}
	ctx := agenda.WithActor(r.Context(), agenda.Actor{Username: userOf(r)})
	a, _, err := b.appointments.Create(ctx, d, &agenda.IdempotencyKey{Key: r.Header.Get("Idempotency-Key")})
	if err != nil {
		return err
	}
	w.WriteHeader(http.StatusCreated)
	return answer(w, a)
}

func idOf(r *http.Request) int64 {
	id, _ := strconv.ParseInt(chi.URLParam(r, "id"), 10, 64)
	return id
}

func versionOf(r *http.Request) *int64 {
	n, err := strconv.ParseInt(strings.Trim(r.Header.Get("If-Match"), `"v`), 10, 64)
	if err != nil {
		return nil
	}
	return &n
}

func (b *backend) one(w http.ResponseWriter, r *http.Request) error {
	a, err := b.appointments.Get(r.Context(), idOf(r))
	if err != nil {
		return err
	}
	return answer(w, a)
}

func (b *backend) update(w http.ResponseWriter, r *http.Request) error {
	var p agenda.AppointmentPatch
	var members map[string]json.RawMessage
	body := json.NewDecoder(r.Body)
	if err := body.Decode(&members); err != nil {
		return err
	}
	whole, _ := json.Marshal(members)
	if err := json.Unmarshal(whole, &p); err != nil {
		return err
	}
	if notes, ok := members["notes"]; ok && string(notes) == "null" {
		p.Notes = new(*string)
	}
	a, err := b.appointments.Update(r.Context(), idOf(r), versionOf(r), p)
	if err != nil {
		return err
	}
	return answer(w, a)
}

func (b *backend) delete(w http.ResponseWriter, r *http.Request) error {
	if err := b.appointments.Delete(r.Context(), idOf(r), versionOf(r)); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func (b *backend) restore(w http.ResponseWriter, r *http.Request) error {
	a, err := b.appointments.Restore(r.Context(), idOf(r))
	if err != nil {
		return err
	}
	return answer(w, a)
}

// book makes an appointment that the tests find; at is wall time.
func (b *backend) book(t testing.TB, name, date, at string, minutes int, options ...func(*agenda.AppointmentDraft)) agenda.Appointment {
	t.Helper()
	d := agenda.AppointmentDraft{ClientName: name, Date: date, Time: at, DurationMinutes: &minutes}
	for _, o := range options {
		o(&d)
	}
	a, _, err := b.appointments.Create(agenda.WithActor(context.Background(), agenda.Actor{Username: "anna"}), d, nil)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func withNotes(s string) func(*agenda.AppointmentDraft) {
	return func(d *agenda.AppointmentDraft) { d.Notes = &s }
}

func withStatus(s string) func(*agenda.AppointmentDraft) {
	return func(d *agenda.AppointmentDraft) { d.Status = &s }
}

func overlapping(d *agenda.AppointmentDraft) { d.AllowOverlap = true }

func (b *backend) free(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	date, _ := agenda.ParseDate(q.Get("date"))
	at, _ := agenda.ParseTimeOfDay(q.Get("time"))
	minutes, _ := strconv.Atoi(q.Get("duration_minutes"))
	slots, err := b.appointments.FreeNear(r.Context(), b.zone(r), date, at, minutes, 4)
	if err != nil {
		return err
	}
	return answer(w, slots)
}
