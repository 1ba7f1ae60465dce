package api_test

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/apiclient"
)

// The practice of these tests is in Berlin, six hours ahead of New York for most of the year.

func TestWallTimesOfAnotherZone(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	a := r.call("user", "POST", "/appointments/", `{"client_name":"A","date":"2031-11-25","time":"20:30","time_zone":"America/New_York"}`)
	require.Equal(t, 201, a.status, a.body)
	require.Contains(t, a.body, `"date":"2031-11-26","time":"02:30"`)
	require.Contains(t, a.body, `"time_zone":"Europe/Berlin","starts_at":"2031-11-26T01:30:00Z"`)

	// Only a time: the day is the one that it is there.
	a = r.call("user", "PUT", "/appointments/1", `{"time":"21:00","time_zone":"America/New_York"}`)
	require.Equal(t, 200, a.status, a.body)
	require.Contains(t, a.body, `"date":"2031-11-26","time":"03:00"`)
	a = r.call("user", "PUT", "/appointments/1", `{"date":"2031-11-20","time_zone":"America/New_York"}`)
	require.Contains(t, a.body, `"date":"2031-11-21","time":"03:00"`)

	// What clocks there show already changes nothing, nor does the zone by itself, nor an empty or null one.
	was := a.body
	for _, same := range []string{
		`{"date":"2031-11-20","time":"21:00","time_zone":"America/New_York"}`, `{"time":"03:00","time_zone":"Europe/Berlin"}`, `{"time":"03:00","time_zone":""}`,
		`{"time":"03:00","time_zone":null}`, `{"status":"confirmed","time_zone":"Pacific/Apia"}`, `{"time":"07:30:00","date":"2031-11-21","time_zone":"Asia/Kolkata"}`,
		`{"utc_offset":"-05:00","time_zone":"America/New_York"}`,
	} {
		a = r.call("user", "PUT", "/appointments/1", same)
		require.Equal(t, 200, a.status, "%s: %s", same, a.body)
		require.Equal(t, was, a.body, same)
	}
	require.Equal(t, 400, r.call("user", "PUT", "/appointments/1", `{"time_zone":"America/New_York"}`).status)
	require.Equal(t, 400, r.call("user", "PUT", "/appointments/1", `{"time_zone":"Europe/Berlin"}`).status)

	for _, body := range []string{
		`{"client_name":"A","date":"2031-11-25","time":"10:00","time_zone":"Mars/Base"}`, `{"client_name":"A","date":"2031-11-25","time":"10:00","time_zone":"Local"}`,
		`{"client_name":"A","date":"2031-11-25","time":"10:00","time_zone":"../zone"}`, `{"client_name":"A","date":"2031-11-25","time":"10:00","time_zone":"right/UTC"}`,
	} {
		require.Equal(t, []string{`value_error ["body","time_zone"] A time zone is a name such as Europe/Berlin`}, r.call("user", "POST", "/appointments/", body).faults(t))
		require.Equal(t, 422, r.call("user", "PUT", "/appointments/1", body).status)
	}
	require.Equal(t, 422, r.call("user", "POST", "/appointments/", `{"client_name":"A","date":"2031-11-25","time":"10:00","time_zone":5}`).status)
}

// A year that no appointment can lie in is refused where the practice's clocks show it.
func TestYearsBeyondTheEndByAnotherZone(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	a := r.call("user", "POST", "/appointments/", `{"client_name":"A","date":"2100-12-31","time":"23:00","time_zone":"America/New_York"}`)
	require.Equal(t, []string{`value_error ["body","date"] The year must lie between 1970 and 2100`}, a.faults(t))
	a = r.call("user", "POST", "/appointments/", `{"client_name":"A","date":"1970-01-01","time":"03:00","time_zone":"Pacific/Auckland"}`)
	require.Equal(t, []string{`value_error ["body","date"] The year must lie between 1970 and 2100`}, a.faults(t))
	require.Equal(t, "[]", r.call("user", "GET", "/appointments/", "").body)
}

