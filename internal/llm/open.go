package llm

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"appointment-manager/internal/agenda"
)

// The models that are asked when a key is set and no model is named: the small one of each house.
const (
	DefaultModel       = "gpt-4o-mini"
	DefaultGoogleModel = "gemini-2.5-flash"
)

// DefaultTimeout bounds one call of a model.
const DefaultTimeout = 60 * time.Second

const (
	openAIBaseURL = "https://api.openai.com/v1"
	googleBaseURL = "https://generativelanguage.googleapis.com/v1beta/openai/"
)

// Summarizer writes briefs. Its errors are *[Error]. It is safe for concurrent use.
type Summarizer interface {
	Summarize(ctx context.Context, req agenda.SummaryRequest) (agenda.Summary, error)
	// Model names what writes the briefs, for logs and the reader.
	Model() string
}

// Config says who writes the briefs. Empty members count as unset.
type Config struct {
	APIKey       string
	BaseURL      string // of an OpenAI-compatible API; without a key for one that needs none, such as Ollama
	Model        string
	GoogleAPIKey string
	GoogleModel  string
	Timeout      time.Duration // of one call; 0 means DefaultTimeout
	Redact       bool          // hide names and contact data from the model
	HTTPClient   *http.Client  // nil means one of our own
}

// Open returns the summarizer that cfg selects: an OpenAI-compatible API when there is a key or an
// address for one, else Gemini when there is a Google key, else the built-in one. It fails only for
// an address that cannot be one; it calls nobody.
func Open(cfg Config) (Summarizer, error) {
	if cfg.Timeout <= 0 {
		cfg.Timeout = DefaultTimeout
	}
	switch {
	case cfg.APIKey != "" || cfg.BaseURL != "":
		return newChat(cfg, cfg.APIKey, orElse(cfg.BaseURL, openAIBaseURL), orElse(cfg.Model, DefaultModel))
	case cfg.GoogleAPIKey != "":
		model := strings.TrimPrefix(cfg.GoogleModel, "google-gla:")
		return newChat(cfg, cfg.GoogleAPIKey, googleBaseURL, orElse(model, DefaultGoogleModel))
	}
	return Builtin{}, nil
}

func orElse(s, fallback string) string {
	if s == "" {
		return fallback
	}
	return s
}

// checkBaseURL refuses an address that no request could be sent to, without repeating it: it may
// hold a password.
func checkBaseURL(s string) error {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return fmt.Errorf("llm: the model's address must be a URL like %s", openAIBaseURL)
	}
	return nil
}
