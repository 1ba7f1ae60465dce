package chaos_test

import (
	"crypto/rand"
	"fmt"
	mrand "math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/e2e/rig"
)

// damages are what a bad disk, a bad cable or a bad hand does to a file.
var damages = []struct {
	name string
	do   func(file []byte) []byte
}{
	{"a bit flipped", func(b []byte) []byte {
		b[mrand.IntN(len(b))] ^= 1 << mrand.IntN(8)
		return b
	}},
	{"a page overwritten", func(b []byte) []byte {
		page := mrand.IntN(len(b)/4096) * 4096
		rand.Read(b[page : page+4096])
		return b
	}},
	{"a page of zeros", func(b []byte) []byte {
		page := mrand.IntN(len(b)/4096) * 4096
		clear(b[page : page+4096])
		return b
	}},
	{"two pages swapped", func(b []byte) []byte {
		i, j := mrand.IntN(len(b)/4096)*4096, mrand.IntN(len(b)/4096)*4096
		for k := range 4096 {
			b[i+k], b[j+k] = b[j+k], b[i+k]
		}
		return b
	}},
	{"cut off", func(b []byte) []byte { return b[:1+mrand.IntN(len(b)-1)] }},
	{"emptied", func([]byte) []byte { return nil }},
}

func TestTheFileIsDamaged(t *testing.T) {
	row := scenario(t, 36, "database file damaged at a random place")
	o := openOffice(t, filepath.Join(t.TempDir(), "a.db"))
	statuses, _ := crowd(t, 16, 400, func(i int) reply {
		return o.book(t.Context(), i, fmt.Sprint("client ", i), strings.Repeat("notes ", mrand.IntN(200)), "")
	})
	require.Equal(t, map[int]int{http.StatusCreated: 400}, statuses)
	truth := o.call(t.Context(), http.MethodGet, "/appointments/", nil)
	require.Zero(t, o.Stop(t, syscall.SIGTERM))
	sound, err := os.ReadFile(o.file)
	require.NoError(t, err)
	key, err := os.ReadFile(filepath.Join(filepath.Dir(o.file), "jwt.key"))
	require.NoError(t, err)

	refused, undetected, times := 0, 0, size(36, 300)
	for i := range times {
		damage := damages[i%len(damages)]
		dir := t.TempDir()
		file := filepath.Join(dir, "a.db")
		broken := damage.do(append([]byte(nil), sound...))
		require.NoError(t, os.WriteFile(file+".copy", broken, 0o600))
		flagged := verdict(openFile(t, file+".copy", "mode=ro")) != "ok" || len(broken) == 0
		require.NoError(t, os.WriteFile(file, broken, 0o600))
		require.NoError(t, os.WriteFile(filepath.Join(dir, "jwt.key"), key, 0o600))
		p, ended := tryStart(t, o, file)
		if ended {
			refused++
			continue
		}
		wrong, twice := p.silentlyWrong(t, truth)
		switch {
		case flagged && (wrong || twice):
			t.Errorf("%s: SQLite's check would have found it, and it was answered from", damage.name)
			row.lost++
		case wrong || twice:
			undetected++ // another letter in a name: the file is as good as any other
		}
		p.Kill()
		requireNoPanic(t, p.Output())
	}
	row.load = "400 appointments"
	row.faults = fmt.Sprintf("%d damages of %d kinds", times, len(damages))
	row.note = fmt.Sprintf("%d starts refused with one line, no panic; %d times another text in a sound file", refused, undetected)
}

// tryStart starts a backend on a file and returns when it answers, or has refused to start as it should.
func tryStart(t *testing.T, o *office, file string) (p *office, ended bool) {
	t.Helper()
	addr := rig.FreeAddr()
	p = &office{file: file, token: o.token, http: o.http}
	p.Backend = rig.Backend{API: "http://" + addr, Program: rig.Start(t, filepath.Dir(file), []string{
		"BACKEND_ADDR=" + addr, "DATABASE_URL=sqlite:" + file, "REDIS_URL=redis://127.0.0.1:1", "TIME_ZONE=Europe/Berlin", "LOG_LEVEL=error",
	}, "backend")}
	rig.Eventually(t, 20*time.Second, func() error {
		select {
		case <-p.Ended():
			ended = true
			return nil
		default:
			return rig.Answers(p.API + "/healthz")
		}
	})
	if ended {
		out := p.Output()
		require.Equal(t, 1, p.Stop(t, syscall.SIGTERM), out)
		require.True(t, strings.HasPrefix(out, "backend: ") && strings.Count(out, "\n") == 1 && strings.Contains(out, file), out)
	}
	return p, ended
}

// silentlyWrong tells whether the appointments are answered other than they are, and whether a time
// that is taken is sold again. It requires that whatever is refused is refused as it should be.
func (o *office) silentlyWrong(t *testing.T, truth reply) (wrong, twice bool) {
	t.Helper()
	list := o.call(t.Context(), http.MethodGet, "/appointments/", nil)
	require.Contains(t, []int{http.StatusOK, http.StatusServiceUnavailable, http.StatusUnauthorized, 0}, list.status, "%s", list)
	wrong = list.status == http.StatusOK && string(list.body) != string(truth.body)
	for range 10 {
		r := o.book(t.Context(), mrand.IntN(400), "somebody else", "", "")
		require.Contains(t, []int{http.StatusCreated, http.StatusConflict, http.StatusServiceUnavailable, http.StatusUnauthorized}, r.status, "%s", r)
		twice = twice || r.status == http.StatusCreated
	}
	return wrong, twice
}

func requireNoPanic(t *testing.T, out string) {
	t.Helper()
	require.NotContains(t, out, "panic")
	require.NotContains(t, out, "goroutine ")
}
