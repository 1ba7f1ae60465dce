package backendd

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"golang.org/x/term"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/config"
	"appointment-manager/internal/daemon"
	"appointment-manager/internal/store"
)

// administer runs do with the users of the configured database, as "command line" in the audit log.
func administer(ctx context.Context, out io.Writer, do func(ctx context.Context, users *agenda.Users) (done string, err error)) error {
	ctx = agenda.WithActor(ctx, commandLine)
	return withStore(ctx, func(cfg config.BackendConfig, s *store.Store) error {
		users, err := openUsers(s, false, cfg.PasswordMinLength, nil)
		if err != nil {
			return err
		}
		done, err := do(ctx, users)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintln(out, done)
		return err
	})
}

func userCreate(ctx context.Context, args []string, in io.Reader, out io.Writer) error {
	role := agenda.RoleUser
	if i := slices.Index(args, "--admin"); i >= 0 {
		role, args = agenda.RoleAdmin, slices.Delete(slices.Clone(args), i, i+1)
	}
	name, err := oneArg(args)
	if err != nil {
		return err
	}
	password, err := readPassword(in)
	if err != nil {
		return err
	}
	return administer(ctx, out, func(ctx context.Context, users *agenda.Users) (string, error) {
		u, err := users.Create(ctx, name, password, role)
		return fmt.Sprintf("made %s (%s)", u.Username, u.Role), err
	})
}

func userPassword(ctx context.Context, args []string, in io.Reader, out io.Writer) error {
	name, err := oneArg(args)
	if err != nil {
		return err
	}
	password, err := readPassword(in)
	if err != nil {
		return err
	}
	return administer(ctx, out, func(ctx context.Context, users *agenda.Users) (string, error) {
		u, err := users.SetPassword(ctx, name, password)
		return u.Username + " has a new password; all sessions ended", err
	})
}

// readPassword reads one line. At a terminal it asks, and what is typed is not shown.
func readPassword(in io.Reader) (string, error) {
	if f, ok := in.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		fmt.Fprint(os.Stderr, "Password: ")
		b, err := term.ReadPassword(int(f.Fd()))
		fmt.Fprintln(os.Stderr)
		return string(b), err
	}
	line, err := bufio.NewReader(in).ReadString('\n')
	line = strings.TrimRight(line, "\r\n")
	if line == "" && (err == nil || errors.Is(err, io.EOF)) {
		return "", errors.New("no password came on standard input")
	}
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return line, err
}

func setUser(done string, set func(ctx context.Context, users *agenda.Users, name string) (agenda.User, error)) func(context.Context, []string, io.Reader, io.Writer) error {
	return func(ctx context.Context, args []string, _ io.Reader, out io.Writer) error {
		name, err := oneArg(args)
		if err != nil {
			return err
		}
		return administer(ctx, out, func(ctx context.Context, users *agenda.Users) (string, error) {
			u, err := set(ctx, users, name)
			return fmt.Sprintf(done, u.Username), err
		})
	}
}

var (
	userPromote = setUser("%s is an administrator now", func(ctx context.Context, users *agenda.Users, name string) (agenda.User, error) {
		return users.SetRole(ctx, name, agenda.RoleAdmin)
	})
	userDemote = setUser("%s is a user now", func(ctx context.Context, users *agenda.Users, name string) (agenda.User, error) {
		return users.SetRole(ctx, name, agenda.RoleUser)
	})
	userDisable = setUser("%s can no longer sign in; all sessions ended", func(ctx context.Context, users *agenda.Users, name string) (agenda.User, error) {
		return users.SetDisabled(ctx, name, true)
	})
	userEnable = setUser("%s can sign in again", func(ctx context.Context, users *agenda.Users, name string) (agenda.User, error) {
		return users.SetDisabled(ctx, name, false)
	})
)

func userList(ctx context.Context, args []string, _ io.Reader, out io.Writer) error {
	if len(args) > 0 {
		return daemon.ErrUsage
	}
	return withStore(ctx, func(_ config.BackendConfig, s *store.Store) error {
		users, err := s.Users(ctx)
		for _, u := range users {
			state := ""
			if u.Disabled {
				state = ", disabled"
			}
			fmt.Fprintf(out, "%s\t%s%s\tsince %s\n", u.Username, u.Role, state, u.CreatedAt.Format("2006-01-02"))
		}
		return err
	})
}
