package backendd

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"appointment-manager/internal/config"
	"appointment-manager/internal/daemon"
)

// initDirs prepares what containers mount: a directory that the engine made belongs to root, and a
// program that does not run as root could not write to it. For each DIR UID:GID pair the directory
// and what lies in it is given to the user. In a directory called "secrets" passwords for Redis and
// PostgreSQL are made too, readable by all who mount it.
func initDirs(_ context.Context, args []string, _ io.Reader, out io.Writer) error {
	if len(args) == 0 || len(args)%2 != 0 {
		return daemon.ErrUsage
	}
	for i := 0; i < len(args); i += 2 {
		dir := args[i]
		uid, gid, err := parseOwner(args[i+1])
		if err != nil {
			return err
		}
		if filepath.Base(dir) == "secrets" {
			for _, name := range []string{"redis_password", "postgres_password"} {
				if err := makePassword(filepath.Join(dir, name)); err != nil {
					return err
				}
			}
		}
		if err := give(dir, uid, gid); err != nil {
			return err
		}
		fmt.Fprintf(out, "%s belongs to %d:%d\n", dir, uid, gid)
	}
	return nil
}

func parseOwner(s string) (uid, gid int, err error) {
	u, g, _ := strings.Cut(s, ":")
	if uid, err = strconv.Atoi(u); err == nil {
		gid, err = strconv.Atoi(g)
	}
	if err != nil {
		return 0, 0, fmt.Errorf("%w: %q is not UID:GID", daemon.ErrUsage, s)
	}
	return uid, gid, nil
}

func makePassword(path string) error {
	if _, err := config.KeepSecret(path); err != nil {
		return err
	}
	return os.Chmod(path, 0o444)
}

// give changes the owner of dir and of all in it. A directory that is right already is not entered:
// it may be closed to everybody else, and what its owner made in it is right too.
func give(dir string, uid, gid int) error {
	if info, err := os.Stat(dir); err != nil {
		return err
	} else if u, g := ownerOf(info); u == uid && g == gid {
		return nil
	}
	return filepath.WalkDir(dir, func(path string, _ os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if err := os.Lchown(path, uid, gid); err != nil {
			return fmt.Errorf("%s cannot be given to %d:%d: %w", path, uid, gid, err)
		}
		return nil
	})
}
