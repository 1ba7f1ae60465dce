// Package workerd is the worker as a process: the pool that takes summary jobs from Redis, the
// summarizer that writes them, the scheduler, and a small health endpoint.
package workerd

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"strings"
	"time"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/buildinfo"
	"appointment-manager/internal/config"
	"appointment-manager/internal/daemon"
	"appointment-manager/internal/httpserver"
	"appointment-manager/internal/llm"
	"appointment-manager/internal/logging"
	"appointment-manager/internal/metrics"
	"appointment-manager/internal/queue"
	"appointment-manager/internal/worker"
)

// Daemon is a worker that is ready to run.
type Daemon struct {
	queue     *queue.Queue
	pool      *worker.Pool
	scheduler *worker.Scheduler // nil when nothing is scheduled
	health    *httpserver.Server
}

// New prepares a worker and listens for health checks. Redis need not be there yet. What happens
// is counted in m.
func New(cfg config.WorkerConfig, log *slog.Logger, m *metrics.Registry) (*Daemon, error) {
	summarizer, err := llm.Open(llm.Config{
		APIKey: cfg.OpenAIKey, BaseURL: cfg.OpenAIBaseURL, Model: cfg.OpenAIModel,
		GoogleAPIKey: cfg.GoogleKey, GoogleModel: cfg.GoogleModel, Timeout: cfg.ModelTimeout, Redact: cfg.Redact,
	})
	if err != nil {
		return nil, config.Faults{"OPENAI_BASE_URL: " + err.Error()}
	}
	q, err := queue.Dial(queue.Config{URL: cfg.RedisURL, Password: cfg.RedisPassword, MaxAttempts: cfg.MaxAttempts, Slots: cfg.Concurrency, Log: log})
	if err != nil {
		return nil, config.Faults{"REDIS_URL: " + err.Error()}
	}
	d := &Daemon{queue: q}
	if cfg.Schedule != "" {
		entries, err := worker.ParseSchedule(cfg.Schedule)
		if err != nil {
			return nil, config.Faults{"SUMMARY_SCHEDULE: " + err.Error()}
		}
		d.scheduler = worker.NewScheduler(q, entries, cfg.Zone, log)
	}
	d.pool = worker.New(worker.Config{
		Queue: q, Name: queue.Incarnation(), Concurrency: cfg.Concurrency, MaxAttempts: cfg.MaxAttempts,
		AttemptTimeout: cfg.ModelTimeout + 15*time.Second, Log: log, OnTry: onTry(m),
		Handlers: map[string]worker.Handler{agenda.KindSummary: worker.Summaries(timed(summarizer, m), log)},
	})
	d.measure(m)
	if d.health, err = httpserver.Listen(cfg.Addr, d.healthHandler(), log); err != nil {
		return nil, err
	}
	log.Info("worker starts", "model", summarizer.Model(), "concurrency", cfg.Concurrency, "health", d.health.Addr().String())
	return d, nil
}

// Serve works until ctx is done, and then finishes or hands back what is under way.
func (d *Daemon) Serve(ctx context.Context) error {
	g := daemon.NewGroup(ctx)
	g.Go(func(ctx context.Context) error { d.pool.Run(ctx); return nil })
	g.Go(d.health.Serve)
	if d.scheduler != nil {
		g.Go(func(ctx context.Context) error { d.scheduler.Run(ctx); return nil })
	}
	err := g.Wait()
	d.queue.Close()
	return err
}

// part is something that the worker needs, and how it is, in the form of the backend's /readyz.
type part struct {
	Name   string `json:"name"`
	Status string `json:"status"`
	Detail string `json:"detail,omitempty"`
}

func (d *Daemon) parts() []part {
	parts := make([]part, 0, 2)
	for _, p := range []struct {
		name string
		err  error
	}{{"consumer", d.pool.Consuming()}, {"queue", d.pool.Heard()}} {
		if p.err != nil {
			parts = append(parts, part{p.name, "down", agenda.Sentence(p.err)})
		} else {
			parts = append(parts, part{Name: p.name, Status: "up"})
		}
	}
	return parts
}

// healthHandler answers /healthz while the process lives and /readyz while it takes jobs.
func (d *Daemon) healthHandler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprintln(w, `{"status":"ok"}`)
	})
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, _ *http.Request) {
		status, word, parts := http.StatusOK, "ready", d.parts()
		for _, p := range parts {
			if p.Status != "up" {
				status, word = http.StatusServiceUnavailable, "unavailable"
			}
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_ = json.NewEncoder(w).Encode(struct {
			Status string `json:"status"`
			Parts  []part `json:"parts"`
		}{word, parts})
	})
	return mux
}

// Commands returns the worker's subcommands.
func Commands() []daemon.Command {
	return []daemon.Command{
		{Name: "serve", Help: "take summary jobs and write them", Run: serve},
		{Name: "refresh", Args: "[label ...]", Help: "ask the API for summaries of the labels (daily)", Run: refresh},
		daemon.Healthcheck("/readyz", func() (string, error) {
			cfg, _, err := config.LoadWorker(os.LookupEnv)
			return cfg.Addr, err
		}),
		daemon.PrintConfig(func() (string, error) {
			_, text, err := config.LoadWorker(os.LookupEnv)
			return text, err
		}),
	}
}

func serve(ctx context.Context, args []string, _ io.Reader, _ io.Writer) error {
	if len(args) > 0 {
		return fmt.Errorf("%w: %s", daemon.ErrUsage, strings.Join(args, " "))
	}
	cfg, _, err := config.LoadWorker(os.LookupEnv)
	if err != nil {
		return err
	}
	log, m := logging.New(os.Stderr, cfg.Log.Format, cfg.Log.Level, config.Worker), metrics.New(buildinfo.Get())
	d, err := New(cfg, log, m)
	if err != nil {
		return err
	}
	// A queue that is away is waited for; one that will never let us in is a setting to change.
	if err := d.queue.Refused(ctx); err != nil {
		return err
	}
	return daemon.Watched(ctx, cfg.MetricsAddr, m.Handler(), log, d.Serve)
}
