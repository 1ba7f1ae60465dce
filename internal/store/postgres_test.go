package store_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/store"
	"appointment-manager/internal/store/storetest"
)

func openURL(t *testing.T, url string) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), store.Config{URL: url})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s
}

// rawPostgres connects as any other program would.
func rawPostgres(t *testing.T, url string) *sql.DB {
	t.Helper()
	db, err := sql.Open("pgx", url)
	require.NoError(t, err)
	t.Cleanup(func() { db.Close() })
	return db
}

func TestPostgreSQL(t *testing.T) {
	t.Parallel()
	storetest.PostgresURL(t) // keeps the server running from the first to the last
	storetest.Run(t, func(t *testing.T) *store.Store { return openURL(t, storetest.PostgresURL(t)) })
}

func TestPostgreSQLStartIsRefusedWithOneClearLine(t *testing.T) {
	t.Parallel()
	storetest.PostgresURL(t)
	for name, c := range map[string]struct{ spoil, says string }{
		"constraint dropped":  {"ALTER TABLE appointments DROP CONSTRAINT appointments_no_overlap", "constraint appointments_no_overlap is not as this program made it"},
		"constraint weakened": {"ALTER TABLE appointments DROP CONSTRAINT appointments_length, ADD CONSTRAINT appointments_length CHECK (ends_at >= starts_at)", "constraint appointments_length is not"},
		"trigger dropped":     {"DROP TRIGGER appointments_no_overlap_insert ON appointments", "trigger appointments_no_overlap_insert is not"},
		"trigger disabled":    {"ALTER TABLE audit_log DISABLE TRIGGER audit_log_no_change", "trigger audit_log_no_change is not"},
		"function changed":    {"CREATE OR REPLACE FUNCTION appointments_refuse_overlap() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'", "function appointments_refuse_overlap is not"},
		"index dropped":       {"DROP INDEX users_by_name", "index users_by_name is not"},
		"column changed":      {"ALTER TABLE appointments ALTER notes SET NOT NULL", "column appointments.notes is not"},
		"strange rule":        {"CREATE RULE quiet AS ON DELETE TO users DO INSTEAD NOTHING", "rule quiet that this program did not make"},
		"newer schema":        {"INSERT INTO schema_migrations VALUES (99, 'future', 'x', 0)", "newer version"},
		"another migration":   {"UPDATE schema_migrations SET checksum = 'x'", "applied in another form"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url := storetest.PostgresURL(t)
			s, err := store.Open(t.Context(), store.Config{URL: url})
			require.NoError(t, err)
			require.NoError(t, s.Close())
			db := rawPostgres(t, url)
			_, err = db.Exec("CREATE TABLE of_others (id int); CREATE FUNCTION theirs() RETURNS int LANGUAGE sql AS 'SELECT 1'")
			require.NoError(t, err)
			s, err = store.Open(t.Context(), store.Config{URL: url})
			require.NoError(t, err, "what others keep there is theirs")
			require.NoError(t, s.Close())
			_, err = db.Exec(c.spoil)
			require.NoError(t, err)
			_, err = store.Open(t.Context(), store.Config{URL: url})
			require.ErrorContains(t, err, c.says)
			require.NotContains(t, err.Error(), "\n")
		})
	}
}

func TestPostgreSQLThatCannotBeUsedIsNamedInOneLine(t *testing.T) {
	t.Parallel()
	p := storetest.StartPostgres(t, "fsync=off")
	good := p.Database(t)
	p.Admin(t, "CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")
	change := func(how func(u *url.URL)) string {
		u, err := url.Parse(good)
		require.NoError(t, err)
		how(u)
		return u.String()
	}
	for name, c := range map[string]struct{ address, says string }{
		"no server":       {change(func(u *url.URL) { u.Host = "127.0.0.1:1" }), "cannot be reached: connection refused"},
		"no such host":    {change(func(u *url.URL) { u.Host = "nowhere.invalid" }), "cannot be reached"},
		"no such base":    {change(func(u *url.URL) { u.Path = "/none" }), "there is no database " + p.Addr + "/none"},
		"wrong password":  {change(func(u *url.URL) { u.User = url.UserPassword("agenda", "secret-1") }), "does not let user agenda in"},
		"other encoding":  {change(func(u *url.URL) { u.Path = "/latin" }), "its encoding is LATIN1"},
		"no schema":       {change(func(u *url.URL) { u.RawQuery += "&search_path=nowhere" }), "no schema to make tables in"},
		"no address":      {"postgres://agenda:secret-1@host:port/x", "is not the address of a PostgreSQL database"},
		"TLS not offered": {change(func(u *url.URL) { u.RawQuery = "sslmode=require" }), "cannot be reached: server refused TLS connection"},
	} {
		_, err := store.Open(t.Context(), store.Config{URL: c.address})
		require.ErrorContains(t, err, c.says, name)
		require.NotContains(t, err.Error(), "\n", name)
		require.NotContains(t, err.Error(), "secret-1", name)
		require.NotContains(t, err.Error(), "p@ss", name)
	}
	apart := change(func(u *url.URL) { u.User = url.User(u.User.Username()) })
	u, err := url.Parse(good)
	require.NoError(t, err)
	password, _ := u.User.Password()
	s, err := store.Open(t.Context(), store.Config{URL: apart, Password: password})
	require.NoError(t, err, "the password need not stand in the address")
	require.NoError(t, s.Close())
	p.Admin(t, "REVOKE ALL ON SCHEMA public FROM public; CREATE ROLE guest LOGIN PASSWORD 'guest'")
	_, err = store.Open(t.Context(), store.Config{URL: change(func(u *url.URL) { u.User = url.UserPassword("guest", "guest") })})
	require.ErrorContains(t, err, "user guest lacks a right")
}

