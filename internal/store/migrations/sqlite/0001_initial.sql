-- Instants are seconds of UTC in starts_at and ends_at, and microseconds of UTC everywhere else.
-- "live" rows are those that hold their time: neither cancelled nor deleted.

CREATE TABLE calendars (
  id       INTEGER PRIMARY KEY,
  name     TEXT NOT NULL,
  revision INTEGER NOT NULL DEFAULT 0  -- advances with every change to an appointment
) STRICT;
INSERT INTO calendars (id, name) VALUES (1, 'Appointments');

CREATE TABLE users (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  username      TEXT NOT NULL UNIQUE COLLATE NOCASE,
  password_hash TEXT NOT NULL,
  role          TEXT NOT NULL CHECK (role IN ('user', 'admin')),
  disabled      INTEGER NOT NULL DEFAULT 0 CHECK (disabled IN (0, 1)),
  token_version INTEGER NOT NULL DEFAULT 1,
  created_at    INTEGER NOT NULL
) STRICT;

CREATE TABLE appointments (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,  -- never reused
  calendar_id INTEGER NOT NULL REFERENCES calendars (id),
  uid         TEXT NOT NULL UNIQUE,
  client_name TEXT NOT NULL CHECK (client_name <> ''),
  date        TEXT NOT NULL,
  time        TEXT NOT NULL,
  time_zone   TEXT NOT NULL,
  starts_at   INTEGER NOT NULL,
  ends_at     INTEGER NOT NULL,
  status      TEXT NOT NULL CHECK (status IN ('confirmed', 'tentative', 'cancelled')),
  overlap     INTEGER NOT NULL DEFAULT 0 CHECK (overlap IN (0, 1)),
  notes       TEXT,
  search      TEXT NOT NULL,  -- name and notes in small letters
  version     INTEGER NOT NULL DEFAULT 1,
  created_at  INTEGER NOT NULL,
  updated_at  INTEGER NOT NULL,
  created_by  TEXT NOT NULL,
  updated_by  TEXT NOT NULL,
  deleted_at  INTEGER,
  CHECK (ends_at > starts_at AND ends_at - starts_at <= 86400)
) STRICT;

CREATE INDEX appointments_live ON appointments (calendar_id, starts_at, ends_at)
  WHERE overlap = 0 AND status <> 'cancelled' AND deleted_at IS NULL;
CREATE INDEX appointments_live_overlaps ON appointments (calendar_id, starts_at, ends_at)
  WHERE overlap = 1 AND status <> 'cancelled' AND deleted_at IS NULL;
CREATE INDEX appointments_by_start ON appointments (starts_at, id) WHERE deleted_at IS NULL;
CREATE INDEX appointments_by_client ON appointments (client_name COLLATE NOCASE, starts_at);

-- The guard: no live row may be written over another, unless it is marked as an overlap on purpose.
-- Live rows without that mark never overlap each other, so of them only the one with the greatest
-- start before the new end can reach into the new span: one seek, however full the calendar is.
-- Marked ones are few. No span is longer than a day, so only those that start within a day before
-- are looked at.
CREATE TRIGGER appointments_no_overlap_insert BEFORE INSERT ON appointments
WHEN NEW.overlap = 0 AND NEW.status <> 'cancelled' AND NEW.deleted_at IS NULL
BEGIN
  SELECT RAISE(ABORT, 'overlap') WHERE EXISTS (
    SELECT 1 FROM (
      SELECT ends_at FROM appointments INDEXED BY appointments_live
      WHERE calendar_id = NEW.calendar_id AND overlap = 0 AND status <> 'cancelled' AND deleted_at IS NULL
        AND starts_at < NEW.ends_at
      ORDER BY starts_at DESC LIMIT 1)
    WHERE ends_at > NEW.starts_at
  ) OR EXISTS (
    SELECT 1 FROM appointments INDEXED BY appointments_live_overlaps
    WHERE calendar_id = NEW.calendar_id AND overlap = 1 AND status <> 'cancelled' AND deleted_at IS NULL
      AND starts_at > NEW.starts_at - 86400 AND starts_at < NEW.ends_at AND ends_at > NEW.starts_at);
END;

