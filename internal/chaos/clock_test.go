package chaos_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/api"
	"appointment-manager/internal/auth"
	"appointment-manager/internal/store"
)

// clock is a clock that can be set.
type clock struct{ now atomic.Int64 }

func (c *clock) Now() time.Time   { return time.Unix(0, c.now.Load()) }
func (c *clock) Set(at time.Time) { c.now.Store(at.UnixNano()) }

// shop is a backend within the test, over HTTP and with a real database, that goes by a clock of the
// test's: a process takes its time from the machine's, which is not ours to set.
type shop struct {
	t     *testing.T
	url   string
	clock *clock
	token string
}

func openShop(t *testing.T, zone *time.Location) *shop {
	t.Helper()
	s := &shop{t: t, clock: &clock{}}
	s.clock.Set(time.Date(2031, 1, 1, 12, 0, 0, 0, zone))
	db, err := store.Open(t.Context(), store.Config{Path: filepath.Join(t.TempDir(), "a.db"), Now: s.clock.Now})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	tokens, err := auth.NewTokens([]byte(strings.Repeat("secret!!", 4)), 30*24*time.Hour, s.clock.Now)
	require.NoError(t, err)
	passwords, err := auth.NewPasswords(auth.PasswordsConfig{Cost: 4, Parallel: 2, Queue: 64})
	require.NoError(t, err)
	users := agenda.NewUsers(db, db, passwords, agenda.UsersConfig{OpenRegistration: true, PasswordMinLength: 8}, s.clock.Now)
	server := httptest.NewServer(api.New(api.Config{
		Appointments: agenda.NewAppointments(db, zone, s.clock.Now), Users: users, Sessions: agenda.NewSessions(db, nil, s.clock.Now), Tokens: tokens, Preferences: agenda.NewUserPreferences(db), Kinds: agenda.NewKinds(db),
		Zone: zone, Registration: "open", PasswordMinLength: 8, Log: slog.New(slog.DiscardHandler), Now: s.clock.Now,
	}))
	t.Cleanup(server.Close)
	s.url = server.URL
	_, err = users.Create(t.Context(), "hanna", "correct horse battery", agenda.RoleUser)
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, s.signIn("correct horse battery"))
	return s
}

// signIn signs in, keeps the token, and returns the status.
func (s *shop) signIn(password string) int {
	s.t.Helper()
	res, err := http.PostForm(s.url+"/auth/token", url.Values{"username": {"hanna"}, "password": {password}})
	require.NoError(s.t, err)
	defer res.Body.Close()
	if res.StatusCode == http.StatusOK {
		var answer struct {
			Token string `json:"access_token"`
		}
		require.NoError(s.t, json.NewDecoder(res.Body).Decode(&answer))
		s.token = answer.Token
	}
	return res.StatusCode
}

// call returns the status and the body; key, if any, is the Idempotency-Key.
func (s *shop) call(method, path, body, key string) (int, string) {
	s.t.Helper()
	req, err := http.NewRequestWithContext(context.Background(), method, s.url+path, strings.NewReader(body))
	require.NoError(s.t, err)
	req.Header.Set("Authorization", "Bearer "+s.token)
	req.Header.Set("Content-Type", "application/json")
	if key != "" {
		req.Header.Set("Idempotency-Key", key)
	}
	res, err := http.DefaultClient.Do(req)
	require.NoError(s.t, err)
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	require.NoError(s.t, err)
	return res.StatusCode, string(b)
}

// halfHour is a wall time of Berlin that somebody books, and the instant that it stands for.
type halfHour struct {
	date, time, offset string
	status             int
	starts             string
}

// The half hours around both changes of the clock in 2031. Those that do not exist are refused, and
// so are those that come twice, unless it is said which is meant.
func halvesOfBothChanges() (all []halfHour) {
	for half := range 10 {
		wall := fmt.Sprintf("%02d:%02d", half/2, half%2*30)
		spring := halfHour{date: "2031-03-30", time: wall, status: http.StatusCreated}
		autumn := halfHour{date: "2031-10-26", time: wall, status: http.StatusCreated}
		at := time.Duration(half) * 30 * time.Minute
		begin := time.Date(2031, 3, 29, 23, 0, 0, 0, time.UTC)
		switch {
		case half < 4:
			spring.starts = begin.Add(at).Format(time.RFC3339)
		case half < 6:
			spring.status = http.StatusUnprocessableEntity
		default:
			spring.starts = begin.Add(at - time.Hour).Format(time.RFC3339)
		}
		begin = time.Date(2031, 10, 25, 22, 0, 0, 0, time.UTC)
		switch {
		case half < 4:
			autumn.starts = begin.Add(at).Format(time.RFC3339)
		case half < 6:
			autumn.status = http.StatusUnprocessableEntity
			summer := halfHour{autumn.date, wall, "+02:00", http.StatusCreated, begin.Add(at).Format(time.RFC3339)}
			winter := halfHour{autumn.date, wall, "+01:00", http.StatusCreated, begin.Add(at + time.Hour).Format(time.RFC3339)}
			all = append(all, summer, winter)
		default:
			autumn.starts = begin.Add(at + time.Hour).Format(time.RFC3339)
		}
		all = append(all, spring, autumn)
	}
	return all
}

