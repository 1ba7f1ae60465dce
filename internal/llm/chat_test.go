package llm_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/llm"
	"appointment-manager/internal/llm/llmtest"
)

const secretKey = "sk-proj-0123456789abcdef"

func open(t testing.TB, cfg llm.Config) llm.Summarizer {
	t.Helper()
	s, err := llm.Open(cfg)
	require.NoError(t, err)
	return s
}

// failing asks once and returns the error that must come.
func failing(t testing.TB, s llm.Summarizer, req agenda.SummaryRequest) *llm.Error {
	t.Helper()
	_, err := s.Summarize(context.Background(), req)
	var e *llm.Error
	require.ErrorAs(t, err, &e)
	return e
}

// elsewhere sends requests for any host to one server, and notes where they should have gone.
type elsewhere struct {
	host string
	seen *url.URL
}

func (e *elsewhere) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	e.seen = new(*r.URL)
	r.URL.Scheme, r.URL.Host = "http", e.host
	return http.DefaultTransport.RoundTrip(r)
}

func TestOpenChoosesWhoWrites(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		cfg              llm.Config
		model, auth, url string
	}{
		"no key":              {llm.Config{}, llm.BuiltinModel, "", ""},
		"a model without key": {llm.Config{Model: "gpt-4o", GoogleModel: "gemini-2.5-pro"}, llm.BuiltinModel, "", ""},
		"OpenAI": {
			llm.Config{APIKey: secretKey},
			"gpt-4o-mini", "Bearer " + secretKey,
			"https://api.openai.com/v1/chat/completions",
		},
		"OpenAI before Google": {
			llm.Config{APIKey: secretKey, GoogleAPIKey: "g", Model: "gpt-5-mini"},
			"gpt-5-mini", "Bearer " + secretKey,
			"https://api.openai.com/v1/chat/completions",
		},
		"Ollama, no key": {
			llm.Config{BaseURL: "http://localhost:11434/v1/", Model: "llama3.2"},
			"llama3.2", "",
			"http://localhost:11434/v1/chat/completions",
		},
		"Gemini": {
			llm.Config{GoogleAPIKey: "g-key"},
			llm.DefaultGoogleModel, "Bearer g-key",
			"https://generativelanguage.googleapis.com/v1beta/openai/chat/completions",
		},
		"Gemini with a prefix": {
			llm.Config{GoogleAPIKey: "g-key", GoogleModel: "google-gla:gemini-2.0-flash"},
			"gemini-2.0-flash", "Bearer g-key",
			"https://generativelanguage.googleapis.com/v1beta/openai/chat/completions",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			model, base := llmtest.Start(t)
			host, err := url.Parse(base)
			require.NoError(t, err)
			via := &elsewhere{host: host.Host}
			c.cfg.HTTPClient = &http.Client{Transport: via}
			s := open(t, c.cfg)
			require.Equal(t, c.model, s.Model())
			got, err := s.Summarize(context.Background(), request(t, "daily", "2026-11-25 07:00", busyDay()...))
			require.NoError(t, err)
			require.Equal(t, c.model, got.Model)
			require.Equal(t, len(busyDay()), got.Appointments)
			if c.url == "" {
				require.Nil(t, via.seen, "nobody is called")
				require.Empty(t, got.Sent)
				return
			}
			require.Equal(t, c.url, via.seen.String())
			require.Len(t, model.Requests(), 1)
			require.Equal(t, c.auth, model.Requests()[0].Authorization)
			require.Equal(t, c.model, model.Requests()[0].Model)
			require.Equal(t, "[system]\n"+model.Requests()[0].System+"\n\n[user]\n"+strings.TrimSpace(model.Requests()[0].User), got.Sent)
			require.Positive(t, model.Requests()[0].MaxTokens)
		})
	}
}

func TestOpenRefusesWhatIsNoAddress(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{"localhost:11434", "ftp://model", "http://", "::", "/v1"} {
		_, err := llm.Open(llm.Config{BaseURL: bad, APIKey: secretKey})
		require.Error(t, err, bad)
	}
}

