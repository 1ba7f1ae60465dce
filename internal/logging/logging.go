// Package logging makes the one logger of a process. What may be logged is each package's business;
// how a line looks is decided here.
package logging

import (
	"io"
	"log"
	"log/slog"
)

// A library that says something of its own while it is initialised would add a line to what every command
// prints. This package, whose path sorts first and which needs nothing but the standard library, is
// initialised before any of them; [Speak] ends the silence.
func init() { log.SetOutput(io.Discard) }

// Speak lets package log write to w again, once the program has begun.
func Speak(w io.Writer) { log.SetOutput(w) }

// New returns a logger that writes lines of the format "json" or "text" to w, from level on.
// service is on every line.
func New(w io.Writer, format string, level slog.Level, service string) *slog.Logger {
	options := &slog.HandlerOptions{Level: level}
	var handler slog.Handler = slog.NewTextHandler(w, options)
	if format == "json" {
		handler = slog.NewJSONHandler(w, options)
	}
	return slog.New(handler).With("service", service)
}