// The server's clock is set over both changes, forward and back, by an hour and by a year. Every
// booking keeps its wall time and its instant, no half hour is sold twice, and a clock that is set
// back neither makes a repeated request a new one nor shuts anybody out.
func TestTheClockIsSet(t *testing.T) {
	r := scenario(t, 39, "clock set over both changes")
	zone, err := time.LoadLocation("Europe/Berlin")
	require.NoError(t, err)
	s := openShop(t, zone)
	slots := halvesOfBothChanges()
	steps := clockSteps(zone)
	booked := map[string]agenda.Appointment{} // by instant
	for i, now := range steps {
		s.clock.Set(now)
		require.Equal(t, http.StatusOK, s.signIn("correct horse battery"), now)
		for j, slot := range slots {
			if slot.status != http.StatusCreated || j%len(steps) == i {
				s.book(slot, booked, r)
			}
		}
		s.bookAgain(slots, booked, r)
		s.readAll(booked, r)
	}
	require.Len(t, booked, 8+12, "every half hour that exists was sold")
	s.days(booked)
	s.guesses(zone)
	r.load = fmt.Sprintf("%d half hours of a 23 h and a 25 h day", len(booked))
	r.faults = fmt.Sprintf("%d clock steps, from 1 s to a year, both ways", len(steps))
}

func clockSteps(zone *time.Location) []time.Time {
	spring := time.Date(2031, 3, 30, 1, 0, 0, 0, time.UTC) // the instants of the changes
	autumn := time.Date(2031, 10, 26, 1, 0, 0, 0, time.UTC)
	var steps []time.Time
	for _, change := range []time.Time{spring, autumn} {
		for _, by := range []time.Duration{-time.Second, time.Second, -time.Hour, 30 * time.Minute, time.Hour, -24 * time.Hour} {
			steps = append(steps, change.Add(by))
		}
	}
	return append(steps, autumn.AddDate(1, 0, 0), autumn.AddDate(-1, 0, 0), autumn.In(zone))
}

func (x halfHour) body() string {
	offset := ""
	if x.offset != "" {
		offset = `,"utc_offset":"` + x.offset + `"`
	}
	return fmt.Sprintf(`{"client_name":"At %s","date":"%s","time":"%s"%s}`, x.starts, x.date, x.time, offset)
}

// book books a slot, or is told why it cannot be.
func (s *shop) book(x halfHour, booked map[string]agenda.Appointment, r *row) {
	s.t.Helper()
	status, body := s.call("POST", "/appointments/", x.body(), "key-"+x.starts)
	require.Equal(s.t, x.status, status, "%s %s: %s", x.date, x.time, body)
	if status != http.StatusCreated {
		return
	}
	var a agenda.Appointment
	require.NoError(s.t, json.Unmarshal([]byte(body), &a))
	require.Equal(s.t, x.starts, a.StartsAt.Format(time.RFC3339))
	if before, ok := booked[x.starts]; ok && before.ID != a.ID {
		r.doubled++
	}
	booked[x.starts] = a
}

// bookAgain sends what was booked once more, as a client that lost the reply and as another client.
func (s *shop) bookAgain(slots []halfHour, booked map[string]agenda.Appointment, r *row) {
	s.t.Helper()
	for _, x := range slots {
		before, ok := booked[x.starts]
		if !ok || x.status != http.StatusCreated {
			continue
		}
		if status, _ := s.call("POST", "/appointments/", x.body(), ""); status != http.StatusConflict {
			s.t.Errorf("%s was sold twice: %d", x.starts, status)
			r.doubled++
		}
		// Keys are remembered for a day. After that the time is taken, all the same.
		status, body := s.call("POST", "/appointments/", x.body(), "key-"+x.starts)
		var a agenda.Appointment
		switch {
		case status == http.StatusCreated && json.Unmarshal([]byte(body), &a) == nil && a.ID == before.ID, status == http.StatusConflict:
		default:
			s.t.Errorf("a repeat of %s was answered %d: %s", x.starts, status, body)
			r.doubled++
		}
	}
}

// readAll reads each booking back.
func (s *shop) readAll(booked map[string]agenda.Appointment, r *row) {
	s.t.Helper()
	for starts, want := range booked {
		status, body := s.call("GET", fmt.Sprint("/appointments/", want.ID), "", "")
		var got agenda.Appointment
		if status != http.StatusOK || json.Unmarshal([]byte(body), &got) != nil || got.Date != want.Date || got.Time != want.Time || !got.StartsAt.Equal(want.StartsAt) || !got.EndsAt.Equal(want.EndsAt) {
			s.t.Errorf("%s is now %d: %s", starts, status, body)
			r.lost++
		}
	}
}

// days reads the day of each change, of 23 and of 25 hours, as a list.
func (s *shop) days(booked map[string]agenda.Appointment) {
	s.t.Helper()
	found := 0
	for _, day := range []string{"2031-03-30", "2031-10-26"} {
		status, body := s.call("GET", "/appointments/?from="+day+"&to="+day, "", "")
		require.Equal(s.t, http.StatusOK, status, body)
		var list []agenda.Appointment
		require.NoError(s.t, json.Unmarshal([]byte(body), &list))
		for _, a := range list {
			require.Equal(s.t, day, a.Date.String())
			require.Equal(s.t, booked[a.StartsAt.Format(time.RFC3339)].ID, a.ID)
			found++
		}
	}
	require.Equal(s.t, len(booked), found)
}

// guesses shuts somebody out for guessing, sets the clock back, and has it signed in within minutes.
func (s *shop) guesses(zone *time.Location) {
	s.t.Helper()
	for _, back := range []time.Duration{time.Hour, 365 * 24 * time.Hour} {
		now := time.Date(2032, 6, 1, 12, 0, 0, 0, zone)
		s.clock.Set(now)
		for i := 0; s.signIn("wrong") != http.StatusTooManyRequests; i++ {
			require.Less(s.t, i, 50, "guessing is slowed")
			s.clock.Set(s.clock.Now().Add(time.Second))
		}
		s.clock.Set(now.Add(-back))
		require.Equal(s.t, http.StatusOK, s.signIn("correct horse battery"), "after the clock was set back by %s", back)
	}
}
