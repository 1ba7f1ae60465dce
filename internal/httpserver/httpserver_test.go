package httpserver_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/httpserver"
)

// serve runs h and returns its address, a function that stops it, and what Serve returned.
func serve(t *testing.T, h http.HandlerFunc) (addr string, stop func(), ended <-chan error) {
	t.Helper()
	s, err := httpserver.Listen("127.0.0.1:0", h, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx) }()
	t.Cleanup(stop)
	return s.Addr().String(), stop, done
}

func TestRequestsUnderWayAreFinished(t *testing.T) {
	t.Parallel()
	begun, goOn := make(chan struct{}), make(chan struct{})
	addr, stop, ended := serve(t, func(w http.ResponseWriter, r *http.Request) {
		close(begun)
		<-goOn
		if r.Context().Err() == nil {
			fmt.Fprint(w, "finished")
		}
	})
	answer := make(chan string, 1)
	go func() {
		res, err := http.Get("http://" + addr)
		if err != nil {
			answer <- err.Error()
			return
		}
		defer res.Body.Close()
		b, _ := io.ReadAll(res.Body)
		answer <- string(b)
	}()
	<-begun
	stop()
	close(goOn)
	require.Equal(t, "finished", <-answer)
	require.NoError(t, <-ended)
	_, err := http.Get("http://" + addr)
	require.Error(t, err)
}

func TestEventStreamsEndWhenTheServerStops(t *testing.T) {
	t.Parallel()
	begun := make(chan struct{})
	addr, stop, ended := serve(t, func(_ http.ResponseWriter, r *http.Request) {
		close(begun)
		<-r.Context().Done()
	})
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+addr, nil)
	require.NoError(t, err)
	req.Header.Set("Accept", "text/event-stream")
	go func() {
		if res, err := http.DefaultClient.Do(req); err == nil {
			res.Body.Close()
		}
	}()
	<-begun
	stop()
	select {
	case err := <-ended:
		require.NoError(t, err)
	case <-time.After(10 * time.Second):
		t.Fatal("the stream kept the server from ending")
	}
}

func TestHeadersThatAreTooLargeAreRefused(t *testing.T) {
	t.Parallel()
	addr, _, _ := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("the handler was reached") })
	conn, err := net.Dial("tcp", addr)
	require.NoError(t, err)
	defer conn.Close()
	fmt.Fprintf(conn, "GET / HTTP/1.1\r\nHost: x\r\nX-Long: %s\r\n\r\n", strings.Repeat("a", 40<<10))
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	require.NoError(t, err)
	defer res.Body.Close()
	require.Equal(t, http.StatusRequestHeaderFieldsTooLarge, res.StatusCode)
}

func TestABusyAddressIsNamed(t *testing.T) {
	t.Parallel()
	addr, _, _ := serve(t, nil)
	_, err := httpserver.Listen(addr, nil, slog.New(slog.DiscardHandler))
	require.ErrorContains(t, err, addr+" is in use by another program")
}

func TestHealthcheck(t *testing.T) {
	t.Parallel()
	status := http.StatusOK
	addr, _, _ := serve(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) })
	require.NoError(t, httpserver.Healthcheck(t.Context(), "http://"+addr))
	status = http.StatusServiceUnavailable
	require.ErrorContains(t, httpserver.Healthcheck(t.Context(), "http://"+addr), "503")
}