// Whole objects that are sent back change nothing, on the night too on which clocks are set back.
func TestAnObjectSentBackChangesNothing(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	for _, body := range []string{
		`{"client_name":"A","date":"2031-10-26","time":"02:30","utc_offset":"+01:00"}`, `{"client_name":"B","date":"2031-11-25","time":"10:00:00","time_zone":"Asia/Kolkata"}`,
		`{"client_name":"C","date":"2031-11-26","time":"10:00:00"}`,
	} {
		a := r.call("user", "POST", "/appointments/", body)
		require.Equal(t, 201, a.status, a.body)
		id := a.header.Get("Location")
		require.Equal(t, a.body, r.call("user", "PUT", id, a.body).body)
		var whole map[string]any
		require.NoError(t, json.Unmarshal([]byte(a.body), &whole))
		sent, err := json.Marshal(map[string]any{"date": whole["date"], "time": whole["time"], "time_zone": whole["time_zone"]})
		require.NoError(t, err)
		require.Equal(t, a.body, r.call("user", "PUT", id, string(sent)).body)
	}
}

// Clocks are moved where the zone is: what they skip or show twice is refused there and nowhere else.
func TestClocksThatAreMovedElsewhere(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	book := func(date, at, zone, more string) answer {
		return r.call("user", "POST", "/appointments/", `{"client_name":"A","date":"`+date+`","time":"`+at+`","time_zone":"`+zone+`"`+more+`}`)
	}
	require.Contains(t, book("2031-03-09", "02:30", "America/New_York", "").faults(t)[0], "02:30 does not exist on 2031-03-09: clocks jump from 02:00 to 03:00")
	require.Contains(t, book("2031-11-02", "01:30", "America/New_York", "").faults(t)[0], `say which with utc_offset "-04:00" or "-05:00"`)
	require.Contains(t, book("2031-11-02", "01:30", "America/New_York", `,"utc_offset":"-05:00"`).body, `"date":"2031-11-02","time":"07:30"`)
	require.Contains(t, book("2031-10-26", "02:30", "America/New_York", "").body, `"date":"2031-10-26","time":"07:30"`)
	require.Contains(t, book("2031-04-06", "01:45", "Australia/Lord_Howe", "").faults(t)[0], `"+11:00" or "+10:30"`)
	require.Contains(t, book("2031-10-25", "20:30", "America/New_York", "").body, `"date":"2031-10-26","time":"02:30"`, "twice in Berlin, and meant there as the first")
	require.Contains(t, book("2031-10-25", "21:30", "America/New_York", "").body, `"date":"2031-10-26","time":"02:30"`)
	require.Contains(t, book("2031-10-25", "21:30", "America/New_York", "").detail(t), "already exists")
}

// Days of a query begin and end at the midnights of the zone that it names.
func TestDaysOfAnotherZone(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	for _, zone := range []string{"Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Apia"} {
		loc, err := time.LoadLocation(zone)
		require.NoError(t, err)
		for _, text := range []string{"2031-03-09", "2031-03-30", "2031-04-06", "2031-10-05", "2031-10-26", "2031-11-02", "2031-11-25"} {
			day, err := agenda.ParseDate(text)
			require.NoError(t, err)
			for i, at := range []time.Time{day.Start(loc).Add(-time.Hour), day.Start(loc), day.AddDays(1).Start(loc).Add(-time.Minute), day.AddDays(1).Start(loc)} {
				_, _, err = r.cfg.Appointments.Create(t.Context(), agenda.AppointmentDraft{
					ClientName: zone + " " + text + " " + []string{"before", "first", "last", "after"}[i], Date: at.UTC().Format("2006-01-02"), Time: at.UTC().Format("15:04"),
					DurationMinutes: new(1), TimeZone: new("UTC"), AllowOverlap: true,
				}, nil)
				require.NoError(t, err)
			}
			query := "?" + url.Values{"from": {text}, "to": {text}, "q": {zone + " " + text}, "time_zone": {zone}}.Encode()
			for _, path := range []string{"/appointments/", "/appointments/export", "/appointments/export.ics"} {
				body := r.call("user", "GET", path+query, "").body
				require.Contains(t, body, text+" first", "%s%s", path, query)
				require.Contains(t, body, text+" last", "%s%s", path, query)
				require.NotContains(t, body, text+" before", "%s%s", path, query)
				require.NotContains(t, body, text+" after", "%s%s", path, query)
			}
		}
	}
}

