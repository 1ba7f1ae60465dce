package storetest

import (
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/store"
)

// The dumps are databases as released schemas left them, NNNN.sql for schema NNNN.
//
//go:embed testdata
var dumps embed.FS

// Fixture makes, at path, a small database as the program made it when its newest schema was the
// given one: appointments of every kind, users, jobs in all states and all that goes with them.
func Fixture(t testing.TB, schema int, path string) {
	t.Helper()
	dump, err := fs.ReadFile(dumps, fmt.Sprintf("testdata/%04d.sql", schema))
	require.NoError(t, err, "make it with: go test ./internal/store -run TestFixture -update")
	db := Raw(t, path)
	_, err = db.ExecContext(t.Context(), string(dump))
	require.NoError(t, err)
	require.NoError(t, db.Close())
}

// Crowd adds n appointments to a database of any schema, quarter hours from 2030 on, past the program.
// They are confirmed, and every tenth is cancelled.
func Crowd(t testing.TB, path string, n int) {
	t.Helper()
	db := Raw(t, path)
	_, err := db.ExecContext(t.Context(), `
		WITH RECURSIVE number (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM number WHERE i < ?),
		slot (i, starts_at) AS (SELECT i, 1893456000 + i * 900 FROM number)
		INSERT INTO appointments (calendar_id, uid, client_name, date, time, time_zone, starts_at, ends_at, status, notes, search,
			created_at, updated_at, created_by, updated_by)
		SELECT 1, 'crowd-' || i, 'Client ' || i, date(starts_at, 'unixepoch'), strftime('%H:%M', starts_at, 'unixepoch'), 'UTC',
			starts_at, starts_at + 900, iif(i % 10 = 0, 'cancelled', 'confirmed'), iif(i % 3 = 0, 'Note ' || i, NULL), 'client ' || i,
			1764000000000000 + i, 1764000000000000 + i, 'crowd', 'crowd' FROM slot`, n)
	require.NoError(t, err)
	require.NoError(t, db.Close())
}

// Raw opens a database file as any other program would, past ours.
func Raw(t testing.TB, path string) *sql.DB {
	t.Helper()
	driver := "sqlite3"
	if strings.Contains(store.Driver, "modernc") {
		driver = "sqlite"
	}
	db, err := sql.Open(driver, path)
	require.NoError(t, err)
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { db.Close() })
	return db
}

// Rows returns what the file's tables hold: the rows of each as texts, in the order of their keys.
// With columns, only those that it names are read of each table, and only the tables that it names.
func Rows(t testing.TB, path string, columns map[string][]string) map[string][]string {
	t.Helper()
	db := Raw(t, path)
	defer db.Close()
	if columns == nil {
		columns = Columns(t, path)
	}
	rows := map[string][]string{}
	for table, names := range columns {
		quoted := "quote(" + strings.Join(names, ") || ' ' || quote(") + ")"
		rows[table] = texts(t, db, "SELECT "+quoted+" FROM "+table+" ORDER BY 1")
	}
	return rows
}

// Columns returns the tables of the file with their columns, the list of migrations aside.
func Columns(t testing.TB, path string) map[string][]string {
	t.Helper()
	db := Raw(t, path)
	defer db.Close()
	columns := map[string][]string{}
	for _, table := range texts(t, db, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'schema_migrations'") {
		columns[table] = texts(t, db, "SELECT name FROM pragma_table_info(?)", table)
	}
	return columns
}

func texts(t testing.TB, db *sql.DB, query string, args ...any) (found []string) {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), query, args...)
	require.NoError(t, err)
	defer rows.Close()
	for rows.Next() {
		var text string
		require.NoError(t, rows.Scan(&text))
		found = append(found, text)
	}
	require.NoError(t, rows.Err())
	return found
}

// Original makes, at path, a database of the original service, with its faulty rows if wanted.
func Original(t testing.TB, path string, faulty bool) {
	t.Helper()
	db := Raw(t, path)
	files := []string{"original.sql", "original_faulty.sql"}
	if !faulty {
		files = files[:1]
	}
	for _, file := range files {
		dump, err := fs.ReadFile(dumps, "testdata/"+file)
		require.NoError(t, err)
		_, err = db.ExecContext(t.Context(), string(dump))
		require.NoError(t, err)
	}
	require.NoError(t, db.Close())
}
