package api_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/apiclient"
)

// listKinds has an administrator list the usual kinds.
func (r *rig) listKinds() {
	r.t.Helper()
	for _, k := range agenda.UsualKinds {
		_, err := apiclient.New(r.url).WithToken(r.as["admin"]).CreateKind(r.t.Context(), apiclient.KindChange{Name: &k.Name, Hue: &k.Hue, Minutes: &k.Minutes})
		require.NoError(r.t, err)
	}
}

func TestKinds(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	require.Equal(t, "[]", r.call("user", "GET", "/kinds/", "").body)
	a := r.call("admin", "POST", "/kinds/", `{"name":"  Follow   up ","hue":1,"minutes":45,"id":9}`)
	require.Equal(t, 201, a.status)
	require.JSONEq(t, `{"id":1,"name":"Follow up","hue":1,"minutes":45}`, a.body)
	require.JSONEq(t, `{"id":2,"name":"Übung","hue":0,"minutes":30}`, r.call("admin", "POST", "/kinds/", `{"name":"Übung","hue":null}`).body)
	for _, taken := range []string{"follow UP", "übung"} {
		a = r.call("admin", "POST", "/kinds/", `{"name":"`+taken+`"}`)
		require.Equal(t, 409, a.status, taken)
		require.Equal(t, "There is a kind of that name already.", a.detail(t))
	}
	require.Equal(t, 409, r.call("admin", "PUT", "/kinds/2", `{"name":"FOLLOW UP"}`).status)
	require.JSONEq(t, `{"id":1,"name":"FOLLOW UP","hue":11,"minutes":45}`, r.call("admin", "PUT", "/kinds/1", `{"name":"FOLLOW UP","hue":11,"minutes":null}`).body, "its own name is not taken")
	require.Equal(t, 200, r.call("admin", "PUT", "/kinds/1", `{"position":99}`).status)
	require.JSONEq(t, `[{"id":2,"name":"Übung","hue":0,"minutes":30},{"id":1,"name":"FOLLOW UP","hue":11,"minutes":45}]`, r.call("other", "GET", "/kinds", "").body)
	require.Equal(t, 200, r.call("admin", "PUT", "/kinds/1", `{"position":1}`).status)
	require.Contains(t, r.call("other", "GET", "/kinds", "").body, `[{"id":1,`)

	for body, want := range map[string][]string{
		`{}`: {`missing ["body","name"] Field required`},
		`{"name":" \u200b ","hue":12,"minutes":0}`: {
			`value_error ["body","name"] Give the kind a name`, `value_error ["body","hue"] A hue lies between 0 and 11`,
			`value_error ["body","minutes"] The length must lie between 1 and 1440 minutes`,
		},
		`{"name":"` + strings.Repeat("ü", 41) + `","hue":"1"}`: {
			`value_error ["body","name"] Keep the name under 40 characters`, `int_parsing ["body","hue"] Input should be a valid integer`,
		},
		`{"name":"a\u202eb"}`: {`value_error ["body","name"] The name holds characters that cannot be shown`},
	} {
		a = r.call("admin", "POST", "/kinds/", body)
		require.Equal(t, 422, a.status, body)
		require.Equal(t, want, a.faults(t), body)
	}
	require.Equal(t, []string{`value_error ["body","position"] The first place is 1`}, r.call("admin", "PUT", "/kinds/1", `{"position":0}`).faults(t))
	require.Equal(t, 404, r.call("admin", "PUT", "/kinds/77", `{}`).status)
	require.Equal(t, 204, r.call("admin", "DELETE", "/kinds/2", "").status)
	require.Equal(t, 404, r.call("admin", "DELETE", "/kinds/2", "").status)
	for i := range 49 {
		require.Equal(t, 201, r.call("admin", "POST", "/kinds/", `{"name":"Kind `+strconv.Itoa(i)+`"}`).status)
	}
	require.Equal(t, 409, r.call("admin", "POST", "/kinds/", `{"name":"One too many"}`).status)
}

