package api_test

import (
	"encoding/csv"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
)

// fill books n appointments, one a day, the later ones first.
func (r *rig) fill(n int) {
	r.t.Helper()
	first := agenda.Date{Year: 2031, Month: 1, Day: 1}
	for i := range n {
		r.book(fmt.Sprintf("Client %d", i+1), first.AddDays(n-i).String(), "10:00")
	}
}

var nextPage = regexp.MustCompile(`^<(/appointments/\?[^>]+)>; rel="next"$`)

func TestPages(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	r.fill(25)
	whole := r.call("user", "GET", "/appointments/", "")
	require.Empty(t, whole.header.Get("Total-Count"))
	require.Empty(t, whole.header.Get("Link"))
	ids := regexp.MustCompile(`"id":(\d+),`)
	for sort, first := range map[string]string{"id": "1", "start": "25"} {
		var got []string
		target := "/appointments/?limit=10&sort=" + sort
		for target != "" {
			a := r.call("user", "GET", target, "")
			require.Equal(t, 200, a.status)
			require.Equal(t, "25", a.header.Get("Total-Count"))
			for _, m := range ids.FindAllStringSubmatch(a.body, -1) {
				got = append(got, m[1])
			}
			target = ""
			if m := nextPage.FindStringSubmatch(a.header.Get("Link")); m != nil {
				target = m[1]
			}
		}
		require.Len(t, got, 25)
		require.Equal(t, first, got[0])
	}
	exact := r.call("user", "GET", "/appointments/?limit=25", "")
	require.Empty(t, exact.header.Get("Link"), "nothing follows a page that ends with the list")
	require.Equal(t, whole.body, exact.body)
}

func TestACursorBelongsToItsList(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	r.fill(5)
	a := r.call("user", "GET", "/appointments/?limit=2&q=client", "")
	next := nextPage.FindStringSubmatch(a.header.Get("Link"))[1]
	require.Equal(t, 200, r.call("user", "GET", next, "").status)
	u, err := url.Parse(next)
	require.NoError(t, err)
	require.Equal(t, "client", u.Query().Get("q"), "the link keeps the filters")
	cursor := url.QueryEscape(u.Query().Get("cursor"))
	for _, target := range []string{
		"/appointments/?limit=2&cursor=" + cursor, "/appointments/?limit=2&q=other&cursor=" + cursor,
		"/appointments/?limit=2&q=client&sort=start&cursor=" + cursor, "/appointments/?cursor=x", "/appointments/?cursor=",
		"/appointments/?limit=2&q=client&cursor=" + cursor[:len(cursor)-1],
	} {
		require.Equal(t, 422, r.call("user", "GET", target, "").status, target)
	}
	require.Equal(t, 200, r.call("user", "GET", "/appointments/?limit=4&q=client&cursor="+cursor, "").status, "another length of page is no other list")
}

func TestFilters(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	r.fill(10)
	r.call("user", "PUT", "/appointments/10", `{"status":"cancelled","notes":"has the flu"}`)
	count := func(query string) int {
		a := r.call("user", "GET", "/appointments?"+query, "")
		require.Equal(t, 200, a.status, a.body)
		lines, err := csv.NewReader(strings.NewReader(r.call("user", "GET", "/appointments/export?"+query, "").body)).ReadAll()
		require.NoError(t, err)
		n := strings.Count(a.body, `"uid"`)
		require.Len(t, lines, n+1, "list and export know the same filters: %s", query)
		return n
	}
	require.Equal(t, 10, count(""))
	require.Equal(t, 3, count("from=2031-01-03&to=2031-01-05"), "both days are included")
	require.Equal(t, 8, count("from=2031-01-04"))
	require.Equal(t, 1, count("status=cancelled"))
	require.Equal(t, 1, count("q=FLU"))
	require.Equal(t, 2, count("q=client%201"))
	require.Equal(t, 0, count("q=%25"))
	require.Equal(t, 3, count("id=2,4,10,11"), "those of them that there are")
	require.Equal(t, 1, count("id=2,10&status=cancelled"))
	counted := r.call("user", "GET", "/appointments?limit=1&id=2,4", "")
	require.Equal(t, "2", counted.header.Get("Total-Count"))
	counted = r.call("user", "GET", "/appointments?limit=1&id=2,4,5", "")
	require.Equal(t, "3", counted.header.Get("Total-Count"), "counts are of one list each")
	require.Equal(t, 10, count("unknown=1&status=&q="))
	require.Equal(t, 1, count("q=nobody&q=flu"), "the last of two counts")
	require.Equal(t, 10, count("q=%zz;"), "what cannot be read is left out")
}

