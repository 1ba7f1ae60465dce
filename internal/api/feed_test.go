package api_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/api"
)

// feedOf gives a user a feed, and returns its path.
func (r *rig) feedOf(who string) string {
	r.t.Helper()
	a := r.call(who, "POST", "/auth/feed", "")
	require.Equal(r.t, 201, a.status, a.body)
	return a.json(r.t)["path"].(string)
}

func TestAFeedIsOpenedByItsLastSecretAlone(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	status := func(path string) int { return r.call("guest", "GET", path, "").status }
	require.Equal(t, 404, r.call("user", "GET", "/auth/feed", "").status)
	require.Equal(t, 204, r.call("user", "DELETE", "/auth/feed", "").status, "there is none before, and none after")
	first, others := r.feedOf("user"), r.feedOf("other")
	require.Regexp(t, `^/calendar/[A-Z2-7]{26}\.ics$`, first)
	require.NotEqual(t, first, others)
	require.Nil(t, r.call("user", "GET", "/auth/feed", "").json(t)["last_used_at"])
	require.Equal(t, 200, status(first))
	told := r.call("user", "GET", "/auth/feed", "")
	require.NotNil(t, told.json(t)["last_used_at"])
	require.NotContains(t, told.body, first)

	second := r.feedOf("user")
	require.Equal(t, 404, status(first), "a new address takes the place of the one before")
	require.Equal(t, 200, status(second))
	require.Nil(t, r.call("other", "GET", "/auth/feed", "").json(t)["last_used_at"])
	require.Equal(t, 204, r.call("user", "DELETE", "/auth/feed", "").status)
	require.Equal(t, 404, status(second))
	require.Equal(t, 404, r.call("user", "GET", "/auth/feed", "").status)
	require.Equal(t, 200, status(others), "each user has an address of their own")

	_, err := r.cfg.Users.SetDisabled(t.Context(), "other", true)
	require.NoError(t, err)
	require.Equal(t, 404, status(others), "of whoever may not sign in")
	_, err = r.cfg.Users.SetDisabled(t.Context(), "other", false)
	require.NoError(t, err)
	require.Equal(t, 200, status(others))

	var did []string
	var entries []agenda.AuditEntry
	require.NoError(t, json.Unmarshal([]byte(r.call("admin", "GET", "/admin/audit?object=feed", "").body), &entries))
	for _, e := range entries {
		did = append(did, e.Actor+" "+e.Action)
	}
	require.Equal(t, []string{"user deleted", "user created", "other created", "user created"}, did)
	for _, path := range []string{first, second, others} {
		secret := strings.TrimSuffix(strings.TrimPrefix(path, "/calendar/"), ".ics")
		require.NotContains(t, r.log.String(), secret)
		require.NotContains(t, r.call("admin", "GET", "/admin/audit", "").body, secret)
	}
}

func TestTheFeedHoldsWhatASubscriberShouldHave(t *testing.T) {
	t.Parallel()
	now := time.Date(2031, 11, 25, 23, 30, 0, 0, time.UTC) // the 26th, in Berlin
	m := &meter{}
	r := newRig(t, func(cfg *api.Config) { cfg.Now, cfg.Meter = func() time.Time { return now }, m })
	feed := r.feedOf("user")
	feedSecret := strings.TrimSuffix(strings.TrimPrefix(feed, "/calendar/"), ".ics")
	summaries := func(a answer) (names []string) {
		for line := range strings.SplitSeq(a.body, "\r\n") {
			if name, ok := strings.CutPrefix(line, "SUMMARY:"); ok {
				names = append(names, name)
			}
		}
		return names
	}
	empty := r.call("guest", "GET", feed, "")
	require.Equal(t, 200, empty.status)
	require.Equal(t, "text/calendar; charset=utf-8", empty.header.Get("Content-Type"))
	require.Equal(t, "private, no-cache", empty.header.Get("Cache-Control"))
	require.Empty(t, empty.header.Get("Content-Disposition"), "it is read, not kept as a file")
	require.Empty(t, summaries(empty))
	require.Contains(t, empty.body, "BEGIN:VTIMEZONE\r\n")

	r.book("Next year", "2032-11-25", "10:30")
	gone := r.book("Deleted", "2031-12-01", "10:30")
	cancelled := r.book("Cancelled", "2031-12-02", "10:30")
	r.book("91 days ago", "2031-08-27", "10:30")
	r.book("90 days ago", "2031-08-28", "10:30")
	_, err := r.cfg.Appointments.Update(t.Context(), cancelled.ID, nil, agenda.AppointmentPatch{Status: new(string(agenda.Cancelled))})
	require.NoError(t, err)
	require.NoError(t, r.cfg.Appointments.Delete(t.Context(), gone.ID, nil))
	full := r.call("guest", "GET", feed, "", "If-None-Match", empty.header.Get("ETag"))
	require.Equal(t, 200, full.status)
	require.Equal(t, []string{"90 days ago", "Cancelled", "Next year"}, summaries(full))
	require.Contains(t, full.body, "STATUS:CANCELLED\r\nTRANSP:TRANSPARENT\r\nSUMMARY:Cancelled\r\n")

	tag := full.header.Get("ETag")
	same := r.call("guest", "GET", feed, "", "If-None-Match", tag)
	require.Equal(t, 304, same.status)
	require.Equal(t, tag, same.header.Get("ETag"))
	require.Equal(t, "private, no-cache", same.header.Get("Cache-Control"))
	require.Equal(t, 200, r.call("guest", "HEAD", feed, "").status)
	now = now.Add(24 * time.Hour)
	later := r.call("guest", "GET", feed, "", "If-None-Match", tag)
	require.Equal(t, 200, later.status, "what is too long ago has left it")
	require.Equal(t, []string{"Cancelled", "Next year"}, summaries(later))

	for _, other := range []string{"x", feedSecret + "x", feedSecret[1:], "%00", "week"} {
		a := r.call("guest", "GET", "/calendar/"+other+".ics", "")
		require.Equal(t, 404, a.status)
		require.Equal(t, "no-store", a.header.Get("Cache-Control"))
	}
	require.NotContains(t, r.log.String(), feedSecret)
	m.mu.Lock()
	defer m.mu.Unlock()
	require.Contains(t, m.told, "GET /calendar/{secret}.ics 304")
	require.NotContains(t, strings.Join(m.told, " "), feedSecret)
}

func TestFeedsAreLimitedByAddress(t *testing.T) {
	t.Parallel()
	stood := time.Now()
	r := newRig(t, func(cfg *api.Config) { cfg.Now = func() time.Time { return stood } })
	for range 300 {
		require.Equal(t, 404, r.call("guest", "GET", "/calendar/x.ics", "").status)
	}
	require.Equal(t, 429, r.call("guest", "GET", "/calendar/x.ics", "").status)
}
