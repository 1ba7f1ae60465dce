package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// postgresSequences is how far the server has counted, by table.
const postgresSequences = `SELECT 'appointments', CASE WHEN is_called THEN last_value ELSE 0 END FROM appointments_id_seq
	UNION ALL SELECT 'users', CASE WHEN is_called THEN last_value ELSE 0 END FROM users_id_seq
	UNION ALL SELECT 'summary_jobs', CASE WHEN is_called THEN last_value ELSE 0 END FROM summary_jobs_seq_seq
	UNION ALL SELECT 'api_tokens', CASE WHEN is_called THEN last_value ELSE 0 END FROM api_tokens_id_seq
	UNION ALL SELECT 'closed_days', CASE WHEN is_called THEN last_value ELSE 0 END FROM closed_days_id_seq
	UNION ALL SELECT 'kinds', CASE WHEN is_called THEN last_value ELSE 0 END FROM kinds_id_seq
	UNION ALL SELECT 'client_cards', CASE WHEN is_called THEN last_value ELSE 0 END FROM client_cards_id_seq
	UNION ALL SELECT 'audit_log', CASE WHEN is_called THEN last_value ELSE 0 END FROM audit_log_id_seq`

// archived are the tables that hold data, in an order in which none refers to a later one.
var archived = []string{"calendars", "users", "appointments", "summary_jobs", "idempotency_keys", "sign_in_failures", "audit_log", "switches", "feeds", "api_tokens", "preferences", "imports", "imported_rows", "opening_hours", "closed_days", "kinds", "client_cards"}

func (d postgresDialect) copyTo(ctx context.Context, path string) error {
	db := d.pool(1)
	defer db.Close()
	tx, err := db.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
	if err != nil {
		return err
	}
	defer tx.Rollback() // it always ends so
	return newFile(path, func(part string) error {
		if err := exportTo(ctx, tx, part); err != nil {
			return err
		}
		_, err := Verify(ctx, part)
		return err
	})
}

// exportTo writes what tx sees into the file at path, which is empty.
func exportTo(ctx context.Context, tx *sql.Tx, path string) error {
	file, err := openFile(ctx, path, writing, 1)
	if err != nil {
		return err
	}
	defer file.Close()
	if err := migrate(ctx, sqliteDialect{path: path}, file, quiet); err != nil {
		return err
	}
	to, err := file.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer to.Rollback() // does nothing after the commit
	if err := withoutTriggers(ctx, to, func() error { return exportTables(ctx, tx, to) }); err != nil {
		return err
	}
	if err := to.Commit(); err != nil {
		return err
	}
	// Of one file alone, as a backup should be.
	_, err = file.ExecContext(ctx, "PRAGMA journal_mode = DELETE")
	return err
}

// withoutTriggers does something in a transaction that the triggers would refuse or count.
func withoutTriggers(ctx context.Context, tx *sql.Tx, do func() error) error {
	var name, text string
	var drop, restore []string
	err := eachRow(ctx, tx, "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'", func() {
		drop, restore = append(drop, "DROP TRIGGER "+name), append(restore, text)
	}, &name, &text)
	if err != nil {
		return err
	}
	if err := execAll(ctx, tx, drop...); err != nil {
		return err
	}
	if err := do(); err != nil {
		return err
	}
	return execAll(ctx, tx, restore...)
}

func execAll(ctx context.Context, tx *sql.Tx, statements ...string) error {
	for _, statement := range statements {
		if _, err := tx.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}

func exportTables(ctx context.Context, from, to *sql.Tx) error {
	if err := execAll(ctx, to, "DELETE FROM calendars", "DELETE FROM opening_hours"); err != nil { // those that the schema brings
		return err
	}
	for _, table := range archived {
		columns, err := columnsOf(ctx, to, table)
		if err != nil {
			return err
		}
		names := strings.Join(columns, ", ")
		insert, err := to.PrepareContext(ctx, fmt.Sprintf("INSERT INTO %s (%s) VALUES (?%s)", table, names, strings.Repeat(", ?", len(columns)-1)))
		if err != nil {
			return err
		}
		err = eachRecord(ctx, from, "SELECT "+names+" FROM "+table, len(columns), func(record []any) error {
			_, err := insert.ExecContext(ctx, record...)
			return err
		})
		if err != nil {
			return fmt.Errorf("table %s: %w", table, err)
		}
		insert.Close()
	}
	var table string
	var last int64
	sequences := map[string]int64{}
	if err := eachRow(ctx, from, postgresSequences, func() { sequences[table] = last }, &table, &last); err != nil {
		return err
	}
	return raiseSequences(ctx, to, sequences)
}

// columnsOf returns the columns of a table of a SQLite database.
func columnsOf(ctx context.Context, tx *sql.Tx, table string) (names []string, err error) {
	var name string
	err = eachRow(ctx, tx, "SELECT name FROM pragma_table_info('"+table+"') ORDER BY cid", func() { names = append(names, name) }, &name)
	return names, err
}

// eachRecord calls do with the values of each row, which do may keep.
func eachRecord(ctx context.Context, db querier, query string, columns int, do func([]any) error) error {
	rows, err := db.QueryContext(ctx, query)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		record, into := make([]any, columns), make([]any, columns)
		for i := range record {
			into[i] = &record[i]
		}
		if err := rows.Scan(into...); err != nil {
			return err
		}
		if err := do(record); err != nil {
			return err
		}
	}
	return rows.Err()
}

