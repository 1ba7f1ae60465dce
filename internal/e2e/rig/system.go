package rig

import (
	"context"
	"fmt"
	"net/http"
	"testing"
	"time"

	"appointment-manager/internal/apiclient"
)

// All is the all-in-one program, running.
type All struct {
	*Program
	API, Pages string
}

// StartAll starts the all-in-one program on free ports.
func StartAll(t testing.TB, dir string, env ...string) All {
	t.Helper()
	env = append([]string{"BACKEND_ADDR=127.0.0.1:0", "FRONTEND_ADDR=127.0.0.1:0", "WORKER_ADDR=127.0.0.1:0"}, env...)
	p := Start(t, dir, env, "appointments")
	return All{p, p.Find(t, `API +(http://\S+)`), p.Find(t, `Pages +(http://\S+)`)}
}

// Backend is the backend program at an address that it keeps when it is started again.
type Backend struct {
	*Program
	API string
}

// StartBackend starts a backend with its data in dir/data, and returns when it answers.
func StartBackend(t testing.TB, dir string, env ...string) Backend {
	t.Helper()
	addr := FreeAddr()
	p := Start(t, dir, append([]string{"BACKEND_ADDR=" + addr}, env...), "backend")
	b := Backend{p, "http://" + addr}
	b.Await(t)
	return b
}

// Await returns when the backend answers, and how long that took.
func (b Backend) Await(t testing.TB) time.Duration {
	t.Helper()
	return Eventually(t, 30*time.Second, func() error { return Answers(b.API + "/healthz") })
}

// StartWorker starts a worker and does not wait for it.
func StartWorker(t testing.TB, dir string, env ...string) *Program {
	t.Helper()
	return Start(t, dir, append([]string{"WORKER_ADDR=127.0.0.1:0"}, env...), "worker")
}

// Answers returns nil when a GET of url is answered with 200.
func Answers(url string) error {
	client := http.Client{Timeout: 5 * time.Second}
	res, err := client.Get(url)
	if err != nil {
		return err
	}
	res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answers %s", url, res.Status)
	}
	return nil
}

// Account is a signed-in user.
type Account struct {
	*apiclient.Client
	Token string
}

// SignIn registers a user, or signs in one that exists.
func SignIn(t testing.TB, api, username string) Account {
	t.Helper()
	const password = "correct horse battery"
	client := apiclient.New(api, apiclient.Timeout(20*time.Second))
	token, err := client.Register(context.Background(), username, password)
	if err != nil {
		token, err = client.SignIn(context.Background(), username, password)
	}
	if err != nil {
		t.Fatal(err)
	}
	return Account{client.WithToken(token.AccessToken), token.AccessToken}
}

// At returns a client with the account's token at another address.
func (a Account) At(api string) *apiclient.Client { return apiclient.New(api).WithToken(a.Token) }
