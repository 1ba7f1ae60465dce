// Package backendd is the backend as a process: the database, the API in front of it, and the
// dispatcher that carries summary jobs between the database and Redis.
package backendd

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"path/filepath"
	"runtime"
	"time"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/api"
	"appointment-manager/internal/auth"
	"appointment-manager/internal/buildinfo"
	"appointment-manager/internal/config"
	"appointment-manager/internal/daemon"
	"appointment-manager/internal/dispatch"
	"appointment-manager/internal/httpserver"
	"appointment-manager/internal/metrics"
	"appointment-manager/internal/queue"
	"appointment-manager/internal/store"
)

// bcryptCost is what one guess costs an attacker, and one sign-in us: about a quarter of a second.
const bcryptCost = 12

// signInQueue is how many sign-ins may wait for their turn before more are sent away.
const signInQueue = 64

// Daemon is a backend that listens.
type Daemon struct {
	store     *store.Store
	queue     *queue.Queue
	dispatch  *dispatch.Dispatcher
	summaries *agenda.Summaries
	backups   *Backups // nil: none are written
	server    *httpserver.Server
	stop      chan struct{} // closed when Serve is told to end, for streams
	log       *slog.Logger
}

// New opens the database, makes what is missing, and listens. Redis need not be there yet, but must
// not refuse us. What happens is counted in m.
func New(ctx context.Context, cfg config.BackendConfig, log *slog.Logger, m *metrics.Registry) (_ *Daemon, err error) {
	d := &Daemon{log: log, stop: make(chan struct{})}
	defer func() {
		if err != nil {
			d.close()
		}
	}()
	where := storeConfig(cfg, log)
	where.OnCommit = onCommit(m)
	if d.store, err = store.Open(ctx, where); err != nil {
		return nil, err
	}
	if d.queue, err = queue.Dial(queue.Config{URL: cfg.RedisURL, Password: cfg.RedisPassword, Log: log}); err != nil {
		return nil, config.Faults{"REDIS_URL: " + err.Error()}
	}
	if err := d.queue.Refused(ctx); err != nil {
		return nil, err
	}
	tokens, err := openTokens(cfg)
	if err != nil {
		return nil, err
	}
	users, err := openUsers(d.store, cfg.OpenRegistration, cfg.PasswordMinLength, log)
	if err != nil {
		return nil, err
	}
	if err := ensureAdmin(ctx, users, cfg, log); err != nil {
		return nil, err
	}
	d.backups = scheduledBackups(cfg, d.store, log)
	handler := d.api(cfg, users, tokens, m.Requests(config.Backend))
	d.measure(m, users)
	if d.server, err = httpserver.Listen(cfg.Addr, handler, log); err != nil {
		return nil, err
	}
	log.Info("backend starts", "addr", d.Addr(), "database", cfg.DatabaseName(), "time_zone", cfg.Zone.String(), "version", buildinfo.Get())
	return d, nil
}

// api wires the domain between the database, the queue and the routes.
func (d *Daemon) api(cfg config.BackendConfig, users *agenda.Users, tokens *auth.Tokens, meter api.Meter) http.Handler {
	appointments := agenda.NewAppointments(d.store, cfg.Zone, time.Now)
	d.dispatch = dispatch.New(d.store, d.queue, d.log)
	d.summaries = agenda.NewSummaries(d.store, appointments, d.queue, d.dispatch, time.Now).Speak(cfg.SummaryLanguage)
	registration := "closed"
	if cfg.OpenRegistration {
		registration = "open"
	}
	return api.New(api.Config{
		Appointments: appointments, Summaries: d.summaries, Users: users, Tokens: tokens, Feed: d.dispatch.Feed(), Ready: d.ready, Stop: d.stop,
		Zone: cfg.Zone, Registration: registration, PasswordMinLength: cfg.PasswordMinLength, Version: buildinfo.Get(),
		Calendars: agenda.NewFeeds(d.store, time.Now), APITokens: agenda.NewAPITokens(d.store, time.Now), Preferences: agenda.NewUserPreferences(d.store), Practice: agenda.NewPractice(d.store),
		Sessions: agenda.NewSessions(d.store, d.log, time.Now), Records: agenda.NewRecords(d.store, time.Now), Kinds: agenda.NewKinds(d.store), ClientCards: agenda.NewClientCards(d.store), Imports: agenda.NewImports(d.store, appointments, time.Now), Operations: d.operations(cfg),
		TrustedProxies: cfg.TrustedProxies, RateLimit: cfg.RateLimit, Log: d.log, Meter: meter, Now: time.Now,
	})
}

