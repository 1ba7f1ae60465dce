// Package logging makes the one logger of a process. What may be logged is each package's business;
// how a line looks is decided here.
package logging

import (
	"io"
	"log/slog"
)

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
