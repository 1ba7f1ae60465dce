package api_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/apiclient"
)

func TestOpeningHours(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	weekday := `[{"from":"08:00","to":"18:00"}]`
	require.Equal(t, `{"monday":`+weekday+`,"tuesday":`+weekday+`,"wednesday":`+weekday+`,"thursday":`+weekday+`,"friday":`+weekday+
		`,"saturday":[],"sunday":[],"closed":[],"time_zone":"Europe/Berlin"}`, strings.TrimSpace(r.call("user", "GET", "/practice/hours", "").body))

	halves := `[{"from":"13:30","to":"18:00","id":7},{"from":"08:00","to":"12:30"}]`
	week := `{"monday":` + halves + `,"tuesday":` + halves + `,"wednesday":[{"from":"08:00","to":"10:00"},{"from":"10:00","to":"12:00"}],"thursday":[],"friday":[],"saturday":[],"sunday":[{"from":"22:00","to":"24:00"}],"closed":[{"id":1}]}`
	require.Equal(t, 403, r.call("user", "PUT", "/practice/hours", week).status)
	a := r.call("admin", "PUT", "/practice/hours", week)
	require.Equal(t, 200, a.status, a.body)
	inOrder := `[{"from":"08:00","to":"12:30"},{"from":"13:30","to":"18:00"}]`
	require.JSONEq(t, `{"monday":`+inOrder+`,"tuesday":`+inOrder+`,"wednesday":[{"from":"08:00","to":"12:00"}],"thursday":[],"friday":[],"saturday":[],"sunday":[{"from":"22:00","to":"24:00"}],"closed":[],"time_zone":"Europe/Berlin"}`, a.body)
	require.Equal(t, a.body, r.call("other", "GET", "/practice/hours", "").body)

	one := func(monday string) string {
		return `{"monday":` + monday + `,"tuesday":[],"wednesday":[],"thursday":[],"friday":[],"saturday":[],"sunday":[]}`
	}
	const listMsg = `Input should be a list such as [{"from":"08:00","to":"18:00"}]`
	const timeMsg = "Enter a time like 09:30, or 24:00 for the end of the day"
	for body, want := range map[string][]string{
		`{"monday":[]}`: {
			`missing ["body","tuesday"] Field required`, `missing ["body","wednesday"] Field required`, `missing ["body","thursday"] Field required`,
			`missing ["body","friday"] Field required`, `missing ["body","saturday"] Field required`, `missing ["body","sunday"] Field required`,
		},
		one(`null`):                                      {`value_error ["body","monday"] ` + listMsg},
		one(`{"from":"08:00","to":"09:00"}`):             {`value_error ["body","monday"] ` + listMsg},
		one(`[7]`):                                       {`value_error ["body","monday"] ` + listMsg},
		one(`[null]`):                                    {`missing ["body","monday",0,"from"] Field required`, `missing ["body","monday",0,"to"] Field required`},
		one(`[{"From":"08:00","to":null}]`):              {`missing ["body","monday",0,"from"] Field required`, `string_type ["body","monday",0,"to"] Input should be a valid string`},
		one(`[{"from":"8","to":"24:01"}]`):               {`value_error ["body","monday",0,"from"] ` + timeMsg, `value_error ["body","monday",0,"to"] ` + timeMsg},
		one(`[{"from":"09:00","to":"08:00"}]`):           {`value_error ["body","monday",0,"to"] The practice must close after it opens`},
		one(`[` + strings.Repeat(`{},`, 6) + `{}]`):      {`value_error ["body","monday"] A day can have 6 stretches of opening hours`},
		one(`[` + strings.Repeat(`null,`, 9000) + `{}]`): {`value_error ["body","monday"] A day can have 6 stretches of opening hours`},
		one(`[{"from":"08:00","to":"12:00"},{"from":"11:00","to":"13:00"}]`): {`value_error ["body","monday"] The stretches of a day must not overlap`},
		strings.Replace(one(`[{"from":"09:00","to":"08:00"}]`), `"sunday":[]`, `"sunday":7`, 1): {
			`value_error ["body","monday",0,"to"] The practice must close after it opens`, `value_error ["body","sunday"] ` + listMsg,
		},
	} {
		a := r.call("admin", "PUT", "/practice/hours", body)
		require.Equal(t, 422, a.status, body)
		require.Equal(t, want, a.faults(t), body)
	}
	require.Contains(t, r.call("user", "GET", "/practice/hours", "").body, `"22:00"`, "what is refused changes nothing")
}