// A kind gives an appointment its length, and can go without it.
func TestAppointmentsOfKinds(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	book := func(at, more string) answer {
		return r.call("user", "POST", "/appointments/", `{"client_name":"Priya Nair","date":"2031-11-25","time":"`+at+`"`+more+`}`)
	}
	unlisted := []string{`value_error ["body","kind"] Pick one of the listed kinds`}
	require.Equal(t, unlisted, book("08:00", `,"kind":"Visit"`).faults(t))
	r.listKinds()
	a := book("09:00", `,"kind":"follow-UP"`)
	require.Equal(t, 201, a.status)
	require.Equal(t, []any{"Follow-up", 45.0}, []any{a.json(t)["kind"], a.json(t)["duration_minutes"]})
	require.True(t, strings.HasSuffix(a.body, `,"kind":"Follow-up"}`), "new members come last")
	require.Equal(t, 20.0, book("10:00", `,"kind":"Visit","duration_minutes":20`).json(t)["duration_minutes"])
	for at, kind := range map[string]string{"11:00": `null`, "12:00": `""`} {
		a = book(at, `,"kind":`+kind)
		require.Equal(t, []any{"", 30.0}, []any{a.json(t)["kind"], a.json(t)["duration_minutes"]})
	}
	require.Equal(t, []string{`value_error ["body","time"] The time 25:00 does not exist`, unlisted[0]}, book("25:00", `,"kind":"Walk"`).faults(t))
	require.Equal(t, []string{`string_type ["body","kind"] Input should be a valid string`}, book("13:00", `,"kind":7`).faults(t))

	post := func(body string) []string { return r.call("user", "POST", "/appointments/", body).faults(t) }
	require.Equal(t, []string{`missing ["body","client_name"] Field required`, unlisted[0]}, post(`{"date":"2031-11-25","time":"13:00","kind":"Walk"}`))
	zone := `value_error ["body","time_zone"] `
	faults := post(`{"client_name":"Priya","date":"2031-11-25","time":"13:00","kind":"Walk","time_zone":"Mars/Base"}`)
	require.Len(t, faults, 2)
	require.Equal(t, unlisted[0], faults[0], "in the order of the members")
	require.True(t, strings.HasPrefix(faults[1], zone), faults[1])
	status := `value_error ["body","status"] The status must be confirmed, tentative or cancelled`
	for _, path := range []string{"/appointments/1", "/appointments/999"} {
		put := func(body string) []string { return r.call("user", "PUT", path, body).faults(t) }
		require.Equal(t, []string{status, unlisted[0]}, put(`{"status":"x","kind":"Walk"}`))
		require.Equal(t, []string{`string_type ["body","status"] Input should be a valid string`, unlisted[0]}, put(`{"status":7,"kind":"Walk"}`))
		require.Equal(t, unlisted, put(`{"kind":"Walk"}`))
		require.Equal(t, []string{status}, put(`{"status":"x","kind":"Call"}`))
	}
	require.Equal(t, 404, r.call("user", "PUT", "/appointments/999", `{"kind":"Call"}`).status)

	change := func(body string) answer { return r.call("user", "PUT", "/appointments/1", body) }
	require.Equal(t, unlisted, change(`{"kind":"Walk"}`).faults(t))
	require.Equal(t, []any{"Call", 45.0}, []any{change(`{"kind":"call"}`).json(t)["kind"], change(`{"kind":"call"}`).json(t)["duration_minutes"]})
	require.Equal(t, 204, r.call("admin", "DELETE", "/kinds/3", "").status)
	require.Equal(t, "Call", r.call("user", "GET", "/appointments/1", "").json(t)["kind"], "it outlives its kind")
	require.Equal(t, "Call", change(`{"kind":"Call","time":"09:15"}`).json(t)["kind"])
	require.Equal(t, []string{status}, change(`{"kind":"call","status":"x"}`).faults(t), "it may keep what it has")
	require.Equal(t, unlisted, r.call("user", "PUT", "/appointments/2", `{"kind":"Call"}`).faults(t))
	require.Contains(t, r.call("user", "GET", "/appointments/1/history", "").body, `"fields":["kind"]`)
	require.Equal(t, "", change(`{"kind":null}`).json(t)["kind"])
}

