package store

import (
	"context"
	"database/sql"
	"fmt"
)

func (d postgresDialect) migrations() (folder, createTable string) {
	return "postgres", `CREATE TABLE IF NOT EXISTS schema_migrations (
  version    bigint PRIMARY KEY,
  name       text COLLATE "C" NOT NULL,
  checksum   text COLLATE "C" NOT NULL,
  applied_at bigint NOT NULL
)`
}

// lock also fixes the schema that functions look tables up in, whoever calls them.
func (d postgresDialect) lock(ctx context.Context, tx *sql.Tx) error {
	_, err := tx.ExecContext(ctx, fmt.Sprintf("SELECT pg_advisory_xact_lock(%d), set_config('search_path', quote_ident(current_schema()), true)", writeLock))
	return err
}

// beforeUpgrade makes no copy: each step is undone whole when it fails, and a server's databases are
// backed up by those who run it.
func (d postgresDialect) beforeUpgrade(context.Context, int) error { return nil }

// checkSchemaName is where the steps are tried, and never committed.
const checkSchemaName = "appointment_manager_check"

// schemas makes a fresh schema in a transaction that is undone, since how the server words a
// constraint or a trigger is its version's own matter.
func (d postgresDialect) schemas(ctx context.Context, db *sql.DB, steps []migration) (want, got map[string]string, err error) {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return nil, nil, err
	}
	defer tx.Rollback() // it always ends so
	if got, err = postgresSchemaOf(ctx, tx); err != nil {
		return nil, nil, err
	}
	_, createTable := d.migrations()
	statements := []string{"CREATE SCHEMA " + checkSchemaName, "SET LOCAL search_path = " + checkSchemaName, createTable}
	for _, m := range steps {
		statements = append(statements, m.sql)
	}
	for _, statement := range statements {
		if _, err := tx.ExecContext(ctx, statement); err != nil {
			return nil, nil, err
		}
	}
	want, err = postgresSchemaOf(ctx, tx)
	return want, got, err
}

// postgresSchemaOf describes our tables with all that hangs on them, and our functions, in the
// current schema. Others may keep other things there.
func postgresSchemaOf(ctx context.Context, tx *sql.Tx) (map[string]string, error) {
	rows, err := tx.QueryContext(ctx, `WITH ours AS (
		SELECT c.oid, c.relname, c.relpersistence, c.relrowsecurity, c.relforcerowsecurity, c.relkind
		FROM pg_class c WHERE c.relnamespace = quote_ident(current_schema())::regnamespace AND c.relname IN
			('schema_migrations', 'calendars', 'users', 'appointments', 'summary_jobs', 'idempotency_keys', 'sign_in_failures', 'audit_log', 'switches', 'feeds', 'api_tokens', 'preferences', 'imports', 'imported_rows', 'sessions', 'opening_hours', 'closed_days', 'kinds', 'client_cards'))
	SELECT name, replace(definition, quote_ident(current_schema()) || '.', '') FROM (
		SELECT 'table ' || relname AS name, concat_ws(' ', relkind, relpersistence, relrowsecurity, relforcerowsecurity) AS definition FROM ours
		UNION ALL
		SELECT 'column ' || relname || '.' || attname, concat_ws(' ', format_type(atttypid, atttypmod), attnotnull, attidentity, attgenerated,
			(SELECT collname FROM pg_collation WHERE oid = attcollation), (SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef WHERE adrelid = attrelid AND adnum = attnum))
		FROM ours JOIN pg_attribute ON attrelid = ours.oid WHERE attnum > 0 AND NOT attisdropped
		UNION ALL
		SELECT 'constraint ' || conname, concat_ws(' ', relname, convalidated, pg_get_constraintdef(pg_constraint.oid))
		FROM ours JOIN pg_constraint ON conrelid = ours.oid WHERE contype <> 'n'
		UNION ALL
		SELECT 'index ' || i.relname, concat_ws(' ', indisvalid, indisready, pg_get_indexdef(i.oid))
		FROM ours JOIN pg_index ON indrelid = ours.oid JOIN pg_class i ON i.oid = indexrelid
		WHERE NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = i.oid)
		UNION ALL
		SELECT 'trigger ' || tgname, concat_ws(' ', tgenabled, pg_get_triggerdef(pg_trigger.oid))
		FROM ours JOIN pg_trigger ON tgrelid = ours.oid WHERE NOT tgisinternal
		UNION ALL
		SELECT 'rule ' || rulename, concat_ws(' ', ev_enabled, pg_get_ruledef(pg_rewrite.oid)) FROM ours JOIN pg_rewrite ON ev_class = ours.oid
		UNION ALL
		SELECT 'function ' || proname, concat_ws(' ', prosrc, prosecdef, replace(array_to_string(proconfig, ' '), quote_ident(current_schema()), ''))
		FROM pg_proc WHERE oid IN (SELECT tgfoid FROM ours JOIN pg_trigger ON tgrelid = ours.oid WHERE NOT tgisinternal)
	) found`)
	if err != nil {
		return nil, err
	}
	return textByName(rows)
}
