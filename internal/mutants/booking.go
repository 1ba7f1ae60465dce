package main

const (
	sqliteSchema   = "internal/store/migrations/sqlite/0001_initial.sql"
	postgresSchema = "internal/store/migrations/postgres/0001_initial.sql"
	sqliteModel    = "TestSQLiteAgreesWithTheModel"
	postgresModel  = "TestPostgreSQLAgreesWithTheModel"
)

// booking holds what keeps two people from one time, and what was acknowledged from being lost.
var booking = []mutant{
	{
		"two clients are joined only when that is asked for", "internal/store/clients.go",
		"if (others || kept.ID != 0 && kept.ID != card.ID) && !join {", "if false {",
		"store", "TestSQLite/clients_get_other_names",
	},
	{
		"a client's new name is found, and the old one is not", "internal/store/clients.go",
		"to, strings.ToLower(to), ", "to, strings.ToLower(from), ",
		"store", "TestSQLite/clients_get_other_names",
	},
	{
		"an unlisted kind is refused", "internal/agenda/appointment.go",
		"if unlisted {", "if unlisted && false {",
		"api", "TestAppointmentsOfKinds",
	},
	{
		"an appointment keeps a kind that is not listed any more", "internal/agenda/appointment_kind.go",
		"return !strings.EqualFold(*p.Kind, a.Kind), err", "return err == nil || !strings.EqualFold(*p.Kind, a.Kind), err",
		"api", "TestAppointmentsOfKinds",
	},
	{
		"a repeat is answered though its kind is gone", "internal/agenda/appointments.go",
		"if err != nil && key != nil && d.Kind != nil {", "if false {",
		"api", "TestARepeatIsAnsweredWhoseKindIsGone",
	},
	{
		"a kind that went meanwhile is refused", "internal/store/imports.go",
		"if err := kindListed(tx, a.Kind); err != nil {", "if err := kindListed(tx, \"\"); err != nil {",
		"store", "TestSQLite$/kinds_that_go",
	},
	{
		"kinds that could not be loaded are not taken for none", "internal/ui/appointment_kind.go",
		"\tif known {\n\t\treturn len(kinds) > 0", "\tif known || true {\n\t\treturn len(kinds) > 0",
		"ui", "TestAFormThatComesBackIsOfItsKind",
	},
	{
		"a form asks for the kinds wherever it is shown again", "internal/ui/appointment_page.go",
		"if v.kindsAsked == nil && !f.serviceAway {", "if false {",
		"ui", "TestAFormThatComesBackIsOfItsKind",
	},
	{
		"renaming a kind renames it everywhere", "internal/store/kinds.go",
		"if old.Name != k.Name {", "if false {",
		"store", "TestSQLite$/kinds",
	},
	{
		"of a kind that is moved, not those that make room are recorded", "internal/store/kinds.go",
		"if k.ID == moved && stood != place {", "if stood != place {",
		"store", "TestSQLite$/kinds$",
	},
	{
		"an appointment that is renamed with its kind is another version", "internal/store/kinds.go",
		"version = version + 1,", "version = version,",
		"api", "TestRenamingAKind",
	},
	{
		"a row is imported once", "internal/store/imports.go",
		"\t\tcase done:\n\t\t\treturn nil\n", "",
		"store", "TestSQLite/imports",
	},
	{
		"nothing more of an import that is over is booked", "internal/store/imports.go",
		"case state != string(agenda.ImportWaiting):", "case false:",
		"store", "TestSQLite/imports",
	},
	{
		"what was changed since its import is kept", "internal/agenda/imports.go",
		"s.appointments.Delete(ctx, made.ID, &made.Version)", "s.appointments.Delete(ctx, made.ID, nil)",
		"store", "TestSQLite/imports",
	},
	{
		"an import is undone whatever was renamed since", "internal/store/imports.go",
		"UPDATE imported_rows SET version = version + 1 ", "UPDATE imported_rows SET version = version ",
		"store", "TestSQLite$/imports_after_renamings",
	},
	{
		"an import books nothing over another unless that is wanted", "internal/agenda/imports.go",
		"if r := &assessed[n]; overlaps && r.report", "if r := &assessed[n]; r.report",
		"store", "TestSQLite/imports",
	},
	{
		"a row that is further up in the file is a duplicate", "internal/agenda/imports_assess.go",
		"taken.add(&r.appointment, r.report.Line)", "_ = taken",
		"store", "TestSQLite/imports",
	},
	{
		"notes are imported with their line ends", "internal/importfile/table.go",
		"strings.NewReader(keepLineEnds(text, comma))", "strings.NewReader(text)",
		"api", "TestExportsAreReadExactly",
	},
	{
		"names are imported with their spaces", "internal/importfile/calendar.go",
		"strings.FieldsFunc(printable(s), isBreak)", "strings.Fields(printable(s))",
		"api", "TestExportsAreReadExactly",
	},
	{
		"an uploaded file has a size", "internal/api/imports.go",
		"http.MaxBytesReader(w, r.Body, importfile.MaxBytes)", "r.Body",
		"api", "TestImports",
	},
	{
		"a file of appointments has an end", "internal/importfile/table.go",
		"len(records) > MaxRows", "false",
		"importfile", "TestFilesThatAreNone",
	},
	{
		"sqlite: no booking over another", sqliteSchema,
		"BEFORE INSERT ON appointments\nWHEN NEW.overlap = 0", "BEFORE INSERT ON appointments\nWHEN 0 AND NEW.overlap = 0",
		"store", "TestSQLite$/overlaps_are_refused",
	},
	{
		"sqlite: no move over another", sqliteSchema,
		"BEFORE UPDATE ON appointments\nWHEN NEW.overlap = 0", "BEFORE UPDATE ON appointments\nWHEN 0 AND NEW.overlap = 0",
		"store", "TestSQLite$/change,_cancel",
	},
	{
		"sqlite: a booking may end where another starts, and sees the one before it", sqliteSchema,
		"        AND starts_at < NEW.ends_at\n      ORDER BY", "        AND starts_at <= NEW.ends_at\n      ORDER BY",
		"store", sqliteModel,
	},
	{
		"sqlite: a booking may start where another ends", sqliteSchema,
		"AND starts_at < NEW.ends_at\n      ORDER BY starts_at DESC LIMIT 1)\n    WHERE ends_at > NEW.starts_at",
		"AND starts_at < NEW.ends_at\n      ORDER BY starts_at DESC LIMIT 1)\n    WHERE ends_at >= NEW.starts_at",
		"store", sqliteModel,
	},
	{
		"sqlite: a move may end where another starts, and sees the one before it", sqliteSchema,
		"AND starts_at < NEW.ends_at AND id <> NEW.id\n", "AND starts_at <= NEW.ends_at AND id <> NEW.id\n",
		"store", sqliteModel,
	},
	{
		"sqlite: a move may start where another ends", sqliteSchema,
		"AND id <> NEW.id\n      ORDER BY starts_at DESC LIMIT 1)\n    WHERE ends_at > NEW.starts_at",
		"AND id <> NEW.id\n      ORDER BY starts_at DESC LIMIT 1)\n    WHERE ends_at >= NEW.starts_at",
		"store", sqliteModel,
	},
	{
		"sqlite: no booking over one that overlaps on purpose", sqliteSchema,
		"AND starts_at < NEW.ends_at AND ends_at > NEW.starts_at);", "AND starts_at < NEW.ends_at AND ends_at > NEW.starts_at AND 0);",
		"store", "TestSQLite$/overlap_on_purpose",
	},
	{
		"sqlite: no move over one that overlaps on purpose", sqliteSchema,
		"AND ends_at > NEW.starts_at AND id <> NEW.id);", "AND ends_at > NEW.starts_at AND id <> NEW.id AND 0);",
		"store", "TestSQLite$/overlap_on_purpose",
	},
	{
		"sqlite: what is as long as a day is looked for a day back", sqliteSchema,
		"starts_at > NEW.starts_at - 86400 AND starts_at < NEW.ends_at AND ends_at > NEW.starts_at);",
		"starts_at > NEW.starts_at - 3600 AND starts_at < NEW.ends_at AND ends_at > NEW.starts_at);",
		"store", sqliteModel,
	},
	{
		"sqlite: a revived appointment takes its time again only if it is free", sqliteSchema,
		"OR OLD.overlap = 1 OR OLD.status = 'cancelled'", "OR OLD.overlap = 1",
		"store", "TestSQLite$/change,_cancel",
	},
	{
		"sqlite: a restored appointment takes its time again only if it is free", sqliteSchema,
		"OR OLD.status = 'cancelled' OR OLD.deleted_at IS NOT NULL)", "OR OLD.status = 'cancelled')",
		"store", "TestSQLite$/change,_cancel",
	},
	{
		"sqlite: another calendar's time is free or not", sqliteSchema,
		"OR NEW.calendar_id <> OLD.calendar_id\n", "\n",
		"store", sqliteModel,
	},
	{
		"sqlite: the mark is dropped only where nothing needs it", sqliteSchema,
		"OR OLD.overlap = 1 OR", "OR",
		"store", "TestSQLite$/overlap_on_purpose",
	},
	{
		"sqlite: a booking advances the revision", sqliteSchema,
		"AFTER INSERT ON appointments\n", "AFTER INSERT ON appointments WHEN 0\n",
		"store", "TestSQLite$/counts_follow_changes",
	},
	{
		"sqlite: a change advances the revision", sqliteSchema,
		"AFTER UPDATE ON appointments\n", "AFTER UPDATE ON appointments WHEN 0\n",
		"store", "TestSQLite$/counts_follow_changes",
	},
	{
		"sqlite: the audit log cannot be changed", sqliteSchema,
		"BEFORE UPDATE ON audit_log\n", "BEFORE UPDATE ON audit_log WHEN 0\n",
		"store", "TestAuditLogIsAppendOnly",
	},
	{
		"sqlite: the audit log cannot be shortened", sqliteSchema,
		"BEFORE DELETE ON audit_log\n", "BEFORE DELETE ON audit_log WHEN 0\n",
		"store", "TestAuditLogIsAppendOnly",
	},
	{
		"postgres: no two live spans overlap", postgresSchema,
		"WHERE (NOT overlap AND status <> 'cancelled' AND deleted_at IS NULL)\n);", "WHERE (false)\n);",
		"store", "TestPostgreSQL$/overlaps_are_refused",
	},
	{
		"postgres: spans are half-open", postgresSchema,
		"int8range(starts_at, ends_at) WITH &&", "int8range(starts_at, ends_at, '[]') WITH &&",
		"store", "TestPostgreSQL$/overlaps_are_refused",
	},
	{
		"postgres: no booking over one that overlaps on purpose", postgresSchema,
		"BEFORE INSERT ON appointments FOR EACH ROW\nWHEN (NOT", "BEFORE INSERT ON appointments FOR EACH ROW\nWHEN (false AND NOT",
		"store", "TestPostgreSQL$/overlap_on_purpose",
	},
	{
		"postgres: no move over one that overlaps on purpose", postgresSchema,
		"BEFORE UPDATE ON appointments FOR EACH ROW\nWHEN (NOT", "BEFORE UPDATE ON appointments FOR EACH ROW\nWHEN (false AND NOT",
		"store", "TestPostgreSQL$/overlap_on_purpose",
	},
	{
		"postgres: backends write one after the other", "internal/store/postgres.go",
		"pg_advisory_xact_lock(%d)::text FROM", "%d::text FROM",
		"store", "TestTwoBackendsOnOnePostgreSQL",
	},
	{
		"postgres: a backend that stands still is thrown out", "internal/store/postgres.go",
		"'5s'", "'0'",
		"store", "TestABackendThatStandsStillHoldsNobodyUp",
	},
	{
		"postgres: a lost answer to a commit is not called a failure", "internal/store/postgres_errors.go",
		"errors.Is(err, pgx.ErrTxCommitRollback)", "true || errors.Is(err, pgx.ErrTxCommitRollback)",
		"store", "TestTheAnswerToACommitIsLost",
	},
	{
		"postgres: a trigger that is switched off is noticed", "internal/store/postgres_schema.go",
		"concat_ws(' ', tgenabled, ", "concat_ws(' ', ",
		"store", "TestPostgreSQLStartIsRefusedWithOneClearLine",
	},
	{
		"sqlite: nobody writes between what a write reads and what it writes", "internal/store/sqlite.go",
		`"BEGIN IMMEDIATE"`, `"BEGIN"`,
		"store", "TestNobodyWritesInBetween",
	},
	{
		"sqlite: what is acknowledged is on disk", "internal/store/driver_cgo.go",
		"_synchronous=FULL", "_synchronous=NORMAL",
		"chaos", "TestOnDiskBeforeTheAnswer",
	},
	{
		"a write is acknowledged after its commit", "internal/store/writer.go",
		"\treturn tx.commit()\n", "\tgo tx.commit()\n\treturn nil\n",
		"store", sqliteModel,
	},
	{
		"a write that fails leaves nothing behind", "internal/store/writer.go",
		"return tx.Exec(\"ROLLBACK TO w\").Error", "return nil",
		"store", "TestSQLite$/a_write_that_fails_leaves_nothing",
	},
	{
		"a schema that lacks a guard is refused", "internal/store/migrate.go",
		"\treturn checkSchema(ctx, d, db, all)\n", "\treturn nil\n",
		"store", "TestStartIsRefusedWithOneClearLine/guard_dropped",
	},
	{
		"a migration in another form is refused", "internal/store/migrate.go",
		"if sum != all[i].checksum {", "if sum == \"\" {",
		"store", "TestStartIsRefusedWithOneClearLine/another_migration",
	},
	{
		"a repeated booking books nothing", "internal/store/audit.go",
		"\tif key == nil {\n\t\treturn \"\", false, nil", "\tif true {\n\t\treturn \"\", false, nil",
		"store", "TestSQLite$/idempotency_keys",
	},
	{
		"another request under a used key is refused", "internal/store/audit.go",
		"if rows[0].Fingerprint != key.Fingerprint {", "if false {",
		"store", "TestSQLite$/idempotency_keys",
	},
	{
		"keys are each user's own", "internal/store/audit.go",
		"tx.Where(\"username = ? AND key = ?\", agenda.ActorFrom(ctx).Username, key.Key)", "tx.Where(\"key = ?\", key.Key)",
		"store", "TestSQLite$/idempotency_keys",
	},
	{
		"the API reads the idempotency key", "internal/api/idempotency.go",
		"\tif !ok {\n\t\treturn nil, nil", "\tif true || !ok {\n\t\treturn nil, nil",
		"api", "TestIdempotencyKeys",
	},
	{
		"a change of what was changed meanwhile is refused", "internal/agenda/appointments.go",
		"if ifVersion != nil && *ifVersion != a.Version {", "if false {",
		"store", sqliteModel,
	},
	{
		"the API reads If-Match", "internal/api/condition.go",
		"\tif len(lines) == 0 {\n\t\treturn nil, nil", "\tif true {\n\t\treturn nil, nil",
		"api", "TestIfMatch",
	},
	{
		"every booking is in the audit log", "internal/store/imports.go",
		"return s.audit(ctx, tx, \"created\", \"appointment\", strconv.FormatInt(a.ID, 10), \"\")", "_ = strconv.FormatInt(a.ID, 10)\n	return nil",
		"store", sqliteModel,
	},
	{
		"a time that clocks jump over is refused", "internal/agenda/zone.go",
		"if _, got := at.Zone(); got == off && ", "if _, got := at.Zone(); got == got && ",
		"agenda", "TestWallTimes",
	},
	{
		"a time that comes twice is asked about", "internal/agenda/zone.go",
		"return time.Time{}, &AmbiguousTimeError{d, t, [2]time.Time(found)}", "return found[0], nil",
		"agenda", "TestWallTimes",
	},
	{
		"the data directory is its owner's alone", "internal/store/sqlite_file.go",
		"os.MkdirAll(filepath.Dir(path), 0o700)", "os.MkdirAll(filepath.Dir(path), 0o755)",
		"store", "TestDataOutlivesTheProcess",
	},
}