func TestListsOfAnotherZonePageAndAreKept(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	for _, at := range []string{"05:30", "06:30", "07:30", "12:30"} {
		r.book("client "+at, "2031-11-25", at)
	}
	const query = "/appointments/?from=2031-11-25&to=2031-11-25&sort=start&limit=2&time_zone=America%2FNew_York"
	a := r.call("user", "GET", query, "")
	require.Equal(t, "3", a.header.Get("Total-Count"), "those from six on")
	a = r.call("user", "GET", strings.Replace(query, "limit=2", "limit=1", 1), "")
	next, _, ok := strings.Cut(strings.TrimPrefix(a.header.Get("Link"), "<"), ">")
	require.True(t, ok)
	require.Contains(t, next, "time_zone=America%2FNew_York")
	require.Contains(t, r.call("user", "GET", next, "").body, "client 07:30")
	require.Equal(t, 422, r.call("user", "GET", strings.Replace(next, "America%2FNew_York", "Asia%2FKolkata", 1), "").status, "the cursor of another list")
	require.Equal(t, 304, r.call("user", "GET", query, "", "If-None-Match", a.header.Get("ETag")).status)
	for _, path := range []string{query, "/appointments/export?", "/appointments/free?date=2031-11-25&time=10:00&", "/admin/audit?"} {
		path = strings.Replace(path, "&time_zone=America%2FNew_York", "&", 1)
		require.Equal(t, []string{`value_error ["query","time_zone"] A time zone is a name such as Europe/Berlin`}, r.call("admin", "GET", path+"&time_zone=Mars%2FBase", "").faults(t))
		require.Equal(t, 200, r.call("admin", "GET", path+"&time_zone=", "").status)
	}
}

// The client of the pages says and hears all times in one zone, those of refusals too.
func TestTheClientSpeaksInAZone(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	ctx := t.Context()
	kolkata, err := time.LoadLocation("Asia/Kolkata")
	require.NoError(t, err)
	c := apiclient.New(r.url).WithToken(r.as["user"]).In(kolkata)
	wall := func(a *agenda.Appointment) string { return a.Date.String() + " " + a.Time.String() + " " + a.TimeZone }
	a, err := c.CreateAppointment(ctx, agenda.AppointmentDraft{ClientName: "A", Date: "2031-11-26", Time: "02:00"}, "")
	require.NoError(t, err)
	require.Equal(t, "2031-11-26 02:00 Asia/Kolkata", wall(&a))
	there, err := c.In(nil).Appointment(ctx, a.ID)
	require.NoError(t, err)
	require.Equal(t, "2031-11-25 21:30 Europe/Berlin", wall(&there))
	day := agenda.Date{Year: 2031, Month: 11, Day: 26}
	page, err := c.Appointments(ctx, apiclient.ListOptions{From: day, To: day, Limit: 5})
	require.NoError(t, err)
	require.Equal(t, "2031-11-26 02:00 Asia/Kolkata", wall(&page.Appointments[0]))
	_, err = c.CreateAppointment(ctx, agenda.AppointmentDraft{ClientName: "B", Date: "2031-11-26", Time: "02:15"}, "")
	var conflict *agenda.Error
	require.ErrorAs(t, err, &conflict)
	require.Equal(t, "2031-11-26 02:00 Asia/Kolkata", wall(&conflict.Conflicts[0]))
	for _, s := range conflict.Free {
		require.Equal(t, s.StartsAt.In(kolkata).Format("2006-01-02 15:04"), s.Date.String()+" "+s.Time.String())
	}
	free, err := c.Free(ctx, day, a.Time, 30)
	require.NoError(t, err)
	require.Equal(t, "2031-11-25 22:00", free[len(free)-1].Date.String()+" "+free[len(free)-1].Time.String(), "the last of the practice's day, 17:30")
	stale := int64(7)
	_, err = c.UpdateAppointment(ctx, a.ID, &stale, agenda.AppointmentPatch{Time: new("03:00")})
	require.ErrorAs(t, err, &conflict)
	require.Equal(t, "2031-11-26 02:00 Asia/Kolkata", wall(conflict.Current))
	a, err = c.UpdateAppointment(ctx, a.ID, nil, agenda.AppointmentPatch{Time: new("03:00")})
	require.NoError(t, err)
	require.Equal(t, "2031-11-26 03:00 Asia/Kolkata", wall(&a))
	require.NoError(t, c.DeleteAppointment(ctx, a.ID, nil))
	gone, _, err := c.Deleted(ctx, "")
	require.NoError(t, err)
	require.Equal(t, "2031-11-26 03:00 Asia/Kolkata", wall(&gone[0]))
	a, err = c.RestoreAppointment(ctx, a.ID)
	require.NoError(t, err)
	require.Equal(t, "2031-11-26 03:00 Asia/Kolkata", wall(&a))
}
