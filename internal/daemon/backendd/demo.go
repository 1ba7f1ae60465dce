package backendd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/config"
	"appointment-manager/internal/daemon"
	"appointment-manager/internal/demodata"
	"appointment-manager/internal/store"
)

// demoSeed is fixed, so that everybody who speaks of the demo speaks of the same practice.
const demoSeed = 1

func demoData(ctx context.Context, args []string, _ io.Reader, out io.Writer) error {
	if len(args) > 0 {
		return daemon.ErrUsage
	}
	ctx = agenda.WithActor(ctx, agenda.Actor{Username: "demo data"})
	return withStore(ctx, func(cfg config.BackendConfig, s *store.Store) error {
		appointments := agenda.NewAppointments(s, cfg.Zone, time.Now)
		n, err := appointments.Count(ctx, agenda.AppointmentQuery{})
		if err != nil {
			return err
		}
		if n > 0 {
			return fmt.Errorf("the calendar has %d appointments already, so nothing was added: demo data goes into an empty calendar only", n)
		}
		today := agenda.DateOf(time.Now().In(cfg.Zone))
		if err := openDemo(ctx, agenda.NewPractice(s), today); err != nil {
			return err
		}
		drafts := demodata.Drafts(today, demoSeed)
		if err := demoKinds(ctx, agenda.NewKinds(s), drafts); err != nil {
			return err
		}
		if err := bookDemo(ctx, appointments, drafts, out); err != nil {
			return err
		}
		cards := agenda.NewClientCards(s)
		for _, c := range demodata.Cards(drafts, demoSeed) {
			if _, err := cards.Change(ctx, c.Client, nil, c.Patch); err != nil {
				return err
			}
		}
		return nil
	})
}

// demoKinds adds the usual kinds. A practice that has its own keeps them, and of the demo's appointments
// only those are of a kind that it knows.
func demoKinds(ctx context.Context, kinds *agenda.Kinds, drafts []agenda.AppointmentDraft) error {
	listed, err := kinds.List(ctx)
	if err != nil {
		return err
	}
	if len(listed) == 0 {
		for _, k := range agenda.UsualKinds {
			made, err := kinds.Create(ctx, agenda.KindDraft{Name: k.Name, Hue: k.Hue, Minutes: k.Minutes})
			if err != nil {
				return err
			}
			listed = append(listed, made)
		}
	}
	for i := range drafts {
		if d := &drafts[i]; d.Kind != nil {
			if _, known := agenda.KindNamed(listed, *d.Kind); !known {
				d.Kind = nil
			}
		}
	}
	return nil
}

// openDemo gives the practice hours, unless somebody has set some already.
func openDemo(ctx context.Context, practice *agenda.Practice, today agenda.Date) error {
	is, err := practice.Hours(ctx)
	usual := agenda.DefaultHours()
	if err != nil || len(is.Closed) > 0 || !is.OpeningHours.Equal(&usual) {
		return err
	}
	hours := demodata.Hours(today)
	if err := practice.SetOpeningHours(ctx, hours.OpeningHours); err != nil {
		return err
	}
	for _, c := range hours.Closed {
		if _, err := practice.Close(ctx, c); err != nil {
			return err
		}
	}
	return nil
}

func bookDemo(ctx context.Context, appointments *agenda.Appointments, drafts []agenda.AppointmentDraft, out io.Writer) error {
	// Booked side by side, so that they share the commits: a second instead of ten.
	results := make(chan error, len(drafts))
	turns := make(chan struct{}, 32)
	for _, d := range drafts {
		turns <- struct{}{}
		go func() {
			_, _, err := appointments.Create(ctx, d, nil)
			<-turns
			results <- err
		}()
	}
	booked := 0
	var failed []error
	for range drafts {
		if err := <-results; err != nil {
			failed = append(failed, err)
		} else {
			booked++
		}
	}
	if len(failed) > 0 {
		return fmt.Errorf("%d of %d appointments were not booked: %w", len(failed), len(drafts), errors.Join(failed...))
	}
	_, err := fmt.Fprintf(out, "booked %d appointments from %s to %s\n", booked, drafts[0].Date, drafts[len(drafts)-1].Date)
	return err
}
