// Package daemon is what the programs have in common on a command line: subcommands, signals, and
// the promise that a failure is one clear line and an exit status that is not 0.
package daemon

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/buildinfo"
	"appointment-manager/internal/config"
	"appointment-manager/internal/httpserver"
	"appointment-manager/internal/logging"
)

// Command is one subcommand of a program. A Name of several words is typed as such.
type Command struct {
	Name string
	Args string // how its arguments are written, for the help
	Help string
	Run  func(ctx context.Context, args []string, in io.Reader, out io.Writer) error
}

// ErrUsage is returned by a Command whose arguments make no sense.
var ErrUsage = errors.New("wrong arguments")

// Exit statuses.
const (
	exitFailed = 1
	exitConfig = 2 // the configuration or the command line must be changed first
)

// Main runs the program: the subcommand that its arguments name, the first command when they name
// none. It ends the process.
func Main(program string, commands ...Command) {
	logging.Speak(os.Stderr)
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	status := run(ctx, stop, program, commands, os.Args[1:])
	stop()
	os.Exit(status)
}

func run(ctx context.Context, stop func(), program string, commands []Command, args []string) int {
	commands = append(commands, Command{Name: "version", Help: "print the version", Run: printVersion})
	if len(args) > 0 && slices.Contains([]string{"help", "-h", "--help"}, args[0]) {
		usage(os.Stdout, program, commands)
		return 0
	}
	command, rest, ok := choose(commands, args)
	if !ok {
		fmt.Fprintf(os.Stderr, "%s: there is no command %q\n\n", program, strings.Join(args, " "))
		usage(os.Stderr, program, commands)
		return exitConfig
	}
	// A second signal ends the program at once, for those who cannot wait.
	context.AfterFunc(ctx, stop)
	err := command.Run(ctx, rest, os.Stdin, os.Stdout)
	if err == nil || errors.Is(err, context.Canceled) && ctx.Err() != nil {
		return 0
	}
	for line := range strings.SplitSeq(agenda.Sentence(err), "\n") {
		fmt.Fprintf(os.Stderr, "%s: %s\n", program, line)
	}
	if errors.Is(err, ErrUsage) {
		fmt.Fprintf(os.Stderr, "usage: %s %s %s\n", program, command.Name, command.Args)
		return exitConfig
	}
	if _, ok := errors.AsType[config.Faults](err); ok {
		return exitConfig
	}
	return exitFailed
}

// choose finds the command whose name's words the arguments begin with.
func choose(commands []Command, args []string) (c Command, rest []string, ok bool) {
	if len(args) == 0 {
		return commands[0], nil, true
	}
	for _, c := range commands {
		words := strings.Fields(c.Name)
		if len(args) >= len(words) && slices.Equal(words, args[:len(words)]) {
			return c, args[len(words):], true
		}
	}
	return Command{}, nil, false
}

func usage(w io.Writer, program string, commands []Command) {
	fmt.Fprintf(w, "usage: %s [command]\n\n", program)
	for i, c := range commands {
		suffix := ""
		if i == 0 {
			suffix = " (the default)"
		}
		fmt.Fprintf(w, "  %-34s %s%s\n", strings.TrimSpace(c.Name+" "+c.Args), c.Help, suffix)
	}
}

func printVersion(_ context.Context, _ []string, _ io.Reader, out io.Writer) error {
	_, err := fmt.Fprintln(out, buildinfo.Get())
	return err
}

// PrintConfig returns the command that prints the settings in force, secrets hidden, and fails when
// they cannot be used.
func PrintConfig(load func() (text string, err error)) Command {
	return Command{Name: "config", Help: "print the settings in force, secrets hidden", Run: func(_ context.Context, _ []string, _ io.Reader, out io.Writer) error {
		text, err := load()
		fmt.Fprint(out, text)
		return err
	}}
}

// Healthcheck returns the command that asks the program's own health endpoint, for containers whose
// image has nothing else to ask with. addr returns where the program listens.
func Healthcheck(path string, addr func() (string, error)) Command {
	return Command{Name: "healthcheck", Help: "ask a running " + path + " and fail unless it is well", Run: func(ctx context.Context, _ []string, _ io.Reader, _ io.Writer) error {
		listen, err := addr()
		if err != nil {
			return err
		}
		host, port, err := net.SplitHostPort(listen)
		if err != nil {
			return err
		}
		if host == "" || host == "0.0.0.0" || host == "::" {
			host = "127.0.0.1"
		}
		return httpserver.Healthcheck(ctx, "http://"+net.JoinHostPort(host, port)+path)
	}}
}