func TestClosedDays(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	ctx := t.Context()
	c := apiclient.New(r.url).WithToken(r.as["admin"])
	require.Equal(t, 403, r.call("user", "POST", "/practice/closed-days/", `{"first":"2031-12-24"}`).status)
	a := r.call("admin", "POST", "/practice/closed-days/", `{"first":"2031-12-24","last":null}`)
	require.Equal(t, 201, a.status)
	require.JSONEq(t, `{"id":1,"first":"2031-12-24","last":"2031-12-24","reason":""}`, a.body)
	holidays, err := c.CloseDays(ctx, "2031-12-20", "2032-01-06", "  Holidays ")
	require.NoError(t, err)
	require.Equal(t, "Holidays", holidays.Reason)
	h, err := c.Hours(ctx)
	require.NoError(t, err)
	require.Equal(t, "Europe/Berlin", h.TimeZone)
	require.Equal(t, []agenda.ClosedDays{holidays, {ID: 1, First: holidays.First.AddDays(4), Last: holidays.First.AddDays(4)}}, h.Closed)

	for body, want := range map[string][]string{
		`{}`:                                {`missing ["body","first"] Field required`},
		`{"first":"2031-02-30","last":"x"}`: {`value_error ["body","first"] The date 2031-02-30 does not exist`, `value_error ["body","last"] Enter a date like 2026-11-25 (YYYY-MM-DD)`},
		`{"first":"","last":"","reason":7}`: {`value_error ["body","first"] Enter a date like 2026-11-25 (YYYY-MM-DD)`, `value_error ["body","last"] Enter a date like 2026-11-25 (YYYY-MM-DD)`, `string_type ["body","reason"] Input should be a valid string`},
		`{"first":"2031-12-24","last":"2031-12-23"}`:                                  {`value_error ["body","last"] The last day must not come before the first`},
		`{"first":"2031-12-24","last":"2033-12-23"}`:                                  {`value_error ["body","last"] At most 366 days can be closed at a stretch`},
		`{"first":"2031-12-24","reason":"a\u202eb"}`:                                  {`value_error ["body","reason"] The reason holds characters that cannot be shown`},
		`{"first":7,"last":"2031-12-24","reason":"` + strings.Repeat("x", 101) + `"}`: {`string_type ["body","first"] Input should be a valid string`, `value_error ["body","reason"] Keep the reason under 100 characters`},
	} {
		a := r.call("admin", "POST", "/practice/closed-days/", body)
		require.Equal(t, 422, a.status, body)
		require.Equal(t, want, a.faults(t), body)
	}

	id := strconv.FormatInt(holidays.ID, 10)
	require.Equal(t, 403, r.call("user", "DELETE", "/practice/closed-days/"+id, "").status)
	require.NoError(t, c.ReopenDays(ctx, holidays.ID))
	require.Equal(t, agenda.NotFound, agenda.CodeOf(c.ReopenDays(ctx, holidays.ID)))
	require.Equal(t, 404, r.call("admin", "DELETE", "/practice/closed-days/"+id, "").status)
	require.Equal(t, 422, r.call("admin", "DELETE", "/practice/closed-days/x", "").status)
}

func TestFreeTimesKeepToTheHours(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	c := apiclient.New(r.url).WithToken(r.as["admin"])
	w := agenda.OpeningHours{Thursday: []agenda.Opening{{From: 9 * 60, To: 10 * 60}, {From: 14 * 60, To: 15 * 60}}}
	_, err := c.SetOpeningHours(t.Context(), w)
	require.NoError(t, err)
	_, err = c.CloseDays(t.Context(), "2031-12-25", "", "Christmas")
	require.NoError(t, err)
	free := func(date string) (times []string) {
		day, err := agenda.ParseDate(date)
		require.NoError(t, err)
		at, err := agenda.ParseTimeOfDay("09:30")
		require.NoError(t, err)
		slots, err := c.Free(t.Context(), day, at, 30)
		require.NoError(t, err)
		for _, s := range slots {
			times = append(times, s.Date.String()+" "+s.Time.String())
		}
		return times
	}
	require.Equal(t, []string{"2031-12-18 09:00", "2031-12-18 09:30", "2031-12-18 14:00", "2031-12-18 14:30"}, free("2031-12-18"))
	require.Equal(t, "2032-01-01 09:00", free("2031-12-24")[0], "Christmas is closed")

	// Hours are no guard: whoever wants to books at any time.
	a := r.call("user", "POST", "/appointments/", `{"client_name":"Early","date":"2031-12-25","time":"05:00"}`)
	require.Equal(t, 201, a.status)
	// But what a refusal offers is within them.
	a = r.call("user", "POST", "/appointments/", `{"client_name":"Late","date":"2031-12-25","time":"05:15"}`)
	require.Equal(t, 409, a.status)
	require.Contains(t, a.body, `{"date":"2032-01-01","time":"09:00"`)
	require.NotContains(t, a.body, `"free":[{"date":"2031-12-25"`)
}

func TestAnAPITokenReadsTheHours(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	made, err := apiclient.New(r.url).WithToken(r.as["admin"]).CreateAPIToken(t.Context(), "Door", agenda.ScopeRead, nil)
	require.NoError(t, err)
	r.as["door"] = made.Token
	require.Equal(t, 200, r.call("door", "GET", "/practice/hours", "").status)
	require.Equal(t, 403, r.call("door", "PUT", "/practice/hours", "{}").status)
	require.Equal(t, 403, r.call("door", "POST", "/practice/closed-days", "{}").status)
}
