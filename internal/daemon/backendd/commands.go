package backendd

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"appointment-manager/internal/buildinfo"
	"appointment-manager/internal/config"
	"appointment-manager/internal/daemon"
	"appointment-manager/internal/logging"
	"appointment-manager/internal/metrics"
	"appointment-manager/internal/store"
)

// Commands returns the backend's subcommands.
func Commands() []daemon.Command {
	return append([]daemon.Command{
		{Name: "serve", Help: "serve the REST API", Run: serve},
		daemon.Healthcheck("/readyz", func() (string, error) {
			cfg, _, err := config.LoadBackend(os.LookupEnv)
			return cfg.Addr, err
		}),
		daemon.PrintConfig(func() (string, error) {
			_, text, err := config.LoadBackend(os.LookupEnv)
			return text, err
		}),
	}, Administration()...)
}

// Administration returns the subcommands that work on the database, also while a backend uses it.
func Administration() []daemon.Command {
	return []daemon.Command{
		{Name: "user create", Args: "[--admin] NAME", Help: "make a user; the password is read from standard input", Run: userCreate},
		{Name: "user password", Args: "NAME", Help: "give a user a new password, read from standard input, and end all sessions", Run: userPassword},
		{Name: "user promote", Args: "NAME", Help: "make a user an administrator", Run: userPromote},
		{Name: "user demote", Args: "NAME", Help: "make an administrator a user", Run: userDemote},
		{Name: "user disable", Args: "NAME", Help: "take a user's access away, at once", Run: userDisable},
		{Name: "user enable", Args: "NAME", Help: "give a user's access back", Run: userEnable},
		{Name: "user list", Help: "list all users", Run: userList},
		{Name: "demo-data", Help: "fill an empty calendar with a believable practice", Run: demoData},
		{Name: "backup", Args: "FILE", Help: "write a checked copy of the database, also while it is in use", Run: backUp},
		{Name: "verify", Args: "FILE", Help: "read a whole backup, tell whether it is sound, and what is in it", Run: verify},
		{Name: "restore", Args: "FILE", Help: "put a backup's content in the place of what is there, which is kept in a copy; also while it is in use", Run: restore},
		{Name: "import-legacy", Args: "[--skip-faulty] FILE", Help: "take over appointments and users from a database of the original Python service", Run: importLegacy},
		{Name: "init", Args: "[DIR UID:GID] ...", Help: "make directories for a container's user, and passwords in one called secrets", Run: initDirs},
	}
}

func serve(ctx context.Context, args []string, _ io.Reader, _ io.Writer) error {
	if len(args) > 0 {
		return fmt.Errorf("%w: %s", daemon.ErrUsage, strings.Join(args, " "))
	}
	cfg, _, err := config.LoadBackend(os.LookupEnv)
	if err != nil {
		return err
	}
	log, m := logging.New(os.Stderr, cfg.Log.Format, cfg.Log.Level, config.Backend), metrics.New(buildinfo.Get())
	d, err := New(ctx, cfg, log, m)
	if err != nil {
		return err
	}
	return daemon.Watched(ctx, cfg.MetricsAddr, m.Handler(), log, d.Serve)
}

// withStore runs do with the configured database, which a backend may be using at the same time.
func withStore(ctx context.Context, do func(cfg config.BackendConfig, s *store.Store) error) error {
	cfg, _, err := config.LoadBackend(os.LookupEnv)
	if err != nil {
		return err
	}
	s, err := store.Open(ctx, storeConfig(cfg, nil))
	if err != nil {
		return err
	}
	err = do(cfg, s)
	if closeErr := s.Close(); err == nil {
		err = closeErr
	}
	return err
}

func oneArg(args []string) (string, error) {
	if len(args) != 1 || strings.HasPrefix(args[0], "-") {
		return "", daemon.ErrUsage
	}
	return args[0], nil
}
