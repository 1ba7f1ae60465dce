package api_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
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