// failures are the ways in which a model fails, and what each must mean.
var failures = map[string]struct {
	behaviour  llmtest.Behaviour
	permanent  bool
	retryAfter time.Duration
	reason     string
}{
	"bad key":       {llmtest.BadKey(), true, 0, "The model refused the key"},
	"forbidden":     {llmtest.Status(403), true, 0, "The model refused the key"},
	"no model":      {llmtest.Status(404), true, 0, "The model does not exist at this address"},
	"bad request":   {llmtest.Status(400), true, 0, "The model refused the request (status 400)"},
	"permanent":     {llmtest.Header("Retry-After", "9", llmtest.Status(422)), true, 0, "The model refused the request (status 422)"},
	"timeout there": {llmtest.Status(408), false, 0, "The model gave up waiting"},
	"busy":          {llmtest.Busy(7 * time.Second), false, 7 * time.Second, "The model is asked too often"},
	"busy, in ms":   {llmtest.Header("Retry-After-Ms", "1500", llmtest.Busy(2*time.Second)), false, 1500 * time.Millisecond, "The model is asked too often"},
	"busy for days": {llmtest.Busy(72 * time.Hour), false, time.Hour, "The model is asked too often"},
	"busy, nonsense": {
		llmtest.Header("Retry-After", "soon", llmtest.Status(429)), false, 0, "The model is asked too often",
	},
	"busy, negative": {llmtest.Header("Retry-After", "-5", llmtest.Status(429)), false, 0, "The model is asked too often"},
	"no quota": {
		llmtest.Fail(429, "insufficient_quota", "insufficient_quota", "You exceeded your current quota."), false, 0, "The model's quota is used up",
	},
	"overloaded":    {llmtest.Header("Retry-After", "3", llmtest.Status(503)), false, 3 * time.Second, "The model is overloaded"},
	"broken":        {llmtest.Status(500), false, 0, "The model failed (status 500)"},
	"bad gateway":   {llmtest.Raw(502, "text/html", "<h1>502</h1>"), false, 0, "The model failed (status 502)"},
	"garbage":       {llmtest.Garbage(), false, 0, "The model's answer could not be read"},
	"wrong JSON":    {llmtest.Raw(200, "application/json", `{"choices":"none"}`), false, 0, "The model's answer could not be read"},
	"nothing":       {llmtest.Raw(200, "application/json", ""), false, 0, "The model's answer could not be read"},
	"too long":      {llmtest.Answer(strings.Repeat("x", 2<<20)), false, 0, "The model's answer could not be read"},
	"broken off":    {llmtest.Truncated(strings.Repeat("A day. ", 100)), false, 0, "The model's answer could not be read"},
	"no choices":    {llmtest.NoChoices(), false, 0, "The model gave an empty answer"},
	"empty":         {llmtest.Answer(""), false, 0, "The model gave an empty answer"},
	"only blanks":   {llmtest.Answer(" \n\x00\t\u202e"), false, 0, "The model gave an empty answer"},
	"only thoughts": {llmtest.Answer("<think>hmm"), false, 0, "The model gave an empty answer"},
	"busy for ever": {llmtest.Header("Retry-After", "1e300", llmtest.Status(429)), false, time.Hour, "The model is asked too often"},
	"busy till 2100": {
		llmtest.Header("Retry-After", "Fri, 01 Jan 2100 00:00:00 GMT", llmtest.Status(429)), false, time.Hour, "The model is asked too often",
	},
}

func TestFailuresMeanWhatTheyAre(t *testing.T) {
	t.Parallel()
	for name, c := range failures {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			model, base := llmtest.Start(t)
			model.Then(c.behaviour)
			s := open(t, llm.Config{APIKey: secretKey, BaseURL: base})
			e := failing(t, s, request(t, "daily", "2026-11-25 07:00", busyDay()...))
			require.Equal(t, c.reason, e.Reason())
			require.Equal(t, c.permanent, e.Permanent())
			require.Equal(t, c.retryAfter, e.RetryAfter())
			require.Len(t, model.Requests(), 1, "one call is one try")
			for _, secret := range []string{secretKey, "Lovelace", "status code", "html"} {
				require.NotContains(t, e.Error(), secret)
			}
			require.NoError(t, e.Unwrap())
		})
	}
}

