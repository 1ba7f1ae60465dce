package backendd

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/config"
	"appointment-manager/internal/store"
)

// commandLine is who acts when somebody works with the database by hand.
var commandLine = agenda.Actor{Username: "command line", Role: agenda.RoleAdmin}

func backUp(ctx context.Context, args []string, _ io.Reader, out io.Writer) error {
	path, err := oneArg(args)
	if err != nil {
		return err
	}
	return withStore(ctx, func(cfg config.BackendConfig, s *store.Store) error {
		if err := s.BackUp(ctx, path); err != nil {
			return fmt.Errorf("no backup was made: %w", err)
		}
		_, err := fmt.Fprintf(out, "backed up %s to %s, checked\n", cfg.DatabaseName(), path)
		return err
	})
}

func verify(ctx context.Context, args []string, _ io.Reader, out io.Writer) error {
	path, err := oneArg(args)
	if err != nil {
		return err
	}
	contents, err := store.Verify(ctx, path)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "%s is sound: %s\n", path, contents)
	return err
}

func restore(ctx context.Context, args []string, _ io.Reader, out io.Writer) error {
	path, err := oneArg(args)
	if err != nil {
		return err
	}
	cfg, _, err := config.LoadBackend(os.LookupEnv)
	if err != nil {
		return err
	}
	name := "appointments.db"
	if cfg.DatabasePath != "" {
		name = filepath.Base(cfg.DatabasePath)
	}
	saveAs := filepath.Join(cfg.DataDir(), name+".before-restore-"+time.Now().UTC().Format("20060102T150405.000Z"))
	restored, err := store.Restore(agenda.WithActor(ctx, commandLine), storeConfig(cfg, nil), path, saveAs)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "restored from %s: %s\n", path, restored.Contents)
	if restored.Saved {
		fmt.Fprintf(out, "what was there before is kept in %s\n", saveAs)
	}
	_, err = fmt.Fprintln(out, "all sessions have ended: everybody signs in again, with the passwords of the backup")
	return err
}