CREATE TRIGGER appointments_no_overlap_update BEFORE UPDATE ON appointments
WHEN NEW.overlap = 0 AND NEW.status <> 'cancelled' AND NEW.deleted_at IS NULL
  AND (NEW.starts_at <> OLD.starts_at OR NEW.ends_at <> OLD.ends_at OR NEW.calendar_id <> OLD.calendar_id
    OR OLD.overlap = 1 OR OLD.status = 'cancelled' OR OLD.deleted_at IS NOT NULL)
BEGIN
  SELECT RAISE(ABORT, 'overlap') WHERE EXISTS (
    SELECT 1 FROM (
      SELECT ends_at FROM appointments INDEXED BY appointments_live
      WHERE calendar_id = NEW.calendar_id AND overlap = 0 AND status <> 'cancelled' AND deleted_at IS NULL
        AND starts_at < NEW.ends_at AND id <> NEW.id
      ORDER BY starts_at DESC LIMIT 1)
    WHERE ends_at > NEW.starts_at
  ) OR EXISTS (
    SELECT 1 FROM appointments INDEXED BY appointments_live_overlaps
    WHERE calendar_id = NEW.calendar_id AND overlap = 1 AND status <> 'cancelled' AND deleted_at IS NULL
      AND starts_at > NEW.starts_at - 86400 AND starts_at < NEW.ends_at AND ends_at > NEW.starts_at AND id <> NEW.id);
END;

CREATE TRIGGER appointments_revision_insert AFTER INSERT ON appointments
BEGIN
  UPDATE calendars SET revision = revision + 1 WHERE id = NEW.calendar_id;
END;
CREATE TRIGGER appointments_revision_update AFTER UPDATE ON appointments
BEGIN
  UPDATE calendars SET revision = revision + 1 WHERE id = NEW.calendar_id;
END;

CREATE TABLE summary_jobs (
  seq          INTEGER PRIMARY KEY AUTOINCREMENT,
  id           TEXT NOT NULL UNIQUE,
  label        TEXT NOT NULL,
  state        TEXT NOT NULL CHECK (state IN ('accepted', 'queued', 'done', 'skipped', 'dead', 'cancelled')),
  run          INTEGER NOT NULL DEFAULT 1,
  count        INTEGER NOT NULL,
  from_date    TEXT NOT NULL,
  to_date      TEXT NOT NULL,
  force        INTEGER NOT NULL CHECK (force IN (0, 1)),
  requested_by TEXT NOT NULL,
  requested_at INTEGER NOT NULL,
  finished_at  INTEGER,
  attempts     TEXT NOT NULL,  -- JSON
  error        TEXT NOT NULL DEFAULT '',
  summary      TEXT,
  model        TEXT NOT NULL DEFAULT '',
  appointments INTEGER NOT NULL DEFAULT 0,
  result_id    TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX summary_jobs_open ON summary_jobs (seq) WHERE state IN ('accepted', 'queued');
CREATE INDEX summary_jobs_done ON summary_jobs (label, finished_at) WHERE state = 'done';

CREATE TABLE idempotency_keys (
  username    TEXT NOT NULL,
  key         TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  object_id   TEXT NOT NULL,
  created_at  INTEGER NOT NULL,
  PRIMARY KEY (username, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);

CREATE TABLE sign_in_failures (
  key           TEXT PRIMARY KEY,
  failures      INTEGER NOT NULL,
  last_at       INTEGER NOT NULL,
  blocked_until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Who did what to which object. Fields names what changed, never its content.
CREATE TABLE audit_log (
  id        INTEGER PRIMARY KEY AUTOINCREMENT,
  at        INTEGER NOT NULL,
  actor     TEXT NOT NULL,
  action    TEXT NOT NULL,
  object    TEXT NOT NULL,
  object_id TEXT NOT NULL,
  fields    TEXT NOT NULL
) STRICT;
CREATE INDEX audit_log_by_object ON audit_log (object, object_id, id);
CREATE TRIGGER audit_log_no_update BEFORE UPDATE ON audit_log
BEGIN
  SELECT RAISE(ABORT, 'the audit log is append-only');
END;
CREATE TRIGGER audit_log_no_delete BEFORE DELETE ON audit_log
BEGIN
  SELECT RAISE(ABORT, 'the audit log is append-only');
END;