func TestRenamingAKind(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	r.listKinds()
	a := r.call("user", "POST", "/appointments/", `{"client_name":"Priya","date":"2031-11-25","time":"09:00","kind":"Visit"}`)
	tag := a.header.Get("ETag")
	require.Equal(t, 200, r.call("admin", "PUT", "/kinds/1", `{"name":"Initial consultation"}`).status)
	a = r.call("user", "GET", "/appointments/1", "", "If-None-Match", tag)
	require.Equal(t, 200, a.status, "it is not what it was")
	require.Equal(t, "Initial consultation", a.json(t)["kind"])
	require.Contains(t, r.call("user", "GET", "/appointments/1/history", "").body, `"actor":"admin"`)
}

// What was booked stays booked for whoever asks once more, whatever became of its kind.
func TestARepeatIsAnsweredWhoseKindIsGone(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	r.listKinds()
	book := func(key, kind, at string) answer {
		return r.call("user", "POST", "/appointments/", `{"client_name":"Priya","date":"2031-11-25","time":"`+at+`","kind":"`+kind+`"}`, "Idempotency-Key", key)
	}
	first := book("k1", "Visit", "09:00")
	require.Equal(t, 201, first.status)
	require.Equal(t, 201, book("k2", "Call", "11:00").status)
	require.Equal(t, 204, r.call("admin", "DELETE", "/kinds/1", "").status)
	require.Equal(t, 200, r.call("admin", "PUT", "/kinds/3", `{"name":"Talk"}`).status)
	again := book("k1", "Visit", "09:00")
	require.Equal(t, []any{201, first.body, "true"}, []any{again.status, again.body, again.header.Get("Idempotency-Replayed")})
	again = book("k2", "Call", "11:00")
	require.Equal(t, []any{201, "Talk"}, []any{again.status, again.json(t)["kind"]})
	unlisted := []string{`value_error ["body","kind"] Pick one of the listed kinds`}
	require.Equal(t, unlisted, book("k3", "Visit", "13:00").faults(t), "a new one is none")
	require.Equal(t, unlisted, book("k3", "Visit", "09:00").faults(t), "nor where the time is taken")
	require.Contains(t, book("k1", "Visit", "14:00").body, "Idempotency-Key")
	require.Equal(t, 2, strings.Count(r.call("user", "GET", "/appointments/", "").body, `"uid"`))
}

func TestListsOfAKind(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	r.listKinds()
	for i, kind := range []string{"Visit", "Call", "", "Call"} {
		r.call("user", "POST", "/appointments/", `{"client_name":"P`+string(rune('1'+i))+`","date":"2031-11-25","time":"1`+string(rune('0'+i))+`:00","kind":"`+kind+`"}`)
	}
	for _, path := range []string{"/appointments/", "/appointments/export", "/appointments/export.ics"} {
		body := r.call("user", "GET", path+"?kind=call", "").body
		require.Contains(t, body, "P2", path)
		require.Contains(t, body, "P4", path)
		require.NotContains(t, body, "P1", path)
		require.NotContains(t, body, "P3", path)
	}
	a := r.call("user", "GET", "/appointments/?kind=Call&limit=1&sort=start", "")
	require.Equal(t, "2", a.header.Get("Total-Count"))
	next, _, _ := strings.Cut(strings.TrimPrefix(a.header.Get("Link"), "<"), ">")
	require.Contains(t, r.call("user", "GET", next, "").body, "P4")
	require.Equal(t, 422, r.call("user", "GET", strings.Replace(next, "kind=Call", "kind=Visit", 1), "").status, "a cursor belongs to its list")
	require.Equal(t, "[]", r.call("user", "GET", "/appointments/?kind=Cal", "").body)
	require.Equal(t, 2, strings.Count(r.call("user", "GET", "/appointments/export.ics", "").body, "CATEGORIES:Call\r\n"))
}

