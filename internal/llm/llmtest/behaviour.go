package llmtest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// Answer completes the chat with a text.
func Answer(text string) Behaviour {
	return func(w http.ResponseWriter, _ *http.Request) { writeJSON(w, http.StatusOK, completion(text)) }
}

// completion is the body of an answer, with every member that the protocol requires.
func completion(text string) map[string]any {
	return map[string]any{
		"id": "chatcmpl-B9MHDbslfkBeAs8l4bebGdFOJ6PeG", "object": "chat.completion", "created": 1741570283,
		"model": "gpt-4o-mini-2024-07-18", "system_fingerprint": "fp_06737a9306",
		"choices": []any{map[string]any{
			"index": 0, "finish_reason": "stop", "logprobs": nil,
			"message": map[string]any{"role": "assistant", "content": text, "refusal": nil},
		}},
		"usage": map[string]any{"prompt_tokens": 19, "completion_tokens": len(text)/4 + 1, "total_tokens": 20 + len(text)/4},
	}
}

// NoChoices answers well-formed, with nothing in it.
func NoChoices() Behaviour {
	return func(w http.ResponseWriter, _ *http.Request) {
		c := completion("")
		c["choices"] = []any{}
		writeJSON(w, http.StatusOK, c)
	}
}

// Fail answers with an error body of the protocol.
func Fail(status int, kind, code, message string) Behaviour {
	return func(w http.ResponseWriter, _ *http.Request) {
		e := map[string]any{"message": message, "type": kind, "param": nil, "code": nil}
		if code != "" {
			e["code"] = code
		}
		writeJSON(w, status, map[string]any{"error": e})
	}
}

// Status answers with an error of a status.
func Status(status int) Behaviour {
	return Fail(status, "server_error", "", "The server had an error while processing your request.")
}

// BadKey refuses the key, and quotes it as the real one does.
func BadKey() Behaviour {
	return func(w http.ResponseWriter, r *http.Request) {
		Fail(http.StatusUnauthorized, "invalid_request_error", "invalid_api_key",
			"Incorrect API key provided: "+r.Header.Get("Authorization")+".")(w, r)
	}
}

// Busy answers 429 and asks to come back after a time.
func Busy(after time.Duration) Behaviour {
	return Header("Retry-After", strconv.Itoa(int(after.Seconds())),
		Fail(http.StatusTooManyRequests, "requests", "rate_limit_exceeded", "Rate limit reached."))
}

// Header adds a header to what b answers.
func Header(name, value string, b Behaviour) Behaviour {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set(name, value)
		b(w, r)
	}
}

// Raw answers with a status and a body as they are.
func Raw(status int, contentType, body string) Behaviour {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		w.WriteHeader(status)
		_, _ = fmt.Fprint(w, body) // the client may be gone
	}
}

// Garbage answers 200 with a page instead of the protocol, as a proxy in between does.
func Garbage() Behaviour { return Raw(http.StatusOK, "text/html", "<html><body>Welcome</body></html>") }

// Truncated promises a whole answer and breaks off in the middle of it.
func Truncated(text string) Behaviour {
	return func(w http.ResponseWriter, _ *http.Request) {
		b, _ := json.Marshal(completion(text)) // maps of plain values always encode
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Length", strconv.Itoa(len(b)))
		_, _ = w.Write(b[:len(b)/2])
		_ = http.NewResponseController(w).Flush() // or the client would see nothing at all
		panic(http.ErrAbortHandler)
	}
}

// Delay waits before b answers, unless the client goes away before.
func Delay(d time.Duration, b Behaviour) Behaviour {
	return func(w http.ResponseWriter, r *http.Request) {
		select {
		case <-time.After(d):
			b(w, r)
		case <-r.Context().Done():
		}
	}
}

// Hang never answers; it ends when the client goes away.
func Hang() Behaviour {
	return func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }
}
