package backendd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"time"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/config"
	"appointment-manager/internal/daemon"
	"appointment-manager/internal/store"
)

// legacyImport is what becomes of the rows of a database of the original service.
type legacyImport struct {
	book         *agenda.Appointments
	appointments []agenda.Appointment
	users        []agenda.User
	adjusted     []string // rows that are kept in another form, and how
	refused      []string // rows that cannot be kept, and why
}

func importLegacy(ctx context.Context, args []string, _ io.Reader, out io.Writer) error {
	const flag = "--skip-faulty"
	skip := slices.Contains(args, flag)
	path, err := oneArg(slices.DeleteFunc(slices.Clone(args), func(arg string) bool { return arg == flag }))
	if err != nil {
		return daemon.ErrUsage
	}
	legacy, err := store.ReadLegacy(ctx, path)
	if err != nil {
		return err
	}
	return withStore(ctx, func(cfg config.BackendConfig, s *store.Store) error {
		fmt.Fprintf(out, "read %s: %d appointments, %d users; times are those of %s\n", path, len(legacy.Appointments), len(legacy.Users), cfg.Zone)
		in := legacyImport{book: agenda.NewAppointments(s, cfg.Zone, time.Now)}
		in.read(legacy)
		list(out, "kept in another form", in.adjusted)
		list(out, "cannot be kept", in.refused)
		if len(in.refused) > 0 && !skip {
			return fmt.Errorf("nothing was imported: %d rows cannot be kept; mend them in the original, or leave them out with %s", len(in.refused), flag)
		}
		done, err := s.Import(agenda.WithActor(ctx, commandLine), in.appointments, in.users)
		if err != nil {
			return fmt.Errorf("nothing was imported: %w", err)
		}
		return report(out, done)
	})
}

func list(out io.Writer, title string, lines []string) {
	if len(lines) > 0 {
		fmt.Fprintf(out, "%s, %d:\n  %s\n", title, len(lines), strings.Join(lines, "\n  "))
	}
}

func report(out io.Writer, done store.Imported) error {
	numbers := "with new numbers, since there were appointments before"
	if done.KeptIDs {
		numbers = "with the numbers they had"
	}
	fmt.Fprintf(out, "imported %d appointments, %s, and %d users\n", done.Appointments, numbers, done.Users)
	if len(done.Overlaps) > 0 {
		fmt.Fprintf(out, "marked as overlaps, since their time was taken, %d: %s\n", len(done.Overlaps), joined(done.Overlaps))
	}
	if done.Known > 0 {
		fmt.Fprintf(out, "already here from an earlier import, and left as they are: %d appointments\n", done.Known)
	}
	if len(done.Differing) > 0 {
		fmt.Fprintf(out, "of those, the file has another form than what was imported, %d: %s\n", len(done.Differing), joined(done.Differing))
	}
	if len(done.KnownUsers) > 0 {
		fmt.Fprintf(out, "already here, and left with the passwords they have, %d users: %s\n", len(done.KnownUsers), strings.Join(done.KnownUsers, ", "))
	}
	return nil
}

func joined(ids []int64) string {
	return strings.Trim(strings.ReplaceAll(fmt.Sprint(ids), " ", ", "), "[]")
}

func (in *legacyImport) read(legacy store.Legacy) {
	for _, row := range legacy.Appointments {
		a, err := in.appointment(row)
		if err != nil {
			in.refused = append(in.refused, fmt.Sprintf("appointment %d: %s", row.ID, agenda.Sentence(err)))
			continue
		}
		in.appointments = append(in.appointments, a)
	}
	names := map[string]string{}
	for _, row := range legacy.Users {
		u, err := in.user(row)
		if other, taken := names[strings.ToLower(row.Username)]; err == nil && taken {
			err = fmt.Errorf("the name is that of %s but for small and capital letters", other)
		}
		if err != nil {
			in.refused = append(in.refused, fmt.Sprintf("user %d, %q: %s", row.ID, row.Username, err))
			continue
		}
		names[strings.ToLower(row.Username)] = row.Username
		in.users = append(in.users, u)
	}
}

// appointment reads a row as somebody would book it. What the original took and no calendar can hold,
// a time that clocks jumped over or showed twice, is put where it must have been meant.
func (in *legacyImport) appointment(row store.LegacyAppointment) (agenda.Appointment, error) {
	if row.ID < 1 {
		return agenda.Appointment{}, errors.New("its number is not one from 1 on")
	}
	clock, fraction, _ := strings.Cut(row.Time, ".")
	d := agenda.AppointmentDraft{ClientName: row.ClientName, Date: row.Date, Time: clock, Notes: row.Notes}
	how := in.mend(&d)
	if strings.Trim(fraction, "0") != "" {
		how = strings.Trim("the fraction of a second is dropped; "+how, "; ")
	}
	a, err := in.book.Draft(d, nil)
	if err == nil && how != "" {
		in.adjusted = append(in.adjusted, fmt.Sprintf("appointment %d: %s", row.ID, how))
	}
	a.ID = row.ID
	return a, err
}

// mend moves a draft out of a gap of the clocks, or says which of two equal times it means, and
// returns what it did.
func (in *legacyImport) mend(d *agenda.AppointmentDraft) string {
	day, err := agenda.ParseDate(d.Date)
	if err != nil {
		return "" // which booking it will tell
	}
	clock, err := agenda.ParseTimeOfDay(d.Time)
	if err != nil {
		return ""
	}
	_, err = agenda.Resolve(day, clock, in.book.Zone(), nil)
	if gap, ok := errors.AsType[*agenda.NoSuchTimeError](err); ok {
		// As far after the gap as it seemed to lie in it.
		_, before := gap.Before.Zone()
		at := day.Start(time.FixedZone("", before)).Add(time.Duration(clock.Seconds()) * time.Second).In(in.book.Zone())
		d.Date, d.Time = agenda.DateOf(at).String(), agenda.TimeOfDayOf(at).String()
		return fmt.Sprintf("%s; moved to %s", err, d.Time)
	}
	if twice, ok := errors.AsType[*agenda.AmbiguousTimeError](err); ok {
		offset := twice.Choices[0].Format("-07:00")
		d.UTCOffset = &offset
		return fmt.Sprintf("%s comes twice on %s; the first is taken", d.Time, d.Date)
	}
	return ""
}

var bcryptHash = regexp.MustCompile(`^\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}$`)

func (in *legacyImport) user(row store.LegacyUser) (u agenda.User, err error) {
	if msg := agenda.CheckUsername(row.Username); msg != "" {
		return u, errors.New(msg)
	}
	if !bcryptHash.MatchString(row.PasswordHash) {
		return u, errors.New("its password is not kept as bcrypt does, so nobody could sign in with it")
	}
	u = agenda.User{Username: row.Username, PasswordHash: row.PasswordHash, Role: agenda.Role(strings.ToLower(row.Role))}
	if u.Role != agenda.RoleUser && u.Role != agenda.RoleAdmin {
		in.adjusted = append(in.adjusted, fmt.Sprintf("user %d, %q: there is no role %q; made a user", row.ID, row.Username, row.Role))
		u.Role = agenda.RoleUser
	}
	return u, nil
}
