package chaos_test

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"appointment-manager/internal/llm/llmtest"
)

// firstDay is the day that the first labelled job of a scenario is about; the next is about the next day.
var firstDay = time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)

func dayLabel(i int) string { return firstDay.AddDate(0, 0, i).Format(time.DateOnly) }

// dayIndex is the reverse of dayLabel, -1 for a job without a label.
func dayIndex(label string) int {
	day, err := time.Parse(time.DateOnly, label)
	if err != nil {
		return -1
	}
	return int(day.Sub(firstDay).Hours() / 24)
}

// model is what the workers ask. It keeps a jobRecord of its own of what it was asked and what it answered.
type model struct {
	url string

	mu    sync.Mutex
	plan  plan
	calls map[string]int    // by label
	wrote map[string]string // the label of each text that was given out
}

// plan says how the model answers a call for a label, of which it is the nth, from a worker; nil means
// with a brief, after 5 to 50 ms.
type plan func(label string, nth int, worker string) llmtest.Behaviour

func startModel(t *testing.T, p plan) *model {
	t.Helper()
	m := &model{plan: p, calls: map[string]int{}, wrote: map[string]string{}}
	server, url := llmtest.Start(t)
	m.url = url
	server.Choose(m.choose)
	return m
}

var scope = regexp.MustCompile(`(?m)^Scope: \w+ (\d+ \w+ \d{4})\.$`)

// choose finds the job's label in the prompt. Each worker has a key of its own, by which it is known.
func (m *model) choose(r llmtest.Request) llmtest.Behaviour {
	label := ""
	if found := scope.FindStringSubmatch(r.User); found != nil {
		if day, err := time.Parse("2 January 2006", found[1]); err == nil {
			label = day.Format(time.DateOnly)
		}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.calls[label]++
	if m.plan != nil {
		if b := m.plan(label, m.calls[label], strings.TrimPrefix(r.Authorization, "Bearer ")); b != nil {
			return b
		}
	}
	return llmtest.Delay(5*time.Millisecond+rand.N(45*time.Millisecond), m.brief(label))
}

// brief answers with a text that is given out only once. Its caller holds m.mu.
func (m *model) brief(label string) llmtest.Behaviour {
	text := fmt.Sprintf("Brief number %d, of %q.", len(m.wrote)+1, label)
	m.wrote[text] = label
	return llmtest.Answer(text)
}

// gave tells whether the model gave out a text for the label.
func (m *model) gave(text, label string) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	of, ok := m.wrote[text]
	return ok && of == label
}

// asked returns how often the model was called, in all and for a label.
func (m *model) asked(label string) (all, ofLabel int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, n := range m.calls {
		all += n
	}
	return all, m.calls[label]
}