// What is imported is of the kinds that are listed here.
func TestImportsOfKinds(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	r.listKinds()
	note := func(file string) []any {
		t.Helper()
		a := r.call("user", "POST", "/imports/", file)
		require.Equal(t, 201, a.status, a.body)
		row := a.json(t)["report"].([]any)[0].(map[string]any)
		require.Equal(t, "new", row["verdict"])
		require.Equal(t, 200, r.call("user", "POST", a.header.Get("Location")+"/commit", "").status)
		list, err := apiclient.New(r.url).WithToken(r.as["user"]).Appointments(t.Context(), apiclient.ListOptions{})
		require.NoError(t, err)
		made := list.Appointments[len(list.Appointments)-1]
		require.Equal(t, made.DurationMinutes, int(row["duration_minutes"].(float64)))
		return []any{made.Kind, made.DurationMinutes, row["note"]}
	}
	require.Equal(t, []any{"Call", 15, nil}, note("Kunde;Datum;Zeit;Terminart\nBen;25.11.2031;10:00;CALL\n"))
	require.Equal(t, []any{"", 30, `The kind "Golf, 18 holes" is not listed, so it is left out.`}, note("name,date,time,type\nBen,2031-11-25,11:00,\"Golf, 18 holes\"\n"))
	event := func(at, lines string) string {
		return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:" + at + "\r\nDTSTAMP:20311101T000000Z\r\nDTSTART:20311125T" + at + "Z\r\nSUMMARY:Ben\r\n" + lines + "END:VEVENT\r\nEND:VCALENDAR"
	}
	require.Equal(t, []any{"Group", 90, nil}, note(event("120000", "CATEGORIES:Work,Red\\, deep\r\nCATEGORIES:group\r\n")))
	require.Equal(t, []any{"Visit", 60, "The event repeats. Only the first is imported."}, note(event("140000", "CATEGORIES:Visit\r\nRRULE:FREQ=DAILY\r\n")))
	require.Equal(t, []any{"", 30, `The event repeats. Only the first is imported. The kind "Red, deep" is not listed, so it is left out.`},
		note(event("160000", "CATEGORIES:Red\\, deep\r\nRRULE:FREQ=DAILY\r\n")))
}

func TestKindsOutliveAnExport(t *testing.T) {
	t.Parallel()
	from, to := newRig(t, nil), newRig(t, nil)
	for _, r := range []*rig{from, to} {
		require.Equal(t, 201, r.call("admin", "POST", "/kinds/", `{"name":"Knie, links; \\ neu"}`).status)
	}
	require.Equal(t, 201, from.call("user", "POST", "/appointments/", `{"client_name":"Ben","date":"2031-11-25","time":"09:00","kind":"Knie, links; \\ neu"}`).status)
	a := to.call("user", "POST", "/imports/", from.call("user", "GET", "/appointments/export.ics", "").body)
	require.Equal(t, 200, to.call("user", "POST", a.header.Get("Location")+"/commit", "").status)
	require.Equal(t, `Knie, links; \ neu`, to.call("user", "GET", "/appointments/1", "").json(t)["kind"])
	require.Contains(t, from.call("user", "GET", "/appointments/export", "").body, "id,client_name,date,time,notes\r\n1,Ben,2031-11-25,09:00,\r\n")
	a = from.call("user", "POST", "/imports/", "name,date,time,type\nBen,2031-11-26,11:00,Golf\n")
	require.Contains(t, a.body, "Golf")
	require.Equal(t, 204, from.call("admin", "DELETE", "/kinds/1", "").status)
	require.NotContains(t, from.call("user", "GET", a.header.Get("Location"), "").body, "left out", "without kinds there is nothing to say of one")
}
