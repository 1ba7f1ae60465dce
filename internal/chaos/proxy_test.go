package chaos_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/e2e/rig"
)

// proxy is a toxiproxy-server between our programs and Redis, told over HTTP what to break.
type proxy struct {
	t   *testing.T
	api string
}

// startProxy builds the server, as scripts/tools.mod pins it, and runs it until the test ends.
func startProxy(t *testing.T) *proxy {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "toxiproxy-server")
	build := exec.Command("go", "build", "-modfile=scripts/tools.mod", "-o", binary, "github.com/Shopify/toxiproxy/v2/cmd/server")
	build.Dir = "../.."
	if out, err := build.CombinedOutput(); err != nil {
		rig.Skip(t, "the proxy does not build: "+string(out))
	}
	addr := rig.FreeAddr()
	host, port := addr[:len("127.0.0.1")], addr[len("127.0.0.1:"):]
	server := exec.Command(binary, "-host", host, "-port", port)
	require.NoError(t, server.Start())
	t.Cleanup(func() {
		_ = server.Process.Kill()
		_ = server.Wait()
	})
	p := &proxy{t: t, api: "http://" + addr}
	rig.Eventually(t, 10*time.Second, func() error { return rig.Answers(p.api + "/version") })
	return p
}

func (p *proxy) call(method, path string, body any) {
	p.t.Helper()
	b, err := json.Marshal(body)
	require.NoError(p.t, err)
	req, err := http.NewRequestWithContext(p.t.Context(), method, p.api+path, bytes.NewReader(b))
	require.NoError(p.t, err)
	res, err := http.DefaultClient.Do(req)
	require.NoError(p.t, err)
	defer res.Body.Close()
	answer, _ := io.ReadAll(res.Body)
	require.Equal(p.t, 2, res.StatusCode/100, string(answer))
}

// between makes a way to upstream and returns its address.
func (p *proxy) between(name, upstream string) string {
	p.t.Helper()
	addr := rig.FreeAddr()
	p.call(http.MethodPost, "/proxies", map[string]any{"name": name, "listen": addr, "upstream": upstream})
	return addr
}

// faults are what the proxy does to a connection, in toxiproxy's words.
var faults = []struct {
	kind       string
	attributes map[string]any
}{
	{"limit_data", map[string]any{"bytes": 3000}},
	{"limit_data", map[string]any{"bytes": 40}},
	{"reset_peer", map[string]any{"timeout": 100}},
	{"latency", map[string]any{"latency": 2000, "jitter": 500}},
	{"bandwidth", map[string]any{"rate": 1}},
	{"timeout", map[string]any{"timeout": 500}},
	{"timeout", map[string]any{"timeout": 0}}, // nothing comes through, and nobody says so
}

func TestABadNetworkToRedis(t *testing.T) {
	r := scenario(t, 14, "a bad network between backend, workers and Redis")
	jobs, times := size(200, 2000), size(8, 50)
	r.load, r.faults = fmt.Sprintf("%d jobs", jobs), fmt.Sprintf("%d times cuts, resets, 2 s of latency, 1 KB/s, silence", times)
	l := newLine(t)
	p := startProxy(t)
	ways := []string{"backend", "worker"}
	l.connect(lineConfig{workers: 2, backendRedis: p.between(ways[0], l.redis.Addr), workerTo: p.between(ways[1], l.redis.Addr)})
	asked := l.load(0, jobs, time.Duration(times)*1400*time.Millisecond, false)
	var well []time.Time
	for i := range times {
		fault := faults[i%len(faults)]
		way := ways[rand.N(2)]
		stream := []string{"upstream", "downstream"}[rand.N(2)]
		p.call(http.MethodPost, "/proxies/"+way+"/toxics", map[string]any{
			"name": "fault", "type": fault.kind, "stream": stream, "attributes": fault.attributes,
		})
		time.Sleep(500*time.Millisecond + rand.N(time.Second))
		p.call(http.MethodDelete, "/proxies/"+way+"/toxics/fault", nil)
		well = append(well, time.Now())
		time.Sleep(300 * time.Millisecond)
	}
	<-asked
	require.Zero(t, l.drain(120*time.Second), "jobs that did not end")
	records := l.settle(r, nil)
	for _, at := range well {
		r.recovered(firstEnd(records, at))
	}
	l.empty()
	outages := strings.Count(l.backends[0].Output(), `"queue unreachable"`)
	for _, w := range l.workers {
		outages += strings.Count(w.Output(), `"queue cannot be reached"`)
	}
	require.Positive(t, outages, "the faults were not noticed")
	calls, _ := l.model.asked("")
	r.note = fmt.Sprintf("%s; %d outages noticed, %d model calls", l.answered(), outages, calls)
}
