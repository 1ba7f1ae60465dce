package store

import (
	"cmp"
	"strings"
	"time"

	"appointment-manager/internal/agenda"
)

// The row types are what GORM reads and writes. They stay in this package: the domain's types carry
// no storage tags.

type appointmentRow struct {
	ID         int64 `gorm:"primaryKey"`
	CalendarID int64
	UID        string
	ClientName string
	Date       string
	Time       string
	TimeZone   string
	StartsAt   int64
	EndsAt     int64
	Status     string
	Overlap    bool
	Notes      *string
	Search     string
	Version    int64
	CreatedAt  int64 `gorm:"autoCreateTime:false"`
	UpdatedAt  int64 `gorm:"autoUpdateTime:false"`
	CreatedBy  string
	UpdatedBy  string
	DeletedAt  *int64
	Kind       string
}

func (appointmentRow) TableName() string { return "appointments" }

func appointmentToRow(a *agenda.Appointment) appointmentRow {
	search := a.ClientName
	if a.Notes != nil {
		search += "\n" + *a.Notes
	}
	if a.Kind != "" {
		search += "\n" + a.Kind
	}
	row := appointmentRow{
		ID: a.ID, CalendarID: a.CalendarID, UID: a.UID, ClientName: a.ClientName,
		Date: a.Date.String(), Time: a.Time.String(), TimeZone: a.TimeZone,
		StartsAt: a.StartsAt.Unix(), EndsAt: a.EndsAt.Unix(),
		Status: string(a.Status), Overlap: a.Overlap, Notes: a.Notes, Search: strings.ToLower(search),
		Version: a.Version, CreatedAt: a.CreatedAt.UnixMicro(), UpdatedAt: a.UpdatedAt.UnixMicro(),
		CreatedBy: a.CreatedBy, UpdatedBy: a.UpdatedBy, Kind: a.Kind,
	}
	if a.DeletedAt != nil {
		at := a.DeletedAt.UnixMicro()
		row.DeletedAt = &at
	}
	return row
}

// appointmentColumns are what scanAppointment reads, in its order.
const appointmentColumns = "id, calendar_id, uid, client_name, date, time, time_zone, starts_at, ends_at, status, overlap, notes, version, created_at, updated_at, created_by, updated_by, deleted_at, kind"

// scanner is a *sql.Row or *sql.Rows.
type scanner interface{ Scan(dest ...any) error }

// scanAppointment reads appointmentColumns. Lists are read with it, at half the cost of GORM's Find.
func scanAppointment(row scanner, a *agenda.Appointment) error {
	var date, timeOfDay, status string
	var starts, ends, created, updated int64
	var deleted *int64
	err := row.Scan(&a.ID, &a.CalendarID, &a.UID, &a.ClientName, &date, &timeOfDay, &a.TimeZone, &starts, &ends, &status,
		&a.Overlap, &a.Notes, &a.Version, &created, &updated, &a.CreatedBy, &a.UpdatedBy, &deleted, &a.Kind)
	if err != nil {
		return err
	}
	if a.Date, err = agenda.ParseDate(date); err != nil {
		return unreadable("appointment", a.ID, err)
	}
	if a.Time, err = agenda.ParseTimeOfDay(timeOfDay); err != nil {
		return unreadable("appointment", a.ID, err)
	}
	a.Status = agenda.Status(status)
	a.StartsAt, a.EndsAt = time.Unix(starts, 0).UTC(), time.Unix(ends, 0).UTC()
	a.DurationMinutes = int((ends - starts) / 60)
	a.CreatedAt, a.UpdatedAt = time.UnixMicro(created).UTC(), time.UnixMicro(updated).UTC()
	a.DeletedAt = microTime(deleted)
	return nil
}

func microTime(micros *int64) *time.Time {
	if micros == nil {
		return nil
	}
	t := time.UnixMicro(*micros).UTC()
	return &t
}

type userRow struct {
	ID           int64 `gorm:"primaryKey"`
	Username     string
	PasswordHash string
	Role         string
	Disabled     bool
	TokenVersion int64
	CreatedAt    int64 `gorm:"autoCreateTime:false"`
}

func (userRow) TableName() string { return "users" }

func userToRow(u *agenda.User) userRow {
	return userRow{u.ID, u.Username, u.PasswordHash, string(u.Role), u.Disabled, u.TokenVersion, u.CreatedAt.UnixMicro()}
}

func (r *userRow) user() agenda.User {
	return agenda.User{
		ID: r.ID, Username: r.Username, PasswordHash: r.PasswordHash, Role: agenda.Role(r.Role),
		Disabled: r.Disabled, TokenVersion: r.TokenVersion, CreatedAt: time.UnixMicro(r.CreatedAt).UTC(),
	}
}

type jobRow struct {
	Seq          int64 `gorm:"primaryKey"`
	ID           string
	Label        string
	State        string
	Run          int
	Count        int
	FromDate     string
	ToDate       string
	Force        bool
	RequestedBy  string
	RequestedAt  int64
	FinishedAt   *int64
	Attempts     []agenda.Attempt `gorm:"serializer:json"`
	Error        string
	Summary      *string
	Model        string
	Appointments int
	ResultID     string
	Language     string
}

func (jobRow) TableName() string { return "summary_jobs" }

func jobToRow(j *agenda.SummaryJob) jobRow {
	return jobRow{
		ID: j.ID, Label: j.Label, State: string(j.State), Run: j.Run, Count: j.Count,
		FromDate: j.From.String(), ToDate: j.To.String(), Force: j.Force,
		RequestedBy: j.RequestedBy, RequestedAt: j.RequestedAt.UnixMicro(), Attempts: j.Attempts, Language: j.Language,
	}
}

func (r *jobRow) job() (agenda.SummaryJob, error) {
	j := agenda.SummaryJob{
		ID: r.ID, Label: r.Label, State: agenda.JobState(r.State), Run: r.Run, Count: r.Count, Force: r.Force,
		RequestedBy: r.RequestedBy, RequestedAt: time.UnixMicro(r.RequestedAt).UTC(), FinishedAt: microTime(r.FinishedAt),
		Attempts: r.Attempts, Error: r.Error, Summary: r.Summary, Model: r.Model, Appointments: r.Appointments, ResultID: r.ResultID,
		Language: r.Language,
	}
	if j.Attempts == nil {
		j.Attempts = []agenda.Attempt{}
	}
	if err := cmp.Or(j.From.UnmarshalText([]byte(r.FromDate)), j.To.UnmarshalText([]byte(r.ToDate))); err != nil {
		return j, unreadable("summary job", r.Seq, err)
	}
	return j, nil
}

type idempotencyRow struct {
	Username    string
	Key         string
	Fingerprint string
	ObjectID    string
	CreatedAt   int64 `gorm:"autoCreateTime:false"`
}

func (idempotencyRow) TableName() string { return "idempotency_keys" }

type failureRow struct {
	Key          string `gorm:"primaryKey"`
	Failures     int
	LastAt       int64
	BlockedUntil int64
}

func (failureRow) TableName() string { return "sign_in_failures" }
