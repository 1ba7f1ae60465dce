// Package alld is the whole system as one process: backend, worker and front end, wired as they are
// on several machines, with a Redis of its own. It is for one machine and no set-up.
package alld

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/netip"
	"os"
	"strings"

	"appointment-manager/internal/buildinfo"
	"appointment-manager/internal/config"
	"appointment-manager/internal/daemon"
	"appointment-manager/internal/daemon/backendd"
	"appointment-manager/internal/daemon/frontendd"
	"appointment-manager/internal/daemon/workerd"
	"appointment-manager/internal/embedredis"
	"appointment-manager/internal/logging"
	"appointment-manager/internal/metrics"
)

// Daemon is the system, ready to serve.
type Daemon struct {
	redis    *embedredis.Server // nil when a server is configured
	backend  *backendd.Daemon
	worker   *workerd.Daemon
	frontend *frontendd.Daemon
}

// New starts everything that listens. When it fails nothing is left running.
func New(ctx context.Context, cfg config.AllConfig, log *slog.Logger, m *metrics.Registry) (_ *Daemon, err error) {
	d := &Daemon{}
	defer func() {
		if err != nil && d.redis != nil {
			d.redis.Close()
		}
	}()
	if cfg.EmbeddedRedis {
		if d.redis, err = embedredis.Start("", rand.Text()); err != nil {
			return nil, err
		}
		cfg.Backend.RedisURL, cfg.Worker.RedisURL = d.redis.URL(), d.redis.URL()
		cfg.Backend.RedisPassword, cfg.Worker.RedisPassword = "", ""
	}
	// The front end tells the backend where its visitors come from, and is believed.
	loopback := []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}
	cfg.Backend.TrustedProxies = append(cfg.Backend.TrustedProxies, loopback...)
	if d.backend, err = backendd.New(ctx, cfg.Backend, log.With("part", config.Backend), m); err != nil {
		return nil, err
	}
	if d.worker, err = workerd.New(cfg.Worker, log.With("part", config.Worker), m); err != nil {
		return nil, errors.Join(err, d.backend.Close())
	}
	cfg.Frontend.APIBaseURL = "http://" + reachable(d.backend.Addr())
	if d.frontend, err = frontendd.New(cfg.Frontend, log.With("part", config.Frontend), m); err != nil {
		return nil, errors.Join(err, d.backend.Close())
	}
	return d, nil
}

// reachable returns an address of this machine at which a listener on addr answers.
func reachable(addr string) string {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return addr
	}
	if ip, err := netip.ParseAddr(host); err == nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return net.JoinHostPort(host, port)
}

// Serve runs the system until ctx is done. The parts end in the order in which they need each
// other: first who asks, then who works, last who keeps.
func (d *Daemon) Serve(ctx context.Context) error {
	if d.redis != nil {
		defer d.redis.Close()
	}
	backend := daemon.NewGroup(context.WithoutCancel(ctx))
	backend.Go(d.backend.Serve)
	parts := daemon.NewGroup(ctx)
	parts.Go(d.frontend.Serve)
	parts.Go(d.worker.Serve)
	parts.Go(func(ctx context.Context) error {
		select {
		case <-ctx.Done():
		case <-backend.Done():
		}
		return nil
	})
	err := parts.Wait()
	backend.Stop()
	return errors.Join(err, backend.Wait())
}

// Commands returns the subcommands of the program: its own, and those that administer the database.
func Commands() []daemon.Command {
	commands := []daemon.Command{
		{Name: "serve", Help: "serve the API, the pages and the worker", Run: serve},
		daemon.Healthcheck("/readyz", func() (string, error) {
			cfg, _, err := config.LoadAll(os.LookupEnv)
			return cfg.Backend.Addr, err
		}),
		daemon.PrintConfig(func() (string, error) {
			_, text, err := config.LoadAll(os.LookupEnv)
			return text, err
		}),
	}
	return append(commands, backendd.Administration()...)
}

func serve(ctx context.Context, args []string, _ io.Reader, out io.Writer) error {
	if len(args) > 0 {
		return fmt.Errorf("%w: %s", daemon.ErrUsage, strings.Join(args, " "))
	}
	cfg, _, err := config.LoadAll(os.LookupEnv)
	if err != nil {
		return err
	}
	log, m := logging.New(os.Stderr, cfg.Log.Format, cfg.Log.Level, config.Appointments), metrics.New(buildinfo.Get())
	d, err := New(ctx, cfg, log, m)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "\n  Appointment Manager is ready.\n\n  Pages      http://%s\n  API        http://%s  (read and try it: /docs)\n  Data       %s\n\n  Ctrl-C ends it; appointments and queued jobs are kept.\n\n",
		local(d.frontend.Addr()), local(d.backend.Addr()), cfg.Backend.DatabaseName())
	return daemon.Watched(ctx, cfg.Backend.MetricsAddr, m.Handler(), log, d.Serve)
}

// local writes a loopback address as people know it.
func local(addr string) string {
	host, port, err := net.SplitHostPort(reachable(addr))
	if err == nil && host == "127.0.0.1" {
		return "localhost:" + port
	}
	return addr
}
