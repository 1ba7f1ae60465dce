package api_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
)

func TestClientsAreListedAndGetOtherNames(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	r.book("P. Nair", "2026-11-25", "09:00")
	r.book("p. nair", "2026-11-25", "10:00")
	r.book("Priya Nair", "2026-11-25", "11:00")
	require.Contains(t, r.call("user", "GET", "/clients/?q=priya", "").body, `"name":"Priya Nair","appointments":1`)

	rename := func(who, body string) answer { return r.call(who, "POST", "/clients/rename", body) }
	for body, status := range map[string]int{
		`{"from":"P. Nair"}`:                                  422,
		`{"from":"P. Nair","to":3}`:                           422,
		`{"from":"P. Nair","to":"a\u202eb"}`:                  422,
		`{"from":"P. Nair","to":"x","join":"yes"}`:            422,
		`{"from":"P. Nair","to":" "}`:                         400,
		`{"from":"Nobody","to":"Somebody"}`:                   404,
		`{"from":"P. Nair","to":"PRIYA NAIR"}`:                409,
		`{"from":"P. Nair","to":"PRIYA NAIR","join":false}`:   409,
		`{"from":"P. Nair","to":"Nobody\u0000","join":false}`: 422,
	} {
		require.Equal(t, status, rename("user", body).status, body)
	}
	require.Equal(t, 2, strings.Count(r.call("user", "GET", "/appointments/?client=P.+Nair", "").body, `"id"`), "a refusal changes nothing")
	require.JSONEq(t, `{"name":"Priya Nair","appointments":0}`, rename("user", `{"from":"Priya Nair","to":"Priya Nair"}`).body)
	require.JSONEq(t, `{"name":"Pia Nair","appointments":2}`, rename("user", `{"from":"P. NAIR","to":" Pia Nair "}`).body)
	require.JSONEq(t, `{"name":"Priya Nair","appointments":2}`, rename("user", `{"from":"Pia Nair","to":"Priya Nair","join":true}`).body)
	require.Equal(t, 3, strings.Count(r.call("user", "GET", "/appointments/?client=Priya+Nair", "").body, `"id"`))
	require.Contains(t, r.call("user", "GET", "/appointments/1/history", "").body, `"client_name"`)
}

func TestClientsHaveCards(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	r.book("Priya Nair", "2026-11-25", "09:00")
	put := func(body string, headers ...string) answer {
		return r.call("user", "PUT", "/clients/card", body, headers...)
	}
	none := `{"id":0,"name":"Priya Nair","phone":"","email":"","address":"","notes":"","version":0,"updated_at":null,"updated_by":""}`
	a := r.call("user", "GET", "/clients/card?name=priya+NAIR", "")
	require.JSONEq(t, none, a.body)
	require.Equal(t, `"v0"`, a.header.Get("ETag"))
	require.Equal(t, 404, r.call("user", "GET", "/clients/card?name=Nobody", "").status)
	require.Equal(t, []string{`missing ["query","name"] Field required`}, r.call("user", "GET", "/clients/card", "").faults(t))

	require.Equal(t, 404, put(`{"name":"Nobody","phone":"112"}`).status)
	require.Equal(t, []string{
		`missing ["body","name"] Field required`, `value_error ["body","phone"] Enter one phone number like +49 30 1234567, without words`,
		`string_type ["body","notes"] Input should be a valid string`,
	}, put(`{"phone":"x","notes":3}`).faults(t))
	require.Equal(t, []string{`value_error ["body","email"] Enter an e-mail address like name@example.org`}, put(`{"name":"Priya Nair","email":"x"}`).faults(t))
	require.JSONEq(t, none, r.call("user", "GET", "/clients/card?name=Priya+Nair", "").body, "a refusal changes nothing")

	a = put(`{"name":"priya nair","phone":" 030 1 22 ","email":"p@nair.example","notes":"Rings\r\ntwice"}`, "If-Match", `"v0"`)
	require.Equal(t, 200, a.status, a.body)
	first := a.header.Get("ETag")
	require.Contains(t, a.body, `"name":"Priya Nair","phone":"030 1 22","email":"p@nair.example","address":"","notes":"Rings\ntwice"`)
	require.Contains(t, a.body, `"updated_by":"user"`)
	require.Contains(t, r.call("user", "GET", "/clients/?q=0301", "").body, `"phone":"030 1 22"`)
	a = put(`{"name":"Priya Nair","phone":null,"email":""}`, "If-Match", first)
	require.Contains(t, a.body, `"phone":"030 1 22","email":"","address":"","notes":"Rings\ntwice"`, "what is not sent stays")

	a = put(`{"name":"Priya Nair","phone":"110"}`, "If-Match", first)
	require.Equal(t, 412, a.status)
	require.Equal(t, "030 1 22", a.json(t)["current_card"].(map[string]any)["phone"])
	for _, tag := range []string{`"v0"`, `W/` + first, `"x"`} {
		require.Equal(t, 412, put(`{"name":"Priya Nair","phone":"110"}`, "If-Match", tag).status, tag)
	}
	second := r.call("user", "GET", "/clients/card?name=Priya+Nair", "").header.Get("ETag")
	require.Equal(t, 200, put(`{"name":"Priya Nair","phone":"110"}`, "If-Match", first+`, `+second).status)
	require.JSONEq(t, none, put(`{"name":"Priya Nair","phone":"","notes":""}`).body, "what is emptied is removed")

	entries, err := r.store.Audit(t.Context(), agenda.AuditQuery{Object: "client", Limit: 10})
	require.NoError(t, err)
	require.Len(t, entries, 4)
	require.Equal(t, "user changed phone", entries[1].Actor+" "+entries[1].Action+" "+strings.Join(entries[1].Fields, " "))
	for _, private := range []string{"Priya", "priya", "Rings", "p@nair"} {
		require.NotContains(t, r.log.String(), private)
	}
}
