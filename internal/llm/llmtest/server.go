// Package llmtest is a model for tests: an HTTP server that speaks the OpenAI chat completions
// protocol as its documents describe it. It owns how a model behaves on the wire, well or badly; it
// shares no code with the client, so that an error in one is not hidden by the same in the other,
// and refuses to know what the prompts are about.
package llmtest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"
)

// Behaviour answers one chat completion.
type Behaviour func(w http.ResponseWriter, r *http.Request)

// Request is what the server was sent, for tests that look at it.
type Request struct {
	Authorization string
	Model         string
	System, User  string // the messages of either role
	MaxTokens     int
}

// Server is a model. Its zero value answers every request with a short brief.
type Server struct {
	mu       sync.Mutex
	script   []Behaviour
	always   Behaviour
	choose   func(Request) Behaviour
	requests []Request
}

// Start serves a model over the loopback interface until the test ends, and returns it with the base
// URL to configure.
func Start(t testing.TB) (*Server, string) {
	t.Helper()
	s := &Server{}
	h := httptest.NewServer(s)
	t.Cleanup(func() {
		h.CloseClientConnections() // or a hanging answer would hold Close
		h.Close()
	})
	return s, h.URL + "/v1"
}

// Then adds behaviours: each answers one request, in their order; after them comes the one of Always.
func (s *Server) Then(b ...Behaviour) *Server {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.script = append(s.script, b...)
	return s
}

// Always sets how requests are answered that no Then is left for.
func (s *Server) Always(b Behaviour) *Server {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.always = b
	return s
}

// Choose has each request answered as pick says that no Then is left for; the server waits for pick.
func (s *Server) Choose(pick func(Request) Behaviour) *Server {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.choose = pick
	return s
}

// Requests returns what was asked so far.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Request(nil), s.requests...)
}

// ServeHTTP serves the two endpoints, under any prefix that ends in v1 or openai.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch r.Method + " " + r.URL.Path {
	case "GET /v1/models":
		writeJSON(w, http.StatusOK, map[string]any{"object": "list", "data": []any{
			map[string]any{"id": "gpt-4o-mini", "object": "model", "created": 1721172741, "owned_by": "system"},
		}})
	case "POST /v1/chat/completions", "POST /v1beta/openai/chat/completions":
		s.complete(w, r)
	default:
		Fail(http.StatusNotFound, "invalid_request_error", "", "Unknown request URL: "+r.Method+" "+r.URL.Path)(w, r)
	}
}

func (s *Server) complete(w http.ResponseWriter, r *http.Request) {
	var body struct {
		Model    string
		Messages []struct{ Role, Content string }
		Max      int `json:"max_completion_tokens"`
	}
	if err := json.NewDecoder(r.Body).Decode(&body); err != nil || body.Model == "" || len(body.Messages) == 0 {
		Fail(http.StatusBadRequest, "invalid_request_error", "", "We could not parse the JSON body of your request.")(w, r)
		return
	}
	req := Request{Authorization: r.Header.Get("Authorization"), Model: body.Model, MaxTokens: body.Max}
	for _, m := range body.Messages {
		switch m.Role {
		case "system":
			req.System += m.Content
		case "user":
			req.User += m.Content
		}
	}
	s.next(req)(w, r)
}

func (s *Server) next(req Request) Behaviour {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = append(s.requests, req)
	switch {
	case len(s.script) > 0:
		b := s.script[0]
		s.script = s.script[1:]
		return b
	case s.choose != nil:
		return s.choose(req)
	case s.always != nil:
		return s.always
	}
	return Answer("A quiet day.\n\nNothing needs your attention.")
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	b, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("llmtest: %v", err))
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("X-Request-Id", fmt.Sprintf("req_%x", time.Now().UnixNano()))
	w.WriteHeader(status)
	_, _ = w.Write(b) // the client may be gone
}