func TestLongListsArrivedWhole(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	r.fill(300) // some 150 KB, several chunks
	a := r.call("user", "GET", "/appointments/", "")
	require.Equal(t, 300, strings.Count(a.body, `"uid"`))
	require.Empty(t, a.header.Get("Content-Length"))
	head := r.call("user", "HEAD", "/appointments/", "")
	require.Equal(t, 200, head.status)
	require.Equal(t, a.header.Get("ETag"), head.header.Get("ETag"))
}

func TestListsAreRevalidated(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	r.fill(3)
	for _, target := range []string{"/appointments/", "/appointments?limit=2"} {
		tag := r.call("user", "GET", target, "").header.Get("ETag")
		require.Regexp(t, `^"[^"]+"$`, tag)
		for _, candidate := range []string{tag, "W/" + tag, `"x", ` + tag, "*"} {
			a := r.call("user", "GET", target, "", "If-None-Match", candidate)
			require.Equal(t, 304, a.status, candidate)
			require.Equal(t, tag, a.header.Get("ETag"))
		}
		require.Equal(t, 200, r.call("user", "GET", target, "", "If-None-Match", `"x"`).status)
		r.call("user", "PUT", "/appointments/1", `{"notes":"`+url.QueryEscape(target)+`"}`)
		require.Equal(t, 200, r.call("user", "GET", target, "", "If-None-Match", tag).status)
	}
}

func TestCSV(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	a := r.call("user", "GET", "/appointments/export", "")
	require.Equal(t, "id,client_name,date,time,notes\r\n", a.body)
	require.Equal(t, "text/csv; charset=utf-8", a.header.Get("Content-Type"))
	require.Equal(t, "attachment; filename=appointments.csv", a.header.Get("Content-Disposition"))
	for i, body := range []string{
		`{"client_name":"Ilić, Mara","date":"2031-11-25","time":"08:00","notes":"says \"hi\""}`,
		`{"client_name":"=1+1","date":"2031-11-25","time":"09:00:00","notes":null}`,
		`{"client_name":"B","date":"2031-11-25","time":"10:00","notes":"two\nlines"}`,
		`{"client_name":"C","date":"2031-11-25","time":"11:00","notes":"-2, and more"}`,
		`{"client_name":"@D","date":"2031-11-25","time":"12:00","notes":"\t+"}`,
		`{"client_name":"＝1＋1","date":"2031-11-25","time":"13:00","notes":"＋1, ＠2"}`,
	} {
		require.Equal(t, 201, r.call("user", "POST", "/appointments/", body).status, i)
	}
	require.Equal(t, "id,client_name,date,time,notes\r\n"+
		"1,\"Ilić, Mara\",2031-11-25,08:00,\"says \"\"hi\"\"\"\r\n"+
		"2,'=1+1,2031-11-25,09:00:00,\r\n"+
		"3,B,2031-11-25,10:00,\"two\nlines\"\r\n"+
		"4,C,2031-11-25,11:00,\"'-2, and more\"\r\n"+
		"5,'@D,2031-11-25,12:00,'\t+\r\n"+
		"6,'＝1＋1,2031-11-25,13:00,\"'＋1, ＠2\"\r\n", r.call("user", "GET", "/appointments/export", "").body)
	head := r.call("user", "HEAD", "/appointments/export", "")
	require.Equal(t, a.header.Get("Content-Disposition"), head.header.Get("Content-Disposition"))
}

