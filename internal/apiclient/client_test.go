package apiclient_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/apiclient"
)

// serve starts a service that answers as the handler does, and returns a client of it.
func serve(t *testing.T, h http.HandlerFunc, opts ...apiclient.Option) *apiclient.Client {
	t.Helper()
	srv := httptest.NewServer(h)
	t.Cleanup(func() {
		srv.CloseClientConnections()
		srv.Close()
	})
	return apiclient.New(srv.URL+"/", opts...)
}

func TestReadsAreRepeatedAndWritesAreNot(t *testing.T) {
	t.Parallel()
	for _, status := range []int{502, 503, 504} {
		var calls atomic.Int32
		c := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			if calls.Add(1) < 3 {
				w.WriteHeader(status)
				return
			}
			io.WriteString(w, `{"id":1,"username":"jo"}`)
		})
		me, err := c.Me(t.Context())
		require.NoError(t, err)
		require.Equal(t, "jo", me.Username)
		require.EqualValues(t, 3, calls.Load())

		calls.Store(0)
		_, err = c.CreateAppointment(t.Context(), agenda.AppointmentDraft{}, "")
		require.Equal(t, agenda.Unavailable, agenda.CodeOf(err))
		require.EqualValues(t, 1, calls.Load())
	}
	var calls atomic.Int32
	c := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		calls.Add(1)
		w.WriteHeader(500)
	})
	_, err := c.Me(t.Context())
	require.Equal(t, agenda.Internal, agenda.CodeOf(err))
	require.EqualValues(t, 1, calls.Load(), "a fault of the service's own is not repeated")
}

func TestNobodyThere(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, l.Close())
	c := apiclient.New("http://" + l.Addr().String())
	_, err = c.Appointments(t.Context(), apiclient.ListOptions{Text: "Lindqvist"})
	require.Equal(t, agenda.Unavailable, agenda.CodeOf(err))
	require.NotContains(t, err.Error(), "Lindqvist", "a query is not for the log")
	_, err = c.Status(t.Context())
	require.Equal(t, agenda.Unavailable, agenda.CodeOf(err))
	_, err = c.ExportCSV(t.Context(), apiclient.ListOptions{})
	require.Equal(t, agenda.Unavailable, agenda.CodeOf(err))
	for _, secret := range []string{"s3cret", "s3cret\x00 %zz"} {
		_, err = c.Feed(t.Context(), secret, nil)
		require.Equal(t, agenda.Unavailable, agenda.CodeOf(err))
		require.NotContains(t, err.Error(), "s3cret", "nor is a path that is a password")
	}
}

func TestTheServiceTakesTooLong(t *testing.T) {
	t.Parallel()
	c := serve(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, apiclient.Timeout(50*time.Millisecond))
	_, err := c.Me(t.Context())
	require.Equal(t, agenda.Unavailable, agenda.CodeOf(err))
	require.ErrorIs(t, err, context.DeadlineExceeded)
}

func TestWhatACallCarries(t *testing.T) {
	t.Parallel()
	var got *http.Request
	var body string
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		got, body = r, string(b)
		io.WriteString(w, `{}`)
	})
	_, err := c.Me(t.Context())
	require.NoError(t, err)
	require.Empty(t, got.Header.Get("Authorization"))
	require.Empty(t, got.Header.Get("X-Forwarded-For"))

	c = c.WithToken("abc").WithForwarded("203.0.113.7", "r1", "Mozilla/5.0")
	version := int64(4)
	none := (*string)(nil)
	_, err = c.UpdateAppointment(t.Context(), 7, &version, agenda.AppointmentPatch{Notes: &none})
	require.NoError(t, err)
	require.Equal(t, "PUT /appointments/7", got.Method+" "+got.URL.Path)
	require.Equal(t, `{"notes":null}`, body)
	require.Equal(t, "Bearer abc", got.Header.Get("Authorization"))
	require.Equal(t, "203.0.113.7", got.Header.Get("X-Forwarded-For"))
	require.Equal(t, "r1", got.Header.Get("X-Request-ID"))
	require.Equal(t, "Mozilla/5.0", got.Header.Get("User-Agent"))
	require.Equal(t, `"v4"`, got.Header.Get("If-Match"))

	_, err = c.CreateAppointment(t.Context(), agenda.AppointmentDraft{ClientName: "A"}, "k1")
	require.NoError(t, err)
	require.Equal(t, "k1", got.Header.Get("Idempotency-Key"))
	require.Equal(t, "application/json", got.Header.Get("Content-Type"))
}

func TestATokenIsNotCarriedElsewhere(t *testing.T) {
	t.Parallel()
	var strayed atomic.Int32
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { strayed.Add(1) }))
	t.Cleanup(elsewhere.Close)
	c := serve(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, elsewhere.URL, http.StatusFound) })
	_, err := c.WithToken("abc").Me(t.Context())
	require.Error(t, err)
	require.Zero(t, strayed.Load())
}

func TestAnswersThatMakeNoSense(t *testing.T) {
	t.Parallel()
	c := serve(t, func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "<html>") })
	_, err := c.Me(t.Context())
	require.Equal(t, agenda.Unavailable, agenda.CodeOf(err))
}

func TestEventsAsTheyAreWritten(t *testing.T) {
	t.Parallel()
	c := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, "retry: 3000\n\n: ping\n\nevent: other\ndata: {}\n\nevent: job\nid: 1\ndata: {\"id\":\"1\",\ndata: \"state\":\"done\"}\n\n"+
			"event:job\ndata:{\"id\":\"2\"}\n\nevent: job\ndata: {\"id\":\"cut off")
	})
	var got []string
	require.NoError(t, c.SummaryEvents(t.Context(), func(j agenda.SummaryJob) error {
		got = append(got, j.ID+string(j.State))
		return nil
	}))
	require.Equal(t, []string{"1done", "2"}, got)

	enough := errors.New("enough")
	require.ErrorIs(t, c.SummaryEvents(t.Context(), func(agenda.SummaryJob) error { return enough }), enough)
	c = serve(t, func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, "event: job\ndata: "+strings.Repeat("x", 2<<20))
	})
	require.Equal(t, agenda.Unavailable, agenda.CodeOf(c.SummaryEvents(t.Context(), nil)), "a line is bounded")
}

func TestStatusOfAServiceThatCannotWork(t *testing.T) {
	t.Parallel()
	var calls atomic.Int32
	c := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		calls.Add(1)
		w.WriteHeader(503)
		io.WriteString(w, `{"status":"unavailable","version":"1","registration":"open","parts":[{"name":"database","status":"down","detail":"gone"}]}`)
	})
	s, err := c.Status(t.Context())
	require.NoError(t, err)
	require.Equal(t, apiclient.Status{Status: "unavailable", Version: "1", Registration: "open", Parts: []apiclient.Part{{Name: "database", Status: "down", Detail: "gone"}}}, s)
	require.EqualValues(t, 1, calls.Load())
}
