package backendd_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/queue/queuetest"
)

// What is kept on a client's card is for the desk alone: it is in nothing that leaves the program, and a
// model reads none of it.
func TestCardsLeaveWithNothing(t *testing.T) {
	t.Parallel()
	redis := queuetest.Single(t)
	r := prepare(t, t.TempDir(), redis.URL)
	r.serve()
	status, _ := r.call("POST", "/appointments/", fmt.Sprintf(lindqvist, 25, "Left knee"))
	require.Equal(t, 201, status)
	status, body := r.call("PUT", "/clients/card", `{"name":"Jonas Lindqvist","phone":"030 5550123","email":"jonas@card.example","address":"Cardstreet 7","notes":"Cardiac history"}`)
	require.Equal(t, 200, status, body)
	status, feed := r.call("POST", "/auth/feed", "")
	require.Equal(t, 201, status)

	left := map[string]string{}
	for _, path := range []string{"/appointments/", "/appointments/export", "/appointments/export.ics", feed["path"].(string)} {
		req, err := http.NewRequestWithContext(t.Context(), "GET", "http://"+r.d.Addr()+path, nil)
		require.NoError(t, err)
		req.Header.Set("Authorization", "Bearer "+r.token)
		resp, err := http.DefaultClient.Do(req)
		require.NoError(t, err)
		b, err := io.ReadAll(resp.Body)
		require.NoError(t, err)
		require.NoError(t, resp.Body.Close())
		left[path] = string(b)
	}
	read := make(chan agenda.SummaryRequest, 1)
	r.work(redis, "reader", func(_ context.Context, req agenda.SummaryRequest) (agenda.Summary, error) {
		read <- req
		return agenda.Summary{Text: "One comes.", Model: "m", Appointments: 1}, nil
	})
	status, _ = r.call("POST", "/summary/?label=all", "")
	require.Equal(t, 200, status)
	sent, err := json.Marshal(<-read)
	require.NoError(t, err)
	left["the model"] = string(sent)
	for where, text := range left {
		require.Contains(t, text, "Jonas Lindqvist", where)
		for _, private := range []string{"5550123", "card.example", "Cardstreet", "Cardiac"} {
			require.NotContains(t, text, private, where)
			require.NotContains(t, r.log.String(), private)
		}
	}
}