// Many backends may be started at once on a database that is empty yet.
func TestPostgreSQLIsSetUpOnceByManyAtOnce(t *testing.T) {
	t.Parallel()
	url := storetest.PostgresURL(t)
	var wg sync.WaitGroup
	for range 6 {
		wg.Go(func() {
			s, err := store.Open(t.Context(), store.Config{URL: url})
			if err != nil {
				t.Error(err)
				return
			}
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
}

// The guard holds whoever writes: these connections know nothing of the lock that backends take, so
// they may wait for each other in a circle. PostgreSQL throws one of it out, which asks again.
func TestPostgreSQLRefusesOverlapsOfAnyClient(t *testing.T) {
	t.Parallel()
	url := storetest.PostgresURL(t)
	s := openURL(t, url)
	db := rawPostgres(t, url)
	insert := func(start int, overlap bool) error {
		_, err := db.Exec(`INSERT INTO appointments (calendar_id, uid, client_name, date, time, time_zone, starts_at, ends_at, status, overlap, search, created_at, updated_at, created_by, updated_by)
			VALUES (1, gen_random_uuid()::text, 'raw', '2026-11-25', '09:00', 'UTC', $1::bigint, $1::bigint + 1800, 'confirmed', $2, '', 0, 0, '', '')`, start, overlap)
		return err
	}
	var won atomic.Int32
	var wg sync.WaitGroup
	for i := range 40 {
		wg.Go(func() {
			err := insert(1_000_000+i%3*600, false)
			for err != nil && strings.Contains(err.Error(), "40P01") && t.Context().Err() == nil {
				err = insert(1_000_000+i%3*600, false)
			}
			if err == nil {
				won.Add(1)
			} else if !strings.Contains(err.Error(), "23P01") {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	require.Equal(t, int32(1), won.Load())
	require.NoError(t, insert(1_001_200, true), "marked as an overlap on purpose")
	require.ErrorContains(t, insert(1_002_400, false), "23P01", "none may be put over a marked one")
	_, err := db.Exec("UPDATE appointments SET overlap = false")
	require.ErrorContains(t, err, "23P01", "nor may the mark be taken away")
	_, _, err = s.CreateAppointment(t.Context(), booking(time.Unix(1_002_700, 0).UTC()), nil)
	require.Equal(t, agenda.Conflict, agenda.CodeOf(err))
	_, err = db.Exec("TRUNCATE audit_log")
	require.ErrorContains(t, err, "append-only")
}

// Two backends on one database sell each time once, count every change, and know each other's keys.
func TestTwoBackendsOnOnePostgreSQL(t *testing.T) {
	t.Parallel()
	url := storetest.PostgresURL(t)
	stores := []*store.Store{openURL(t, url), openURL(t, url)}
	start := time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC)
	counter, _, err := stores[0].CreateAppointment(t.Context(), booking(start.Add(-time.Hour)), nil)
	require.NoError(t, err)
	var sold [10]atomic.Int32
	var made, added sync.Map
	var wg sync.WaitGroup
	for i := range 200 {
		s := stores[i%2]
		wg.Go(func() {
			_, _, err := s.CreateAppointment(t.Context(), booking(start.Add(time.Duration(i%10)*time.Minute)), nil)
			if err == nil {
				sold[i%10].Add(1)
			} else if agenda.CodeOf(err) != agenda.Conflict {
				t.Error(err)
			}
		})
		wg.Go(func() {
			_, err := s.ChangeAppointment(t.Context(), counter.ID, func(a agenda.Appointment) (agenda.Appointment, error) {
				a.ClientName = fmt.Sprint(a.ClientName, "+", i)
				return a, nil
			})
			if err != nil {
				t.Error(err)
			}
			added.Store(i, true)
		})
		wg.Go(func() {
			key := &agenda.IdempotencyKey{Key: fmt.Sprint("key ", i/4), Fingerprint: "f"}
			a, _, err := s.CreateAppointment(t.Context(), booking(start.Add(time.Duration(60+i/4)*time.Minute)), key)
			if err != nil {
				t.Error(err)
			} else if first, _ := made.LoadOrStore(i/4, a.ID); first != a.ID {
				t.Errorf("key %d made %d and %d", i/4, first, a.ID)
			}
		})
	}
	wg.Wait()
	for i := range sold {
		require.Equal(t, int32(1), sold[i].Load())
	}
	a, err := stores[1].Appointment(t.Context(), counter.ID)
	require.NoError(t, err)
	require.Equal(t, int64(201), a.Version, "no change was written over another")
	require.Equal(t, 200, strings.Count(a.ClientName, "+"))
}

// A backend that stands still in the middle of a write is thrown out, and what it does later is lost
// whole; reads never wait for it.
func TestABackendThatStandsStillHoldsNobodyUp(t *testing.T) {
	t.Parallel()
	url := storetest.PostgresURL(t)
	frozen, other := openURL(t, url), openURL(t, url)
	start := time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC)
	a, _, err := frozen.CreateAppointment(t.Context(), booking(start), nil)
	require.NoError(t, err)
	standing, wait, ended := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	wake := sync.OnceFunc(func() { close(wait) })
	t.Cleanup(wake)
	go func() {
		_, err := frozen.ChangeAppointment(t.Context(), a.ID, func(a agenda.Appointment) (agenda.Appointment, error) {
			close(standing)
			<-wait
			a.ClientName = "late"
			return a, nil
		})
		ended <- err
	}()
	<-standing
	for _, s := range []*store.Store{frozen, other} {
		began := time.Now()
		require.NoError(t, s.Ping(t.Context()))
		require.Less(t, time.Since(began), time.Second)
	}
	_, _, err = other.CreateAppointment(t.Context(), booking(start.Add(time.Hour)), nil)
	require.NoError(t, err)
	wake()
	err = <-ended
	require.Equal(t, agenda.Unavailable, agenda.CodeOf(err), "%v", err)
	a, err = other.Appointment(t.Context(), a.ID)
	require.NoError(t, err)
	require.Equal(t, "client", a.ClientName)
	_, _, err = frozen.CreateAppointment(t.Context(), booking(start.Add(2*time.Hour)), nil)
	require.NoError(t, err, "it goes on over a new connection")
}

func TestALockThatIsNotGivenBackIsWaitedForInVain(t *testing.T) {
	t.Parallel()
	url := storetest.PostgresURL(t)
	s, db := openURL(t, url), rawPostgres(t, url)
	tx, err := db.BeginTx(t.Context(), nil)
	require.NoError(t, err)
	defer tx.Rollback() // its end is the test's
	_, err = tx.Exec("LOCK TABLE appointments")
	require.NoError(t, err)
	_, _, err = s.CreateAppointment(t.Context(), booking(time.Unix(0, 0)), nil)
	require.Equal(t, agenda.Unavailable, agenda.CodeOf(err), "%v", err)
	require.ErrorContains(t, err, "busy")
}

func TestTextThatCannotBeStored(t *testing.T) {
	t.Parallel()
	s := openURL(t, storetest.PostgresURL(t))
	for _, text := range []string{"zero\x00byte", "half a character \xc3"} {
		a := booking(time.Unix(0, 0).UTC())
		a.Notes = &text
		_, _, err := s.CreateAppointment(t.Context(), a, nil)
		require.Equal(t, agenda.Rejected, agenda.CodeOf(err), "%v", err)
		_, err = s.UserByName(t.Context(), text)
		require.Equal(t, agenda.NotFound, agenda.CodeOf(err), "%v", err)
		_, err = s.Job(t.Context(), text)
		require.NotEqual(t, agenda.Internal, agenda.CodeOf(err), "%v", err)
		_, err = s.CountAppointments(t.Context(), agenda.AppointmentQuery{Text: text})
		require.NotEqual(t, agenda.Internal, agenda.CodeOf(err), "%v", err)
		guess := agenda.Guess{Key: "account " + text, Pause: func(int) time.Duration { return time.Minute }}
		require.NoError(t, s.RecordFailures(t.Context(), text, time.Hour, guess), "guesses at a strange name are counted too")
		until, err := s.BlockedUntil(t.Context(), guess.Key)
		require.NoError(t, err)
		require.False(t, until.IsZero())
	}
}

func TestPostgreSQLCrashesUnderLoad(t *testing.T) {
	t.Parallel()
	p := storetest.StartPostgres(t)
	var committed, failed atomic.Int64
	s, err := store.Open(t.Context(), store.Config{URL: p.Database(t), OnCommit: func(writes int, took time.Duration, err error) {
		if err != nil || took <= 0 {
			failed.Add(int64(writes))
			return
		}
		committed.Add(int64(writes))
	}})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	load := startLoad(t, s)
	for range 3 {
		load.more(t, 200)
		p.Crash()
		require.Eventually(t, func() bool { return s.Writable(t.Context()) != nil }, 10*time.Second, time.Millisecond)
		require.Equal(t, agenda.Unavailable, agenda.CodeOf(s.Ping(t.Context())))
		require.Equal(t, agenda.Unavailable, agenda.CodeOf(s.Writable(t.Context())))
		p.Start(t)
		load.more(t, 200)
		require.NoError(t, s.Ping(t.Context()))
		require.Eventually(t, func() bool { return s.Writable(t.Context()) == nil }, 10*time.Second, 10*time.Millisecond)
	}
	kept := load.stop(t)
	for id := range kept {
		_, err := s.Appointment(t.Context(), id)
		require.NoError(t, err, "an acknowledged booking is lost")
	}
	require.GreaterOrEqual(t, committed.Load(), int64(len(kept)))
	require.Positive(t, failed.Load())
	t.Log("kept:", len(kept), "not kept:", failed.Load())
}

// load books one time after another from several callers.
type load struct {
	cancel context.CancelFunc
	wg     sync.WaitGroup
	mu     sync.Mutex
	booked map[int64]bool
}

func startLoad(t *testing.T, s *store.Store) *load {
	ctx, cancel := context.WithCancel(t.Context())
	l := &load{cancel: cancel, booked: map[int64]bool{}}
	var n atomic.Int64
	for range 8 {
		l.wg.Go(func() {
			for ctx.Err() == nil {
				a, _, err := s.CreateAppointment(ctx, booking(time.Unix(n.Add(1)*60, 0).UTC()), nil)
				switch agenda.CodeOf(err) {
				case "":
					l.mu.Lock()
					l.booked[a.ID] = true
					l.mu.Unlock()
				case agenda.Unavailable:
					time.Sleep(5 * time.Millisecond) // as a person who tries again
				default:
					t.Error(err)
					return
				}
			}
		})
	}
	return l
}

func (l *load) count() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.booked)
}

// more waits until that many more were booked.
func (l *load) more(t *testing.T, n int) {
	t.Helper()
	want := l.count() + n
	require.Eventually(t, func() bool { return l.count() >= want }, 30*time.Second, time.Millisecond)
}

func (l *load) stop(*testing.T) map[int64]bool {
	l.cancel()
	l.wg.Wait()
	return l.booked
}

// When the answer to a commit is lost, nobody is told that it failed, and a repeat under the same key
// makes nothing twice.
func TestTheAnswerToACommitIsLost(t *testing.T) {
	t.Parallel()
	address := storetest.PostgresURL(t)
	cut := newCutter(t, address)
	s := openURL(t, cut.address)
	at := booking(time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC))
	key := &agenda.IdempotencyKey{Key: "k", Fingerprint: "f"}
	cut.armed.Store(true)
	_, _, err := s.CreateAppointment(t.Context(), at, key)
	require.Equal(t, agenda.Unavailable, agenda.CodeOf(err), "%v", err)
	e, ok := errors.AsType[*agenda.Error](err)
	require.True(t, ok)
	require.Contains(t, e.Message, "did not say whether this was saved")
	require.NoError(t, s.Writable(t.Context()), "over a new connection")
	a, replayed, err := s.CreateAppointment(t.Context(), at, key)
	require.NoError(t, err)
	require.True(t, replayed, "it had been saved")
	require.Equal(t, at.StartsAt, a.StartsAt)
}

// The forms of an address that the manual for operators names do what it says.
func TestPostgreSQLAddresses(t *testing.T) {
	t.Parallel()
	storetest.PostgresURL(t)
	for name, change := range map[string]func(u *url.URL, params url.Values){
		"a pooler":       func(_ *url.URL, params url.Values) { params.Set("default_query_exec_mode", "exec") },
		"another schema": func(_ *url.URL, params url.Values) { params.Set("search_path", `"Odd-One"`) },
		"several servers": func(u *url.URL, params url.Values) {
			u.Host = "127.0.0.1:1," + u.Host
			params.Set("target_session_attrs", "read-write")
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			storetest.Run(t, func(t *testing.T) *store.Store {
				address := storetest.PostgresURL(t)
				_, err := rawPostgres(t, address).Exec(`CREATE SCHEMA "Odd-One"`)
				require.NoError(t, err)
				u, err := url.Parse(address)
				require.NoError(t, err)
				params := u.Query()
				change(u, params)
				u.RawQuery = params.Encode()
				return openURL(t, u.String())
			})
		})
	}
}
