package backendd

import (
	"context"
	"time"

	"appointment-manager/internal/agenda"
)

// purgeEvery is how often what nobody can get at any more is removed: appointments that were deleted too
// long ago to be restored, what a model was sent before then, which may speak of them, old imports, and
// sessions that have expired.
const purgeEvery = 24 * time.Hour

// purge removes them until ctx is done. What a failure leaves is removed the next time.
func (d *Daemon) purge(ctx context.Context) error {
	tick := time.NewTicker(purgeEvery)
	defer tick.Stop()
	for {
		purged, err := d.store.PurgeAppointments(ctx, time.Now().Add(-agenda.RestoreWindow))
		if err != nil && ctx.Err() == nil {
			d.log.Warn("purging deleted appointments failed", "error", err)
		}
		now := time.Now()
		if err := d.store.PurgeSent(ctx, now.Add(-agenda.RestoreWindow)); err != nil && ctx.Err() == nil {
			d.log.Warn("purging what models were sent failed", "error", err)
		}
		if err := d.store.PurgeImports(ctx, now.Add(-agenda.ImportLifetime), now.Add(-agenda.RestoreWindow)); err != nil && ctx.Err() == nil {
			d.log.Warn("purging old imports failed", "error", err)
		}
		if err := d.store.PurgeSessions(ctx); err != nil && ctx.Err() == nil {
			d.log.Warn("purging expired sessions failed", "error", err)
		}
		if purged > 0 {
			d.log.Info("deleted appointments purged", "appointments", purged)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}
