package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"strings"
)

//go:embed migrations
var migrationFiles embed.FS

// migration is one step of the schema. Once released it never changes: its checksum is kept in every
// database that it was applied to.
type migration struct {
	version  int
	name     string
	sql      string
	checksum string
}

const createMigrations = `CREATE TABLE IF NOT EXISTS schema_migrations (
  version    INTEGER PRIMARY KEY,
  name       TEXT NOT NULL,
  checksum   TEXT NOT NULL,
  applied_at INTEGER NOT NULL
) STRICT`

func migrations() ([]migration, error) {
	names, err := fs.Glob(migrationFiles, "migrations/sqlite/*.sql")
	if err != nil {
		return nil, err
	}
	slices.Sort(names)
	all := make([]migration, len(names))
	for i, path := range names {
		text, err := migrationFiles.ReadFile(path)
		if err != nil {
			return nil, err
		}
		name := strings.TrimSuffix(path[strings.LastIndexByte(path, '/')+1:], ".sql")
		version, err := strconv.Atoi(name[:4])
		if err != nil || version != i+1 {
			return nil, fmt.Errorf("migration %s is not number %d", name, i+1)
		}
		sum := sha256.Sum256(text)
		all[i] = migration{version, name, string(text), hex.EncodeToString(sum[:])}
	}
	return all, nil
}

// migrate applies the migrations that the database lacks, each in one transaction, after a backup of
// what was there, and then checks that the schema is exactly what the migrations make.
func migrate(ctx context.Context, db *sql.DB, cfg Config) error {
	all, err := migrations()
	if err != nil {
		return err
	}
	applied, err := appliedMigrations(ctx, db)
	if err != nil {
		return err
	}
	if len(applied) > len(all) {
		return fmt.Errorf("it was made by a newer version of this program (schema %d, this one knows %d): start that version, or restore a backup from before it", len(applied), len(all))
	}
	for i, sum := range applied {
		if sum != all[i].checksum {
			return fmt.Errorf("migration %s was applied in another form: it belongs to a build that is not this program's", all[i].name)
		}
	}
	pending := all[len(applied):]
	if len(pending) > 0 && len(applied) > 0 {
		backup := fmt.Sprintf("%s.before-%04d", cfg.Path, pending[0].version)
		if err := backUpOnce(ctx, db, backup); err != nil {
			return fmt.Errorf("the backup %s before its upgrade failed: %w", backup, err)
		}
		cfg.Log.InfoContext(ctx, "database backed up before upgrade", "file", backup)
	}
	for _, m := range pending {
		if err := apply(ctx, db, m, cfg); err != nil {
			return fmt.Errorf("migration %s: %w", m.name, err)
		}
		cfg.Log.DebugContext(ctx, "migration applied", "migration", m.name)
	}
	return checkSchema(ctx, db, all)
}

// backUpOnce leaves a backup alone that an earlier, interrupted upgrade made of the same state.
func backUpOnce(ctx context.Context, db *sql.DB, path string) error {
	if _, err := os.Stat(path); err == nil {
		return nil
	}
	return vacuumInto(ctx, db, path)
}

func appliedMigrations(ctx context.Context, db *sql.DB) (sums []string, err error) {
	if _, err := db.ExecContext(ctx, createMigrations); err != nil {
		return nil, err
	}
	rows, err := db.QueryContext(ctx, "SELECT checksum FROM schema_migrations ORDER BY version")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var sum string
		if err := rows.Scan(&sum); err != nil {
			return nil, err
		}
		sums = append(sums, sum)
	}
	return sums, rows.Err()
}

func apply(ctx context.Context, db *sql.DB, m migration, cfg Config) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() // does nothing after the commit
	if _, err := tx.ExecContext(ctx, m.sql); err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, "INSERT INTO schema_migrations (version, name, checksum, applied_at) VALUES (?, ?, ?, ?)",
		m.version, m.name, m.checksum, cfg.Now().UnixMicro())
	if err != nil {
		return err
	}
	return tx.Commit()
}

// checkSchema compares tables, indexes and triggers with those of a fresh database, so that a guard
// which was dropped by hand or by a tool is noticed before it is missed.
func checkSchema(ctx context.Context, db *sql.DB, all []migration) error {
	fresh, err := sql.Open(driverName, ":memory:")
	if err != nil {
		return err
	}
	defer fresh.Close()
	fresh.SetMaxOpenConns(1)
	if _, err := fresh.ExecContext(ctx, createMigrations); err != nil {
		return err
	}
	for _, m := range all {
		if _, err := fresh.ExecContext(ctx, m.sql); err != nil {
			return err
		}
	}
	want, err := schemaOf(ctx, fresh)
	if err != nil {
		return err
	}
	got, err := schemaOf(ctx, db)
	if err != nil {
		return err
	}
	for name, text := range want {
		if got[name] != text {
			return fmt.Errorf("its %s is not as this program made it: restore a backup", name)
		}
	}
	for name := range got {
		if _, ok := want[name]; !ok {
			return fmt.Errorf("it has a %s that this program did not make", name)
		}
	}
	return nil
}

func schemaOf(ctx context.Context, db *sql.DB) (map[string]string, error) {
	rows, err := db.QueryContext(ctx, "SELECT type || ' ' || name, coalesce(sql, '') FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	schema := map[string]string{}
	for rows.Next() {
		var name, text string
		if err := rows.Scan(&name, &text); err != nil {
			return nil, err
		}
		schema[name] = text
	}
	return schema, rows.Err()
}