func TestAPromptGoesToNoOtherAddress(t *testing.T) {
	t.Parallel()
	other, elsewhere := llmtest.Start(t)
	model, base := llmtest.Start(t)
	body := `{"choices":[{"message":{"role":"assistant","content":"A quiet day."}}]}`
	model.Then(llmtest.Header("Location", elsewhere+"/chat/completions", llmtest.Raw(http.StatusTemporaryRedirect, "application/json", body)))
	e := failing(t, open(t, llm.Config{APIKey: secretKey, BaseURL: base}), request(t, "daily", "2026-11-25 07:00"))
	require.Equal(t, "The model's address redirects to another one", e.Reason())
	require.True(t, e.Permanent())
	require.Empty(t, other.Requests())
}

func TestRetryAfterAsADate(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		model, base, client := llmtest.Pipe(t)
		model.Then(llmtest.Header("Retry-After", time.Now().Add(90*time.Second).UTC().Format(http.TimeFormat), llmtest.Status(503)))
		e := failing(t, open(t, llm.Config{BaseURL: base, HTTPClient: client}), request(t, "daily", "2026-11-25 07:00"))
		require.Equal(t, 90*time.Second, e.RetryAfter())
	})
}

func TestAModelThatHangsIsLeft(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		model, base, client := llmtest.Pipe(t)
		model.Then(llmtest.Hang(), llmtest.Delay(59*time.Second, llmtest.Answer("A quiet day.")), llmtest.Delay(2*time.Second, llmtest.Answer("Late.")))
		req := request(t, "daily", "2026-11-25 07:00")
		s := open(t, llm.Config{BaseURL: base, HTTPClient: client})

		began := time.Now()
		e := failing(t, s, req)
		require.Equal(t, 60*time.Second, time.Since(began))
		require.Equal(t, "The model took longer than 60 s", e.Reason())
		require.False(t, e.Permanent())
		require.ErrorIs(t, e, context.DeadlineExceeded)

		got, err := s.Summarize(t.Context(), req)
		require.NoError(t, err)
		require.Equal(t, "A quiet day.", got.Text)

		e = failing(t, open(t, llm.Config{BaseURL: base, HTTPClient: client, Timeout: 1500 * time.Millisecond}), req)
		require.Equal(t, "The model took longer than 1.5 s", e.Reason())
	})
}

func TestACallThatIsNotWantedAnyMoreEnds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		model, base, client := llmtest.Pipe(t)
		model.Then(llmtest.Hang())
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		cancel()
		_, err := open(t, llm.Config{BaseURL: base, HTTPClient: client}).Summarize(ctx, request(t, "daily", "2026-11-25 07:00"))
		var e *llm.Error
		require.ErrorAs(t, err, &e)
		require.Equal(t, "The call to the model was interrupted", e.Reason())
		require.ErrorIs(t, err, context.Canceled)
	})
}

func TestAModelThatIsNotThere(t *testing.T) {
	t.Parallel()
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	e := failing(t, open(t, llm.Config{BaseURL: gone.URL + "/v1?user=secret"}), request(t, "daily", "2026-11-25 07:00"))
	require.Equal(t, "The model could not be reached", e.Reason())
	require.False(t, e.Permanent())
	require.NotContains(t, e.Error(), "secret")
}

func TestAnswersBecomePlainText(t *testing.T) {
	t.Parallel()
	for answer, want := range map[string]string{
		"A day.\r\n\r\n\r\n\r\nBusy.  \n":              "A day.\n\nBusy.",
		"\x1b[31mRed\x07 \u202eright\u2066 \tend\x00":  "[31mRed right  end",
		"```text\n## A **full** day\n\n- one\n```":     "A full day\n\n- one",
		"<think>Let me\nsee.</think>\n\nA quiet day.":  "A quiet day.",
		"\ufeffA day \U0001F600 mit Ümläuten und 李明 …": "A day \U0001F600 mit Ümläuten und 李明 …",
	} {
		model, base := llmtest.Start(t)
		model.Then(llmtest.Answer(answer))
		got, err := open(t, llm.Config{BaseURL: base}).Summarize(context.Background(), request(t, "daily", "2026-11-25 07:00"))
		require.NoError(t, err)
		require.Equal(t, want, got.Text)
	}
	model, base := llmtest.Start(t)
	model.Then(llmtest.Answer(strings.Repeat("ü day ", 5000)))
	got, err := open(t, llm.Config{BaseURL: base}).Summarize(context.Background(), request(t, "daily", "2026-11-25 07:00"))
	require.NoError(t, err)
	require.LessOrEqual(t, len([]rune(got.Text)), 8000)
	require.True(t, strings.HasSuffix(got.Text, "day…"))
}
