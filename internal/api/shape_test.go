package api_test

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const missing = "Field required"

func TestShapes(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	r.book("A", "2031-11-25", "10:00")
	const noObject = `model_attributes_type ["body"] Input should be a valid dictionary or object to extract fields from`
	const noString = " Input should be a valid string"
	rows := []struct {
		name, method, path, body string
		want                     []string
	}{
		{"all missing", "POST", "/appointments/", `{}`, []string{
			`missing ["body","client_name"] ` + missing, `missing ["body","date"] ` + missing, `missing ["body","time"] ` + missing,
		}},
		{"types and values together, in order", "POST", "/appointments/", `{"notes":7,"date":"25.11.2031","client_name":null,"time":"10:00"}`, []string{
			`string_type ["body","client_name"]` + noString,
			`string_pattern_mismatch ["body","date"] Enter a date like 2026-11-25 (YYYY-MM-DD)`,
			`string_type ["body","notes"]` + noString,
		}},
		{"values", "POST", "/appointments/", `{"client_name":"A","date":"2031-02-30","time":"25:00"}`, []string{
			`value_error ["body","date"] The date 2031-02-30 does not exist`, `value_error ["body","time"] The time 25:00 does not exist`,
		}},
		{"no object", "POST", "/appointments/", `[]`, []string{noObject}},
		{"null", "POST", "/appointments/", `null`, []string{noObject}},
		{"a text", "PUT", "/appointments/1", `"x"`, []string{noObject}},
		{"a list", "PUT", "/appointments/1", `[{}]`, []string{noObject}},
		{"nothing", "POST", "/appointments/", ``, []string{`missing ["body"] ` + missing}},
		{"nothing, by PUT", "PUT", "/appointments/1", ``, []string{`missing ["body"] ` + missing}},
		{"no JSON", "POST", "/appointments/", `{"client_name":`, []string{`json_invalid ["body",15] JSON decode error`}},
		{"no UTF-8", "POST", "/appointments/", "{\"client_name\":\"\xff\"}", []string{`json_invalid ["body",16] JSON decode error`}},
		{"too deep", "POST", "/appointments/", strings.Repeat("[", 20000), []string{`json_invalid ["body",10001] JSON decode error`}},
		{"a length in words", "POST", "/appointments/", `{"client_name":"A","date":"2031-11-25","time":"12:00","duration_minutes":"30"}`, []string{
			`int_parsing ["body","duration_minutes"] Input should be a valid integer`,
		}},
		{"half a minute", "PUT", "/appointments/1", `{"duration_minutes":0.5}`, []string{`int_parsing ["body","duration_minutes"] Input should be a valid integer`}},
		{"too long", "PUT", "/appointments/1", `{"duration_minutes":99999999999999999999}`, []string{
			`value_error ["body","duration_minutes"] The length must lie between 1 and 1440 minutes`,
		}},
		{"no truth", "PUT", "/appointments/1", `{"allow_overlap":"true"}`, []string{`bool_parsing ["body","allow_overlap"] Input should be a valid boolean`}},
		{"notes", "PUT", "/appointments/1", `{"notes":{"a":1}}`, []string{`string_type ["body","notes"]` + noString}},
		{"path and body", "PUT", "/appointments/x", `{"notes":1,"time":2}`, []string{
			`int_parsing ["path","appointment_id"] Input should be a valid integer, unable to parse string as an integer`,
			`string_type ["body","time"]` + noString, `string_type ["body","notes"]` + noString,
		}},
		{"path, GET", "GET", "/appointments/x", ``, []string{`int_parsing ["path","appointment_id"] Input should be a valid integer, unable to parse string as an integer`}},
		{"path, DELETE", "DELETE", "/appointments/1.5", ``, []string{`int_parsing ["path","appointment_id"] Input should be a valid integer, unable to parse string as an integer`}},
		{"path, POST", "POST", "/appointments/%20/restore", ``, []string{`int_parsing ["path","appointment_id"] Input should be a valid integer, unable to parse string as an integer`}},
		{"status", "PUT", "/appointments/1", `{"status":"maybe"}`, []string{`value_error ["body","status"] The status must be confirmed, tentative or cancelled`}},
		{"register nothing", "POST", "/auth/register", `{}`, []string{`missing ["body","username"] ` + missing, `missing ["body","password"] ` + missing}},
		{"register no password", "POST", "/auth/register", `{"username":"a b"}`, []string{
			`value_error ["body","username"] A user name holds only letters from a to z, digits and . _ - @`, `missing ["body","password"] ` + missing,
		}},
		{"register no texts", "POST", "/auth/register", `{"username":1,"password":["x"]}`, []string{
			`string_type ["body","username"]` + noString, `string_type ["body","password"]` + noString,
		}},
		{"register a long password", "POST", "/auth/register", `{"username":"abc","password":"` + strings.Repeat("ü", 37) + `"}`, []string{
			`value_error ["body","password"] A password can have 72 bytes, this one has 74`,
		}},
		{"sign in with nothing", "POST", "/auth/token", ``, []string{`missing ["body","username"] ` + missing, `missing ["body","password"] ` + missing}},
		{"sign in with JSON", "POST", "/auth/token", `{"username":"user","password":"x"}`, []string{`missing ["body","username"] ` + missing, `missing ["body","password"] ` + missing}},
		{"free, nothing", "GET", "/appointments/free", ``, []string{`missing ["query","date"] ` + missing, `missing ["query","time"] ` + missing}},
		{"free, nonsense", "GET", "/appointments/free?date=x&time=y&duration_minutes=z", ``, []string{
			`value_error ["query","date"] Enter a date like 2026-11-25 (YYYY-MM-DD)`, `value_error ["query","time"] Enter a time like 09:30 (HH:MM or HH:MM:SS)`,
			`int_parsing ["query","duration_minutes"] Input should be a valid integer, unable to parse string as an integer`,
		}},
		{"list, nonsense", "GET", "/appointments/?from=x&status=y&sort=z&limit=501&cursor=%20&q=%ff", ``, []string{
			`value_error ["query","from"] Enter a date like 2026-11-25 (YYYY-MM-DD)`,
			`value_error ["query","q"] The text holds characters that cannot be searched for`,
			`value_error ["query","status"] Input should be one of confirmed, tentative, cancelled`,
			`value_error ["query","sort"] Input should be one of id, start`,
			`value_error ["query","limit"] The number must lie between 1 and 500`,
			`value_error ["query","cursor"] The cursor does not belong to this list`,
		}},
		{"list, no ids", "GET", "/appointments?id=3,x", ``, []string{`value_error ["query","id"] Name at most 500 appointments by their ids, such as 3,14,15`}},
		{"list, too many ids", "GET", "/appointments?id=" + strings.Repeat("1,", 500) + "1", ``, []string{`value_error ["query","id"] Name at most 500 appointments by their ids, such as 3,14,15`}},
		{"list, no number", "GET", "/appointments?limit=", ``, []string{`int_parsing ["query","limit"] Input should be a valid integer, unable to parse string as an integer`}},
		{"export, nonsense", "GET", "/appointments/export?to=2031-13-01", ``, []string{`value_error ["query","to"] The date 2031-13-01 does not exist`}},
		{"jobs, nonsense", "GET", "/summary/jobs?state=done,odd&limit=0&before=%00", ``, []string{
			`value_error ["query","state"] Input should be one of accepted, queued, running, retrying, done, skipped, dead, cancelled`,
			`value_error ["query","limit"] The number must lie between 1 and 200`,
			`value_error ["query","before"] The text holds characters that cannot be searched for`,
		}},
		{"ask, nonsense", "POST", "/summary/", `{"label":"A B","language":"_"}`, []string{
			`value_error ["body","label"] A label has 1 to 32 small letters, digits and dashes`, `value_error ["body","language"] A language is a tag such as de, or empty`,
		}},
		{"result, nonsense", "GET", "/summary/result?label=A%20B", ``, []string{`value_error ["query","label"] No summary can have this label`}},
		{"events, nonsense", "GET", "/summary/events?id=%20", ``, []string{`value_error ["query","id"] This is not the id of a summary job`}},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			a := r.call("user", row.method, row.path, row.body)
			require.Equal(t, http.StatusUnprocessableEntity, a.status, a.body)
			require.Equal(t, row.want, a.faults(t))
			require.Equal(t, a.json(t)["detail"], a.json(t)["errors"])
		})
	}
}

