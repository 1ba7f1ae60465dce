package chaos_test

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path/filepath"
	"testing"
	"time"

	_ "github.com/mattn/go-sqlite3" // reads the file past the program
	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/e2e/rig"
)

// office is a backend with a database file of its own and one user who is signed in. There is no
// Redis: booking does not need it.
type office struct {
	rig.Backend
	file  string // of the database
	token string
	http  *http.Client
}

// openOffice starts a backend on the file, which need not exist.
func openOffice(t *testing.T, file string, env ...string) *office {
	t.Helper()
	env = append([]string{
		"DATABASE_URL=sqlite:" + file, "REDIS_URL=redis://" + rig.FreeAddr(), "TIME_ZONE=Europe/Berlin",
		"ACCESS_TOKEN_TTL=24h", "LOG_LEVEL=warn",
	}, env...)
	o := &office{file: file}
	o.Backend = rig.StartBackend(t, filepath.Dir(file), env...)
	o.http = &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 256}}
	t.Cleanup(o.http.CloseIdleConnections)
	o.token = rig.SignIn(t, o.API, "hanna").Token
	return o
}

// reply is what came back: a status of 0 means nothing did, so that nobody knows what was done.
type reply struct {
	status int
	body   []byte
}

// appointment decodes a success.
func (r reply) appointment() (a agenda.Appointment, err error) {
	if r.status/100 != 2 {
		return a, fmt.Errorf("answered %s", r)
	}
	return a, json.Unmarshal(r.body, &a)
}

// sentence returns what a refusal says.
func (r reply) sentence() string {
	var p struct{ Detail string }
	_ = json.Unmarshal(r.body, &p) // anything else says nothing
	return p.Detail
}

func (r reply) String() string { return fmt.Sprintf("%d %.300s", r.status, r.body) }

// call makes one request; headers come as name, value pairs. It may be called from any goroutine.
func (o *office) call(ctx context.Context, method, path string, body any, headers ...string) reply {
	var b []byte
	if body != nil {
		b, _ = json.Marshal(body) // drafts and patches always marshal
	}
	req, err := http.NewRequestWithContext(ctx, method, o.API+path, bytes.NewReader(b))
	if err != nil {
		return reply{}
	}
	req.Header.Set("Authorization", "Bearer "+o.token)
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := o.http.Do(req)
	if err != nil {
		return reply{}
	}
	defer res.Body.Close()
	if b, err = io.ReadAll(res.Body); err != nil {
		return reply{}
	}
	return reply{res.StatusCode, b}
}

// book asks for half an hour at the n-th slot of the calendar.
func (o *office) book(ctx context.Context, n int, name, notes, key string) reply {
	var headers []string
	if key != "" {
		headers = []string{"Idempotency-Key", key}
	}
	date, at := slot(n)
	return o.call(ctx, http.MethodPost, "/appointments/", agenda.AppointmentDraft{ClientName: name, Date: date, Time: at, Notes: &notes}, headers...)
}

// The calendar's day: no clock is changed between four in the morning and midnight.
const (
	firstHour      = 4
	halfHoursOfDay = (24 - firstHour) * 2
)

// slot returns the n-th half hour of the calendar.
func slot(n int) (date, at string) {
	day := agenda.Date{Year: 2031, Month: time.May, Day: 1}.AddDays(n / halfHoursOfDay)
	return day.String(), fmt.Sprintf("%02d:%02d", firstHour+n%halfHoursOfDay/2, n%2*30)
}

// list returns all appointments, as the API tells them.
func (o *office) list(t *testing.T) []agenda.Appointment {
	t.Helper()
	r := o.call(t.Context(), http.MethodGet, "/appointments/", nil)
	require.Equal(t, http.StatusOK, r.status, "%s", r)
	var all []agenda.Appointment
	require.NoError(t, json.Unmarshal(r.body, &all))
	return all
}

// record is an appointment as its row in the file has it.
type record struct {
	id, version  int64
	name, notes  string
	date, at     string
	status       string
	starts, ends int64
	deleted      bool
}

// openFile opens a database file past the program.
func openFile(t *testing.T, path, options string) *sql.DB {
	t.Helper()
	dsn := url.URL{Scheme: "file", Path: path, RawQuery: options}
	db, err := sql.Open("sqlite3", dsn.String())
	require.NoError(t, err)
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { db.Close() })
	return db
}

// verdict returns what SQLite's own check says of a file: "ok", or what is wrong.
func verdict(db *sql.DB) string {
	var said string
	if err := db.QueryRow("PRAGMA integrity_check(1)").Scan(&said); err != nil {
		return err.Error()
	}
	return said
}

// records requires that the file is sound and sells no time twice, and returns its appointments.
func records(t *testing.T, path string) []record {
	t.Helper()
	db := openFile(t, path, "mode=ro")
	require.Equal(t, "ok", verdict(db))
	require.Zero(t, soldTwice(t, db))
	return readRecords(t, db)
}

func readRecords(t *testing.T, db *sql.DB) (all []record) {
	t.Helper()
	rows, err := db.Query(`SELECT id, version, client_name, coalesce(notes, ''), date, time, status, starts_at, ends_at, deleted_at IS NOT NULL
		FROM appointments ORDER BY id`)
	require.NoError(t, err)
	defer rows.Close()
	for rows.Next() {
		var r record
		require.NoError(t, rows.Scan(&r.id, &r.version, &r.name, &r.notes, &r.date, &r.at, &r.status, &r.starts, &r.ends, &r.deleted))
		all = append(all, r)
	}
	require.NoError(t, rows.Err())
	return all
}

// soldTwice counts the pairs of live appointments that hold one moment and were not booked over each
// other on purpose. It looks at every pair of neighbours, and uses no index that could be wrong.
func soldTwice(t *testing.T, db *sql.DB) (pairs int) {
	t.Helper()
	err := db.QueryRow(`SELECT count(*) FROM (
		SELECT starts_at, max(ends_at) OVER (ORDER BY starts_at, id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
		FROM appointments NOT INDEXED WHERE overlap = 0 AND status <> 'cancelled' AND deleted_at IS NULL)
		WHERE before > starts_at`).Scan(&pairs)
	require.NoError(t, err)
	return pairs
}
