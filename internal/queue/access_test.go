package queue_test

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/queue"
	"appointment-manager/internal/queue/queuetest"
)

// documentedACL returns the rules that operators are told to give the queue's user.
func documentedACL(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../../deploy/README.md")
	require.NoError(t, err)
	found := regexp.MustCompile(`(?m)^user appointments on >\S+ ((.*\\\n)*.*)$`).FindStringSubmatch(string(text))
	require.NotNil(t, found, "deploy/README.md names no rules")
	return strings.Join(strings.Fields(strings.ReplaceAll(found[1], "\\\n", " ")), " ")
}

// TestUnderTheDocumentedRules runs the suite, on one server and on a cluster, as a user who may do what
// deploy/README.md says and nothing else; and holds that nothing is allowed there which is not used.
func TestUnderTheDocumentedRules(t *testing.T) {
	t.Parallel()
	w := queuetest.With{User: "appointments", Password: special, ACL: documentedACL(t), TLS: queuetest.NewCertificates(t)}
	w.DB = 2
	single := w.Single(t)
	w.DB = 0
	servers := map[string][]*queuetest.Server{
		"single":  {single, w.Single(t)},
		"cluster": {w.Cluster(t, 3, 1), w.Cluster(t, 3, 0)},
	}
	used := moveSlot(t, w.Cluster(t, 2, 0))
	for name, pair := range servers {
		t.Run(name, func(t *testing.T) { queuetest.Run(t, queuetest.Lend(pair...)) })
		for _, s := range pair {
			used += s.Do(t, "INFO", "commandstats").(string)
		}
	}
	for rule := range strings.FieldsSeq(w.ACL) {
		if command, ok := strings.CutPrefix(rule, "+"); ok {
			require.True(t, strings.Contains(used, "cmdstat_"+command+":"), "%s is allowed and not used", command)
		}
	}
}

// moveSlot moves the queue to another node of the cluster while jobs are put on it and finished, holds
// that each that was accepted ends once, and returns which commands the servers have run.
func moveSlot(t *testing.T, s *queuetest.Server) (commands string) {
	t.Helper()
	q := s.Dial(t, queue.Config{})
	open, accepted, refused := []agenda.Lease{}, 0, 0
	accept := func() {
		id := fmt.Sprintf("j%d", accepted)
		if q.Enqueue(t.Context(), agenda.JobEnvelope{ID: id, Run: 1, Kind: "summary", Label: id, Payload: []byte("{}")}) == nil {
			accepted++
		} else {
			refused++
		}
	}
	claim := func() {
		id, err := q.Take(t.Context(), "w1")
		require.NoError(t, err)
		l, ok, err := q.Claim(t.Context(), id, "w1")
		require.NoError(t, err)
		require.True(t, ok)
		open = append(open, l)
	}
	finish := func() {
		l := open[0]
		if stored, err := q.Complete(t.Context(), l, []byte("{}"), "text"); err == nil {
			require.True(t, stored)
			open = open[1:]
		} else {
			refused++
		}
	}
	for range 30 {
		accept()
		claim()
	}
	for range 5 {
		accept() // so that the list is there, and the first finish happens where it is
	}
	moved := make(chan struct{})
	go func() {
		defer close(moved)
		s.Upset["slot moved away"]()
	}()
	for going := true; going; {
		accept()
		if refused > 0 && len(open) > 0 {
			finish()
		}
		select {
		case <-moved:
			going = false
		default:
		}
	}
	require.Positive(t, refused, "the queue stands still while it is moved")
	for len(open) > 0 {
		finish()
	}
	for range accepted - 30 {
		claim()
		finish()
	}
	done := 0
	for done < accepted {
		ends, err := q.Outcomes(t.Context())
		require.NoError(t, err)
		require.NotEmpty(t, ends, "%d of %d have ended", done, accepted)
		require.NoError(t, q.Ack(t.Context(), ends...))
		done += len(ends)
	}
	require.Equal(t, accepted, done)
	return s.Do(t, "INFO", "commandstats").(string)
}
