package store

import (
	"context"
	"database/sql"
	"fmt"
	"os"
)

func (d sqliteDialect) migrations() (folder, createTable string) {
	return "sqlite", `CREATE TABLE IF NOT EXISTS schema_migrations (
  version    INTEGER PRIMARY KEY,
  name       TEXT NOT NULL,
  checksum   TEXT NOT NULL,
  applied_at INTEGER NOT NULL
) STRICT`
}

// lock has nothing to do: the writer's transactions begin with the file locked.
func (d sqliteDialect) lock(context.Context, *sql.Tx) error { return nil }

// beforeUpgrade makes a copy beside the database. One that an earlier, interrupted upgrade made of
// the same state is left alone.
func (d sqliteDialect) beforeUpgrade(ctx context.Context, version int) error {
	path := fmt.Sprintf("%s.before-%04d", d.path, version)
	if _, err := os.Stat(path); err == nil {
		return nil
	}
	if err := d.copyTo(ctx, path); err != nil {
		return fmt.Errorf("the backup %s before its upgrade failed: %w", path, err)
	}
	d.log.InfoContext(ctx, "database backed up before upgrade", "file", path)
	return nil
}

func (d sqliteDialect) schemas(ctx context.Context, db *sql.DB, steps []migration) (want, got map[string]string, err error) {
	fresh, err := sql.Open(driverName, ":memory:")
	if err != nil {
		return nil, nil, err
	}
	defer fresh.Close()
	fresh.SetMaxOpenConns(1)
	_, createTable := d.migrations()
	if _, err := fresh.ExecContext(ctx, createTable); err != nil {
		return nil, nil, err
	}
	for _, m := range steps {
		if _, err := fresh.ExecContext(ctx, m.sql); err != nil {
			return nil, nil, err
		}
	}
	if want, err = schemaOf(ctx, fresh); err != nil {
		return nil, nil, err
	}
	got, err = schemaOf(ctx, db)
	return want, got, err
}

func schemaOf(ctx context.Context, db *sql.DB) (map[string]string, error) {
	rows, err := db.QueryContext(ctx, "SELECT type || ' ' || name, coalesce(sql, '') FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'")
	if err != nil {
		return nil, err
	}
	return textByName(rows)
}
