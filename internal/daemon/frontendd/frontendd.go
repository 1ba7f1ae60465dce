// Package frontendd is the front end as a process: the pages, and the client of the API behind them.
package frontendd

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"

	"appointment-manager/internal/apiclient"
	"appointment-manager/internal/buildinfo"
	"appointment-manager/internal/config"
	"appointment-manager/internal/daemon"
	"appointment-manager/internal/httpserver"
	"appointment-manager/internal/logging"
	"appointment-manager/internal/metrics"
	"appointment-manager/internal/ui"
)

// Daemon is a front end that listens.
type Daemon struct{ server *httpserver.Server }

// New prepares the pages and listens. The API need not be there yet. What happens is counted in m.
func New(cfg config.FrontendConfig, log *slog.Logger, m *metrics.Registry) (*Daemon, error) {
	if cfg.SessionKey == nil {
		key, err := config.KeepSecret(cfg.SessionKeyPath)
		if err != nil {
			return nil, fmt.Errorf("SESSION_KEY is unset, and %w", err)
		}
		cfg.SessionKey = key
	}
	pages, err := ui.New(ui.Config{
		API: apiclient.New(cfg.APIBaseURL), SessionKey: cfg.SessionKey, PreviousSessionKey: cfg.PreviousSessionKey,
		Log: log, Version: buildinfo.Get(), TrustedProxies: cfg.TrustedProxies,
		Meter: m.Requests(config.Frontend),
	})
	if err != nil {
		return nil, err
	}
	server, err := httpserver.Listen(cfg.Addr, pages, log)
	if err != nil {
		return nil, err
	}
	log.Info("front end starts", "addr", server.Addr().String(), "api", cfg.APIBaseURL)
	return &Daemon{server}, nil
}

// Addr returns where the pages are served.
func (d *Daemon) Addr() string { return d.server.Addr().String() }

// Serve answers until ctx is done.
func (d *Daemon) Serve(ctx context.Context) error { return d.server.Serve(ctx) }

// Commands returns the front end's subcommands.
func Commands() []daemon.Command {
	return []daemon.Command{
		{Name: "serve", Help: "serve the web pages", Run: serve},
		daemon.Healthcheck("/healthz", func() (string, error) {
			cfg, _, err := config.LoadFrontend(os.LookupEnv)
			return cfg.Addr, err
		}),
		daemon.PrintConfig(func() (string, error) {
			_, text, err := config.LoadFrontend(os.LookupEnv)
			return text, err
		}),
	}
}

func serve(ctx context.Context, args []string, _ io.Reader, _ io.Writer) error {
	if len(args) > 0 {
		return fmt.Errorf("%w: %s", daemon.ErrUsage, strings.Join(args, " "))
	}
	cfg, _, err := config.LoadFrontend(os.LookupEnv)
	if err != nil {
		return err
	}
	log, m := logging.New(os.Stderr, cfg.Log.Format, cfg.Log.Level, config.Frontend), metrics.New(buildinfo.Get())
	d, err := New(cfg, log, m)
	if err != nil {
		return err
	}
	return daemon.Watched(ctx, cfg.MetricsAddr, m.Handler(), log, d.Serve)
}
