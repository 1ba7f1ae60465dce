package api_test

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/importfile"
)

func TestImports(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	file := "Kunde;Datum;Zeit;Farbe\nPriya Nair;25.11.2031;10:30;rot\nPriya Nair;25.11.2031;10:30;rot\nBen;25.11.2031;10:45;\n"
	a := r.call("user", "POST", "/imports/?file_name=november.csv", file, "Content-Type", "text/csv")
	require.Equal(t, 201, a.status, a.body)
	i := a.json(t)
	require.Equal(t, []any{"november.csv", "waiting", 3.0, 1.0, 1.0, 1.0}, []any{i["file_name"], i["state"], i["rows"], i["new"], i["conflicts"], i["duplicates"]})
	at := a.header.Get("Location")
	require.JSONEq(t, a.body, r.call("other", "GET", at, "").body)
	require.Equal(t, "[]", r.call("user", "GET", "/appointments/", "").body)
	i = r.call("user", "POST", at+"/commit?overlaps=true", "").json(t)
	require.Equal(t, []any{"imported", 2.0, 0.0}, []any{i["state"], i["imported"], i["conflicts"]})
	require.Contains(t, r.call("user", "GET", "/imports/", "").body, "november.csv")
	require.Equal(t, 2.0, r.call("user", "POST", at+"/undo", "").json(t)["undone"])
	require.Equal(t, "[]", r.call("user", "GET", "/appointments/", "").body)
	require.Equal(t, 409, r.call("user", "POST", at+"/commit", "").status)
	require.Equal(t, 404, r.call("user", "GET", "/imports/nothing", "").status)

	require.Equal(t, 400, r.call("user", "POST", "/imports/", "x").status)
	require.Equal(t, 413, r.call("user", "POST", "/imports/", strings.Repeat("x", importfile.MaxBytes+1)).status)
	req, err := http.NewRequestWithContext(t.Context(), "POST", r.url+"/imports/", io.LimitReader(zeros{}, importfile.MaxBytes+1)) // says no length
	require.NoError(t, err)
	req.Header.Set("Authorization", "Bearer "+r.as["user"])
	resp, err := http.DefaultTransport.RoundTrip(req)
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	require.Equal(t, 413, resp.StatusCode)
	require.Equal(t, 422, r.call("user", "POST", at+"/commit?overlaps=perhaps", "").status)
	require.Equal(t, 401, r.call("guest", "POST", "/imports/", file).status)
}

// What is exported and imported again is the same, in either format, whatever it says.
func TestExportsCanBeImported(t *testing.T) {
	t.Parallel()
	for _, export := range []string{"/appointments/export", "/appointments/export.ics"} {
		from, to := newRig(t, nil), newRig(t, nil)
		for _, body := range []string{
			`{"client_name":"=cmd|'/c calc'!A1","date":"2031-11-25","time":"09:00","notes":"-1, \"two\"\n'three'; \\n"}`,
			`{"client_name":"Ömer 🙂 Ağaoğlu, Dr.","date":"2031-11-25","time":"10:30:15","notes":"'=1"}`,
			`{"client_name":"'quoted'","date":"2031-11-25","time":"11:30","notes":"` + strings.Repeat("long ünd schmäl ", 200) + `"}`,
			`{"client_name":"Night","date":"2031-10-25","time":"23:45"}`,
		} {
			require.Equal(t, 201, from.call("user", "POST", "/appointments/", body, "Content-Type", "application/json").status)
		}
		a := to.call("user", "POST", "/imports/", from.call("user", "GET", export, "").body)
		require.Equal(t, 201, a.status, a.body)
		require.Equal(t, 4.0, to.call("user", "POST", a.header.Get("Location")+"/commit", "").json(t)["imported"], a.body)
		want, got := from.call("user", "GET", "/appointments/?sort=start", ""), to.call("user", "GET", "/appointments/?sort=start", "")
		for _, member := range []string{"client_name", "date", "time", "notes", "starts_at", "ends_at"} {
			require.Equal(t, members(t, want.body, member), members(t, got.body, member), export)
		}
		again := to.call("user", "POST", "/imports/", from.call("user", "GET", export, "").body).json(t)
		require.Equal(t, []any{0.0, 4.0}, []any{again["new"], again["duplicates"]}, "a repeat imports nothing twice")
	}
}

// members returns what a list's appointments say of one member.
func members(t *testing.T, list, member string) (values []any) {
	t.Helper()
	var all []map[string]any
	require.NoError(t, json.Unmarshal([]byte(list), &all))
	for _, a := range all {
		values = append(values, a[member])
	}
	return values
}

// zeros reads as zeros without end.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}
