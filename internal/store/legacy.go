package store

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"slices"
	"strings"
)

// Legacy is what a database of the original service holds, as it stands there.
type Legacy struct {
	Appointments []LegacyAppointment
	Users        []LegacyUser
}

// LegacyAppointment is a row of the original's table appointment. Date and Time are wall time without
// a zone, in whatever form SQLAlchemy wrote them.
type LegacyAppointment struct {
	ID         int64
	ClientName string
	Date, Time string
	Notes      *string
}

// LegacyUser is a row of the original's table user.
type LegacyUser struct {
	ID                           int64
	Username, PasswordHash, Role string
}

// ReadLegacy reads a database of the original service. Tables and columns are found by their names; a
// table of users may be missing.
func ReadLegacy(ctx context.Context, path string) (l Legacy, err error) {
	if _, err := os.Stat(path); err != nil {
		return l, startError{err}
	}
	db, err := openFile(ctx, path, reader, 1)
	if err != nil {
		return l, fileError(path, err)
	}
	defer db.Close()
	if ours, err := hasTable(ctx, db, "schema_migrations"); err != nil || ours {
		if err == nil {
			err = fmt.Errorf("it is a database of this program: use restore")
		}
		return l, fileError(path, err)
	}
	var a LegacyAppointment
	err = eachLegacy(ctx, db, []string{"appointment", "appointments"}, true, func() { l.Appointments = append(l.Appointments, a) },
		legacyColumn{"id", &a.ID}, legacyColumn{"client_name", &a.ClientName}, legacyColumn{"date", &a.Date}, legacyColumn{"time", &a.Time}, legacyColumn{"notes", &a.Notes})
	if err != nil {
		return l, fileError(path, err)
	}
	var u LegacyUser
	err = eachLegacy(ctx, db, []string{"user", "users"}, false, func() { l.Users = append(l.Users, u) },
		legacyColumn{"id", &u.ID}, legacyColumn{"username", &u.Username}, legacyColumn{"hashed_password password_hash", &u.PasswordHash}, legacyColumn{"role", &u.Role})
	if err != nil {
		return l, fileError(path, err)
	}
	return l, nil
}

// legacyColumn is a column, by the names that it may have, and where its values go.
type legacyColumn struct {
	names string
	into  any
}

// eachLegacy reads a table that has one of some names, in the order of its first column.
func eachLegacy(ctx context.Context, db *sql.DB, tables []string, required bool, do func(), columns ...legacyColumn) error {
	table := ""
	for _, name := range tables {
		has, err := hasTable(ctx, db, name)
		if err != nil {
			return err
		}
		if has {
			table = name
			break
		}
	}
	if table == "" {
		if required {
			return fmt.Errorf("it is no database of the original service: it has no table %s", tables[0])
		}
		return nil
	}
	var there []string
	var name string
	err := eachRow(ctx, db, "SELECT lower(name) FROM pragma_table_info('"+table+"')", func() { there = append(there, name) }, &name)
	if err != nil {
		return err
	}
	selected, into := make([]string, len(columns)), make([]any, len(columns))
	for i, c := range columns {
		names := strings.Fields(c.names)
		found := slices.IndexFunc(names, func(name string) bool { return slices.Contains(there, name) })
		if found < 0 {
			return fmt.Errorf("it is no database of the original service: its table %s has no column %s", table, strings.Join(names, " or "))
		}
		// As text, lest the driver makes something else of a column that is called a date.
		selected[i], into[i] = fmt.Sprintf("coalesce(CAST(%q AS TEXT), '')", names[found]), c.into
		switch c.into.(type) {
		case **string:
			selected[i] = fmt.Sprintf("CAST(%q AS TEXT)", names[found])
		case *int64:
			selected[i] = fmt.Sprintf("CAST(%q AS INTEGER)", names[found])
		}
	}
	return eachRow(ctx, db, fmt.Sprintf("SELECT %s FROM %q ORDER BY 1", strings.Join(selected, ", "), table), do, into...)
}