func (d postgresDialect) replace(ctx context.Context, file, saveAs string, prepare func(present) error) (saved bool, err error) {
	db := d.pool(1)
	defer db.Close()
	if err := d.check(ctx, db); err != nil {
		return false, err
	}
	if err := migrate(ctx, d, db, quiet); err != nil {
		return false, err
	}
	conn, err := db.Conn(ctx)
	if err != nil {
		return false, err
	}
	defer conn.Close()
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return false, err
	}
	defer tx.Rollback() // does nothing after the commit
	if err := d.lock(ctx, tx); err != nil {
		return false, err
	}
	// Nobody writes until the end, past our own lock either; reading goes on.
	if err := execAll(ctx, tx, "LOCK TABLE "+strings.Join(archived, ", ")+", sessions IN SHARE ROW EXCLUSIVE MODE"); err != nil {
		return false, err
	}
	was, err := readPresent(ctx, tx, postgresSequences)
	if err != nil {
		return false, err
	}
	// A database that nothing was ever done in is not worth a copy.
	if saved = len(was.appointments) > 0 || was.sequences["audit_log"] > 0; saved {
		err = newFile(saveAs, func(part string) error { return exportTo(ctx, tx, part) })
		if err != nil {
			return false, err
		}
	}
	if err := prepare(was); err != nil {
		return false, err
	}
	if err := importFrom(ctx, conn, tx, file); err != nil {
		return false, err
	}
	return saved, tx.Commit()
}

// importFrom puts the rows of a file in the place of those that tx, which is conn's, sees. Rows are
// deleted rather than tables truncated, so that whoever reads meanwhile sees what was there.
func importFrom(ctx context.Context, conn *sql.Conn, tx *sql.Tx, file string) error {
	from, err := openFile(ctx, file, reader, 1)
	if err != nil {
		return err
	}
	defer from.Close()
	source, err := from.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return err
	}
	defer source.Rollback() // it always ends so
	for _, table := range []string{"audit_log", "appointments"} {
		if err := execAll(ctx, tx, "ALTER TABLE "+table+" DISABLE TRIGGER USER"); err != nil {
			return err
		}
	}
	if err := execAll(ctx, tx, "DELETE FROM sessions"); err != nil { // which no backup brings back
		return err
	}
	for i := range archived {
		if err := execAll(ctx, tx, "DELETE FROM "+archived[len(archived)-1-i]); err != nil {
			return err
		}
	}
	for _, table := range archived {
		if err := importTable(ctx, conn, tx, source, table); err != nil {
			return fmt.Errorf("table %s: %w", table, err)
		}
	}
	for table, column := range map[string]string{"appointments": "id", "users": "id", "summary_jobs": "seq", "api_tokens": "id", "closed_days": "id", "kinds": "id", "client_cards": "id", "audit_log": "id"} {
		var last int64
		err := source.QueryRowContext(ctx, "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = ?", table).Scan(&last)
		if err == nil && last > 0 {
			_, err = tx.ExecContext(ctx, "SELECT setval(pg_get_serial_sequence($1, $2), $3)", table, column, last)
		}
		if err != nil {
			return err
		}
	}
	return execAll(ctx, tx, "ALTER TABLE audit_log ENABLE TRIGGER USER", "ALTER TABLE appointments ENABLE TRIGGER USER")
}

// importTable copies one table, all its rows at once.
func importTable(ctx context.Context, conn *sql.Conn, tx, from *sql.Tx, table string) error {
	columns, err := columnsOf(ctx, from, table)
	if err != nil {
		return err
	}
	booleans := map[string]bool{}
	var name string
	err = eachRow(ctx, tx, "SELECT attname FROM pg_attribute WHERE attrelid = '"+table+"'::regclass AND atttypid = 'boolean'::regtype",
		func() { booleans[name] = true }, &name)
	if err != nil {
		return err
	}
	var records [][]any
	err = eachRecord(ctx, from, "SELECT "+strings.Join(columns, ", ")+" FROM "+table, len(columns), func(record []any) error {
		for i, value := range record {
			record[i] = forPostgres(value, booleans[columns[i]])
		}
		records = append(records, record)
		return nil
	})
	if err != nil {
		return err
	}
	return conn.Raw(func(driver any) error {
		n, err := driver.(*stdlib.Conn).Conn().CopyFrom(ctx, pgx.Identifier{table}, columns, pgx.CopyFromRows(records))
		if err == nil && n != int64(len(records)) {
			err = fmt.Errorf("%d of %d rows were written", n, len(records))
		}
		return err
	})
}

// forPostgres gives a value of SQLite the form that the other database knows. It has no text with
// bytes that are no characters, or with the character NUL.
func forPostgres(value any, boolean bool) any {
	switch v := value.(type) {
	case int64:
		if boolean {
			return v != 0
		}
	case []byte:
		return forPostgres(string(v), boolean)
	case string:
		return strings.ReplaceAll(strings.ToValidUTF8(v, "\ufffd"), "\x00", "\ufffd")
	}
	return value
}