func TestFreeTimes(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	r.book("A", "2031-11-25", "10:00")
	a := r.call("user", "GET", "/appointments/free?date=2031-11-25&time=10:00&duration_minutes=45", "")
	require.Equal(t, 200, a.status)
	require.Contains(t, a.body, `{"date":"2031-11-25","time":"10:30","duration_minutes":45,"starts_at":"2031-11-25T10:30:00+01:00"}`)
	require.NotContains(t, a.body, `"time":"10:00"`)
	// A time that clocks jump over, and one that comes twice, are places to search around.
	require.Equal(t, 200, r.call("user", "GET", "/appointments/free?date=2031-03-30&time=02:30", "").status)
	require.Equal(t, 200, r.call("user", "GET", "/appointments/free?date=2031-10-26&time=02:30", "").status)
}

func TestIfMatch(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	r.book("A", "2031-11-25", "10:00")
	rows := []struct {
		tag    string
		status int
	}{
		{`"v1"`, 200},                                                                                       // and so version 2
		{`"v1"`, 412}, {`"v3"`, 412}, {`W/"v2"`, 412}, {`v2`, 412}, {`"x"`, 412}, {`"v02"`, 412}, {``, 200}, // version 3
		{`"v3"`, 200}, {`*`, 200}, {`"v1", "v5"`, 200}, {`"v1", "v2"`, 412},
	}
	for i, row := range rows {
		a := r.call("user", "PUT", "/appointments/1", fmt.Sprintf(`{"notes":"%d"}`, i), "If-Match", row.tag)
		require.Equal(t, row.status, a.status, "row %d: %s", i, row.tag)
		if row.status == 412 {
			require.Equal(t, "A", a.json(t)["current"].(map[string]any)["client_name"])
		}
	}
	require.Equal(t, 412, r.call("user", "DELETE", "/appointments/1", "", "If-Match", `"v1"`).status)
	require.Equal(t, 422, r.call("user", "PUT", "/appointments/1", `{"notes":1}`, "If-Match", `"v1"`).status, "shape comes first")
	require.Equal(t, 404, r.call("user", "DELETE", "/appointments/2", "", "If-Match", `"v1","v2"`).status)
	require.Equal(t, 204, r.call("user", "DELETE", "/appointments/1", "", "If-Match", `"v6"`).status)

	r.book("B", "2031-11-25", "10:00")
	a := r.call("user", "GET", "/appointments/2", "", "If-None-Match", `"v1"`)
	require.Equal(t, 304, a.status)
	require.Equal(t, `"v1"`, a.header.Get("ETag"))
}

func TestIdempotencyKeys(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	first := r.call("user", "POST", "/appointments/", lindqvist, "Idempotency-Key", "k 1")
	require.Equal(t, 201, first.status)
	require.Empty(t, first.header.Get("Idempotency-Replayed"))
	again := r.call("user", "POST", "/appointments", lindqvist, "Idempotency-Key", "k 1")
	require.Equal(t, 201, again.status)
	require.Equal(t, "true", again.header.Get("Idempotency-Replayed"))
	require.Equal(t, first.body, again.body)
	require.Equal(t, first.header.Get("Location"), again.header.Get("Location"))
	require.Equal(t, 422, r.call("user", "POST", "/appointments/", `{"client_name":"B","date":"2031-11-26","time":"10:00"}`, "Idempotency-Key", "k 1").status)
	require.Equal(t, 422, r.call("user", "POST", "/summary/", "", "Idempotency-Key", "k 1").status, "another route is another request")
	require.Equal(t, 409, r.call("other", "POST", "/appointments/", lindqvist, "Idempotency-Key", "k 1").status, "another user's key is another key")
	for _, bad := range []string{strings.Repeat("k", 256), "ü"} {
		a := r.call("user", "POST", "/appointments/", lindqvist, "Idempotency-Key", bad)
		require.Equal(t, []string{`value_error ["header","Idempotency-Key"] A key has 1 to 255 printable ASCII characters`}, a.faults(t))
	}

	asked := r.call("user", "POST", "/summary/", `{"label":"daily"}`, "Idempotency-Key", "s1")
	require.Empty(t, asked.header.Get("Idempotency-Replayed"))
	repeat := r.call("user", "POST", "/summary/", `{"label":"daily"}`, "Idempotency-Key", "s1")
	require.Equal(t, asked.body, repeat.body)
	require.Equal(t, "true", repeat.header.Get("Idempotency-Replayed"))
	require.Equal(t, 422, r.call("user", "POST", "/summary/?force=1", `{"label":"daily"}`, "Idempotency-Key", "s1").status)
}