func TestContentTypes(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	rows := []struct {
		contentType string
		status      int
	}{
		{"", 400},
		{"application/json", 400},
		{"Application/JSON; charset=utf-8", 400},
		{"application/problem+json", 400},
		{"text/plain", 422},
		{"application/x-www-form-urlencoded", 422},
		{";;;", 422},
		{"application/json;;", 400},
	}
	for _, row := range rows {
		a := r.call("user", "PUT", "/appointments/1", `{}`, "Content-Type", row.contentType)
		require.Equal(t, row.status, a.status, row.contentType)
	}
}

func TestBodiesAreBounded(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	big := `{"client_name":"` + strings.Repeat("a", 64<<10) + `"}`
	for _, target := range []string{"/appointments/", "/summary/", "/auth/register", "/auth/password"} {
		require.Equal(t, 413, r.call("user", "POST", target, big).status, target)
	}
	require.Equal(t, 413, r.call("user", "PUT", "/appointments/1", big).status)
	require.Equal(t, 413, r.call("guest", "POST", "/auth/token", "username="+big, "Content-Type", "application/x-www-form-urlencoded").status)
	require.Equal(t, 413, r.call("guest", "POST", "/auth/token",
		"--x\r\nContent-Disposition: form-data; name=\"username\"\r\n\r\n"+big, "Content-Type", "multipart/form-data; boundary=x").status)
	require.Equal(t, 401, r.call("guest", "POST", "/appointments/", big).status, "whoever is not signed in is told that first")
}

