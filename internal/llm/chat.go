package llm

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/sashabaranov/go-openai"

	"appointment-manager/internal/agenda"
)

// maxTokens bounds what a call may cost. Models that think before they write spend most of it on that.
const maxTokens = 8000

// Chat asks a model behind an OpenAI-compatible chat completions API. It makes one call a brief and
// repeats none.
type Chat struct {
	client  *openai.Client
	model   string
	timeout time.Duration
	redact  bool
}

func newChat(cfg Config, key, baseURL, model string) (*Chat, error) {
	if err := checkBaseURL(baseURL); err != nil {
		return nil, err
	}
	c := openai.DefaultConfig(key)
	c.BaseURL = baseURL
	c.HTTPClient = observed(cfg.HTTPClient)
	return &Chat{client: openai.NewClientWithConfig(c), model: model, timeout: cfg.Timeout, redact: cfg.Redact}, nil
}

// observed returns a client like c that fills the wire and follows no redirect: a prompt goes to
// the address that was configured and to no other.
func observed(c *http.Client) *http.Client {
	own := &http.Client{}
	if c != nil {
		*own = *c
	}
	next := own.Transport
	if next == nil {
		next = http.DefaultTransport
	}
	own.Transport = observer{next}
	own.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return own
}

// Model returns the model's name.
func (c *Chat) Model() string { return c.model }

// Summarize asks the model for the brief. The error is always a *[Error].
func (c *Chat) Summarize(ctx context.Context, req agenda.SummaryRequest) (agenda.Summary, error) {
	restore := func(s string) string { return s }
	if c.redact {
		req, restore = redact(req)
	}
	messages := []openai.ChatCompletionMessage{
		{Role: openai.ChatMessageRoleSystem, Content: instructions(req.Language, c.redact)},
		{Role: openai.ChatMessageRoleUser, Content: Prompt(req)},
	}
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	ctx, w := withWire(ctx)
	res, err := c.client.CreateChatCompletion(ctx, openai.ChatCompletionRequest{
		Model:               c.model,
		MaxCompletionTokens: maxTokens,
		Messages:            messages,
	})
	if err != nil || w.status >= 300 {
		return agenda.Summary{}, classify(ctx, err, w, c.timeout)
	}
	text := ""
	if len(res.Choices) > 0 {
		text = plain(restore(withoutThoughts(res.Choices[0].Message.Content)))
	}
	if text == "" {
		return agenda.Summary{}, &Error{reason: "The model gave an empty answer"}
	}
	language, _ := written(req.Language)
	return agenda.Summary{
		Text: text, Model: c.model, Appointments: len(req.Appointments), Sent: transcript(messages), Language: language,
	}, nil
}

// transcript is what was sent, word for word, for people to read.
func transcript(messages []openai.ChatCompletionMessage) string {
	var b strings.Builder
	for _, m := range messages {
		fmt.Fprintf(&b, "[%s]\n%s\n\n", m.Role, m.Content)
	}
	return strings.TrimSpace(b.String())
}
