package api

import "net/http"

// The two answers that never change.
var (
	greeting = []byte(`{"status":"ok","message":"Appointments API is running"}`)
	alive    = []byte(`{"status":"ok"}`)
)

func (a *api) greet(w http.ResponseWriter, _ *http.Request) error {
	writeBody(w, http.StatusOK, jsonType, greeting)
	return nil
}

func (a *api) live(w http.ResponseWriter, _ *http.Request) error {
	writeBody(w, http.StatusOK, jsonType, alive)
	return nil
}

// ready tells how the service is. Without its database it can do nothing and says so with a 503;
// without anything else it goes on with less.
func (a *api) ready(w http.ResponseWriter, r *http.Request) error {
	status, word := http.StatusOK, "ready"
	parts := []Part{}
	if a.Ready != nil {
		parts = append(parts, a.Ready(r.Context())...)
	}
	for _, p := range parts {
		switch {
		case p.Status == PartUp:
		case p.Name == PartDatabase:
			status, word = http.StatusServiceUnavailable, "unavailable"
		case status == http.StatusOK:
			word = "degraded"
		}
	}
	return writeJSON(w, status, struct {
		Status            string `json:"status"`
		Version           string `json:"version"`
		Registration      string `json:"registration"`
		PasswordMinLength int    `json:"password_min_length"`
		Parts             []Part `json:"parts"`
	}{word, a.Version, a.Registration, a.PasswordMinLength, parts})
}