// A body that says how large it is, and is too large, is refused before a byte of it was sent.
func TestLargeBodiesAreNotWaitedFor(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	for _, head := range []string{
		"POST /appointments/ HTTP/1.1\r\nAuthorization: Bearer " + r.as["user"] + "\r\nContent-Type: application/json\r\n",
		"POST /auth/token HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\n",
	} {
		c, err := net.Dial("tcp", strings.TrimPrefix(r.url, "http://"))
		require.NoError(t, err)
		defer c.Close()
		require.NoError(t, c.SetDeadline(time.Now().Add(10*time.Second)))
		_, err = io.WriteString(c, head+"Host: localhost\r\nExpect: 100-continue\r\nContent-Length: 10000000\r\n\r\n")
		require.NoError(t, err)
		line, err := bufio.NewReader(c).ReadString('\n')
		require.NoError(t, err)
		require.Contains(t, line, " 413 ")
	}
}

// encoding/json would put U+FFFD in the place of half a surrogate pair, and two passwords would be one.
func TestHalfCharactersAreRefused(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	body := func(name string) string { return `{"client_name":"` + name + `","date":"2031-11-25","time":"10:00"}` }
	for _, name := range []string{`\ud800`, `a\udc00b`, `\ufffd\ud800`, `\ud800\ud800`} {
		a := r.call("user", "POST", "/appointments/", body(name))
		require.Equal(t, 422, a.status, name)
		require.Contains(t, a.body, "half of a character")
	}
	require.Equal(t, 422, r.call("guest", "POST", "/auth/register", `{"username":"jo.keller","password":"correct\ud800horse"}`).status)
	require.Equal(t, 201, r.call("user", "POST", "/appointments/", body(`\ud83d\ude00 \uFFFD \ufffd �`)).status)
}

func TestPasswordsAreNeverRepeated(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	for _, body := range []string{
		`{"password":"hunter22"}`, `{"username":"abc","password":["hunter22"]}`, `{"username":"hunter22","password":"hunter22"}`,
	} {
		a := r.call("guest", "POST", "/auth/register", body)
		require.Equal(t, 422, a.status)
		require.NotContains(t, a.body, "hunter22")
	}
	require.NotContains(t, r.log.String(), "hunter22")
}

func TestIDs(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	for _, id := range []string{"0", "-1", "9223372036854775807", "9223372036854775808", "-99999999999999999999999"} {
		for _, method := range []string{"GET", "DELETE"} {
			require.Equal(t, 404, r.call("user", method, "/appointments/"+id, "").status, id)
		}
		require.Equal(t, 404, r.call("user", "PUT", "/appointments/"+id, `{"time":"10:00"}`).status, id)
		require.Equal(t, 400, r.call("user", "PUT", "/appointments/"+id, `{}`).status, "an empty change is refused before anything is looked for")
	}
	r.book("A", "2031-11-25", "10:00")
	require.Equal(t, 200, r.call("user", "GET", "/appointments/%31", "").status, "escaped more than it needs")
}
