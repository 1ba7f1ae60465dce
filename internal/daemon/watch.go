package daemon

import (
	"context"
	"errors"
	"log/slog"
	"net/http"

	"appointment-manager/internal/httpserver"
)

// Watched runs serve, and beside it tells the metrics on addr until serve has ended: the end of a
// program is worth watching too. With no address it only runs serve.
func Watched(ctx context.Context, addr string, metrics http.Handler, log *slog.Logger, serve func(context.Context) error) error {
	if addr == "" {
		return serve(ctx)
	}
	server, err := httpserver.Listen(addr, metrics, log)
	if err != nil {
		return err
	}
	log.Info("metrics are told", "addr", server.Addr().String())
	watch, end := context.WithCancel(context.WithoutCancel(ctx))
	done := make(chan error, 1)
	go func() { done <- server.Serve(watch) }()
	err = serve(ctx)
	end()
	return errors.Join(err, <-done)
}
