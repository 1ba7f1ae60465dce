package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"maps"
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

// migrationsOf returns the steps of a dialect's schema in their order.
func migrationsOf(d dialect) ([]migration, error) {
	folder, _ := d.migrations()
	names, err := fs.Glob(migrationFiles, "migrations/"+folder+"/*.sql")
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

// migrate applies the migrations that the database lacks, each in one transaction, and then checks
// that the schema is exactly what the migrations make. Programs that start at once may all do so.
func migrate(ctx context.Context, d dialect, db *sql.DB, cfg Config) error {
	all, err := migrationsOf(d)
	if err != nil {
		return err
	}
	applied, err := appliedMigrations(ctx, d, db)
	if err != nil {
		return err
	}
	if err := checkApplied(all, applied); err != nil {
		return err
	}
	pending := all[len(applied):]
	if len(pending) > 0 && len(applied) > 0 {
		// One after the other: of programs that start at once one makes the copy, the others find it.
		err := locked(ctx, d, db, func(*sql.Tx) error { return d.beforeUpgrade(ctx, pending[0].version) })
		if err != nil {
			return err
		}
	}
	for _, m := range pending {
		if err := apply(ctx, d, db, m, cfg); err != nil {
			return fmt.Errorf("migration %s: %w", m.name, err)
		}
	}
	return checkSchema(ctx, d, db, all)
}

// checkApplied tells whether the steps that a database has are this program's.
func checkApplied(all []migration, applied []string) error {
	if len(applied) > len(all) {
		return fmt.Errorf("it was made by a newer version of this program (schema %d, this one knows %d): start that version, or restore a backup from before it", len(applied), len(all))
	}
	for i, sum := range applied {
		if sum != all[i].checksum {
			return fmt.Errorf("migration %s was applied in another form: it belongs to a build that is not this program's", all[i].name)
		}
	}
	return nil
}

// locked runs do in a transaction during which no other program changes the schema.
func locked(ctx context.Context, d dialect, db *sql.DB, do func(tx *sql.Tx) error) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() // does nothing after the commit
	if err := d.lock(ctx, tx); err != nil {
		return err
	}
	if err := do(tx); err != nil {
		return err
	}
	return tx.Commit()
}

// appliedMigrations returns the checksums of the steps that the database has, in their order.
func appliedMigrations(ctx context.Context, d dialect, db *sql.DB) ([]string, error) {
	if sums, err := checksums(ctx, db); err == nil {
		return sums, nil
	}
	_, createTable := d.migrations()
	err := locked(ctx, d, db, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, createTable)
		return err
	})
	if err != nil {
		return nil, err
	}
	return checksums(ctx, db)
}

func checksums(ctx context.Context, db *sql.DB) (sums []string, err error) {
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

// apply applies a migration, unless another program has done so a moment ago.
func apply(ctx context.Context, d dialect, db *sql.DB, m migration, cfg Config) error {
	return locked(ctx, d, db, func(tx *sql.Tx) error {
		var done bool
		err := tx.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM schema_migrations WHERE version = $1)", m.version).Scan(&done)
		if err != nil || done {
			return err
		}
		if _, err := tx.ExecContext(ctx, m.sql); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, "INSERT INTO schema_migrations (version, name, checksum, applied_at) VALUES ($1, $2, $3, $4)",
			m.version, m.name, m.checksum, cfg.Now().UnixMicro())
		if err == nil {
			cfg.Log.DebugContext(ctx, "migration applied", "migration", m.name)
		}
		return err
	})
}

// checkSchema compares the schema with that of a fresh database, so that a guard which was dropped by
// hand or by a tool is noticed before it is missed.
func checkSchema(ctx context.Context, d dialect, db *sql.DB, all []migration) error {
	want, got, err := d.schemas(ctx, db, all)
	if err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(want)) {
		if got[name] != want[name] {
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

// textByName reads rows of two columns, a name and a text.
func textByName(rows *sql.Rows) (map[string]string, error) {
	defer rows.Close()
	texts := map[string]string{}
	for rows.Next() {
		var name, text string
		if err := rows.Scan(&name, &text); err != nil {
			return nil, err
		}
		texts[name] = text
	}
	return texts, rows.Err()
}