func storeConfig(cfg config.BackendConfig, log *slog.Logger) store.Config {
	return store.Config{Path: cfg.DatabasePath, URL: cfg.DatabaseURL, Password: cfg.DatabasePassword, Log: log}
}

// openTokens makes tokens with the secret that is configured, or else with the one that is kept
// in the data directory.
func openTokens(cfg config.BackendConfig) (*auth.Tokens, error) {
	secret := cfg.JWTSecret
	if secret == nil {
		kept, err := config.KeepSecret(filepath.Join(cfg.DataDir(), "jwt.key"))
		if err != nil {
			return nil, fmt.Errorf("JWT_SECRET_KEY is unset, and %w", err)
		}
		secret = kept
	}
	return auth.NewTokens(secret, cfg.TokenTTL, time.Now)
}

// openUsers leaves one core to everybody else while passwords are hashed.
func openUsers(s *store.Store, openRegistration bool, minPassword int, log *slog.Logger) (*agenda.Users, error) {
	passwords, err := auth.NewPasswords(auth.PasswordsConfig{Cost: bcryptCost, Parallel: runtime.GOMAXPROCS(0) - 1, Queue: signInQueue})
	if err != nil {
		return nil, err
	}
	cfg := agenda.UsersConfig{OpenRegistration: openRegistration, PasswordMinLength: minPassword, Log: log}
	return agenda.NewUsers(s, s, passwords, cfg, time.Now), nil
}

// ensureAdmin makes the configured administrator when there is no user of that name.
func ensureAdmin(ctx context.Context, users *agenda.Users, cfg config.BackendConfig, log *slog.Logger) error {
	if cfg.AdminUsername == "" {
		return nil
	}
	_, err := users.Create(ctx, cfg.AdminUsername, cfg.AdminPassword, agenda.RoleAdmin)
	switch agenda.CodeOf(err) {
	case "":
		log.Info("administrator made", "username", cfg.AdminUsername)
	case agenda.Rejected: // exists already, and keeps the password it has
	case agenda.Invalid:
		return config.Faults{"ADMIN_USERNAME, ADMIN_PASSWORD: " + agenda.Sentence(err)}
	default:
		return err
	}
	return nil
}

// Addr returns where the API is served.
func (d *Daemon) Addr() string { return d.server.Addr().String() }

// Serve answers until ctx is done, then lets requests finish and closes the database.
func (d *Daemon) Serve(ctx context.Context) error {
	defer d.close()
	context.AfterFunc(ctx, func() { close(d.stop) })
	g := daemon.NewGroup(ctx)
	g.Go(d.server.Serve)
	g.Go(func(ctx context.Context) error { d.dispatch.Run(ctx, d.summaries); return nil })
	g.Go(d.purge)
	if d.backups != nil {
		g.Go(func(ctx context.Context) error { d.backups.Run(ctx); return nil })
	}
	return g.Wait()
}

// Close ends a Daemon that does not Serve.
func (d *Daemon) Close() error {
	d.server.Close()
	d.close()
	return nil
}

func (d *Daemon) close() {
	var errs []error
	if d.queue != nil {
		errs = append(errs, d.queue.Close())
	}
	if d.store != nil {
		errs = append(errs, d.store.Close())
	}
	if err := errors.Join(errs...); err != nil {
		d.log.Warn("closing failed", "error", err)
	}
}
