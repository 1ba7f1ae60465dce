CREATE TABLE schema_migrations (
  version    INTEGER PRIMARY KEY,
  name       TEXT NOT NULL,
  checksum   TEXT NOT NULL,
  applied_at INTEGER NOT NULL
) STRICT;
CREATE TABLE calendars (
  id       INTEGER PRIMARY KEY,
  name     TEXT NOT NULL,
  revision INTEGER NOT NULL DEFAULT 0  -- advances with every change to an appointment
) STRICT;
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
  deleted_at  INTEGER, kind TEXT NOT NULL DEFAULT '',
  CHECK (ends_at > starts_at AND ends_at - starts_at <= 86400)
) STRICT;
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
, sent TEXT NOT NULL DEFAULT '', language TEXT NOT NULL DEFAULT '') STRICT;
CREATE TABLE idempotency_keys (
  username    TEXT NOT NULL,
  key         TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  object_id   TEXT NOT NULL,
  created_at  INTEGER NOT NULL,
  PRIMARY KEY (username, key)
) STRICT, WITHOUT ROWID;
CREATE TABLE sign_in_failures (
  key           TEXT PRIMARY KEY,
  failures      INTEGER NOT NULL,
  last_at       INTEGER NOT NULL,
  blocked_until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE audit_log (
  id        INTEGER PRIMARY KEY AUTOINCREMENT,
  at        INTEGER NOT NULL,
  actor     TEXT NOT NULL,
  action    TEXT NOT NULL,
  object    TEXT NOT NULL,
  object_id TEXT NOT NULL,
  fields    TEXT NOT NULL
) STRICT;
CREATE TABLE switches (
  name   TEXT PRIMARY KEY,
  since  INTEGER NOT NULL,
  set_by TEXT NOT NULL
) STRICT;
CREATE TABLE feeds (
  user_id    INTEGER PRIMARY KEY REFERENCES users (id),
  hash       TEXT NOT NULL UNIQUE,
  created_at INTEGER NOT NULL,
  used_at    INTEGER
) STRICT;
CREATE TABLE api_tokens (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,  -- never reused
  user_id    INTEGER NOT NULL REFERENCES users (id),
  name       TEXT NOT NULL,
  scope      TEXT NOT NULL CHECK (scope IN ('read', 'write')),
  hash       TEXT NOT NULL UNIQUE,
  created_at INTEGER NOT NULL,
  expires_at INTEGER,  -- NULL: it does not
  used_at    INTEGER   -- NULL: not yet
) STRICT;
CREATE TABLE imports (
  id         TEXT PRIMARY KEY,  -- UUIDv7, so in the order of their making
  state      TEXT NOT NULL CHECK (state IN ('waiting', 'imported', 'undone')),
  created_at INTEGER NOT NULL,
  about      TEXT NOT NULL,  -- what is told of it, as JSON
  rows       TEXT NOT NULL   -- of the file, as JSON; empty when they are no longer needed
) STRICT;
CREATE TABLE imported_rows (
  import_id      TEXT NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
  line           INTEGER NOT NULL,
  appointment_id INTEGER NOT NULL, version INTEGER NOT NULL DEFAULT 1,
  PRIMARY KEY (import_id, line)
) STRICT;
CREATE TABLE preferences (
  user_id      INTEGER PRIMARY KEY REFERENCES users (id),
  language     TEXT NOT NULL,  -- a tag such as de; empty: the browser's
  hour_cycle   TEXT NOT NULL CHECK (hour_cycle IN ('12', '24')),
  first_day    TEXT NOT NULL CHECK (first_day IN ('monday', 'saturday', 'sunday')),
  default_view TEXT NOT NULL CHECK (default_view IN ('day', 'week', 'month', 'agenda')),
  theme        TEXT NOT NULL CHECK (theme IN ('', 'light', 'dark')),  -- empty: the device's
  shortcuts    INTEGER NOT NULL CHECK (shortcuts IN (0, 1))
, time_zone TEXT NOT NULL DEFAULT '') STRICT;
CREATE TABLE sessions (
  id         TEXT PRIMARY KEY,
  user_id    INTEGER NOT NULL REFERENCES users (id),
  created_at INTEGER NOT NULL,
  seen_at    INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  address    TEXT NOT NULL,
  agent      TEXT NOT NULL  -- what the browser or program calls itself
) STRICT, WITHOUT ROWID;
CREATE TABLE opening_hours (
  weekday INTEGER NOT NULL CHECK (weekday BETWEEN 0 AND 6),  -- 0: Sunday
  opens   INTEGER NOT NULL CHECK (opens >= 0),
  closes  INTEGER NOT NULL CHECK (closes > opens AND closes <= 1440),
  PRIMARY KEY (weekday, opens)
) STRICT, WITHOUT ROWID;
CREATE TABLE closed_days (
  id     INTEGER PRIMARY KEY AUTOINCREMENT,  -- never reused
  first  TEXT NOT NULL,
  last   TEXT NOT NULL CHECK (last >= first),
  reason TEXT NOT NULL
) STRICT;
CREATE TABLE kinds (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,  -- never reused
  name     TEXT NOT NULL UNIQUE COLLATE NOCASE CHECK (name <> ''),
  hue      INTEGER NOT NULL CHECK (hue BETWEEN 0 AND 11),
  minutes  INTEGER NOT NULL CHECK (minutes BETWEEN 1 AND 1440),  -- how long one usually takes
  position INTEGER NOT NULL
) STRICT;
INSERT INTO schema_migrations (version, name, checksum, applied_at) VALUES (1, '0001_initial', 'd017e98328cc8049568bb7d3df5017ead0d4a174fec54b0eb0682193768d2856', 1795424401000000);
INSERT INTO schema_migrations (version, name, checksum, applied_at) VALUES (2, '0002_purge', 'd9426d735cd431355c8db86cd878f746d47d093b022d7150c02daee72b514182', 1795424402000000);
INSERT INTO schema_migrations (version, name, checksum, applied_at) VALUES (3, '0003_switches', 'b04339c04ce7a64df688885158d2844f3ab12b199fb3f00781883aa06824ae0f', 1795424403000000);
INSERT INTO schema_migrations (version, name, checksum, applied_at) VALUES (4, '0004_feeds', '609e9e447d415ad6e163b05f08dd124763802d644929e79067b4085420d6f424', 1795424404000000);
INSERT INTO schema_migrations (version, name, checksum, applied_at) VALUES (5, '0005_api_tokens', '5977ead3a9d1adada7a424b011d7452560878c1a1c635dfb53feb92b5ff6b391', 1795424405000000);
INSERT INTO schema_migrations (version, name, checksum, applied_at) VALUES (6, '0006_imports', 'eabdd7932da26ab128a11725b5e21b24a632c5434710b261953807d96777e2f7', 1795424406000000);
INSERT INTO schema_migrations (version, name, checksum, applied_at) VALUES (7, '0007_preferences', '8713ac1caeb18dcfa6e7ec586c99a2ae14222b755e0bad2177018d73efd11a95', 1795424407000000);
INSERT INTO schema_migrations (version, name, checksum, applied_at) VALUES (8, '0008_sent', '7efb7374ad0a55fca34e53146472df8d11f8519bd399ab73c091db0072c8af52', 1795424408000000);
INSERT INTO schema_migrations (version, name, checksum, applied_at) VALUES (9, '0009_practice', '05e75d67424e1d44d0280e70e6d11d2e9e5def4ec32a5d6d60bc19af411fef41', 1795424409000000);
INSERT INTO calendars (id, name, revision) VALUES (1, 'Appointments', 17);
INSERT INTO users (id, username, password_hash, role, disabled, token_version, created_at) VALUES (1, 'Hanna', '$2a$12$hash.of.hanna', 'admin', 0, 1, 1795424471000000);
INSERT INTO users (id, username, password_hash, role, disabled, token_version, created_at) VALUES (2, 'jo@example.org', '$2b$12$hash.of.jo', 'user', 1, 2, 1795424473000000);
INSERT INTO appointments (id, calendar_id, uid, client_name, date, time, time_zone, starts_at, ends_at, status, overlap, notes, search, version, created_at, updated_at, created_by, updated_by, deleted_at, kind) VALUES (1, 1, '01a2287d-182e-7392-b9fc-ca9ae219486b', 'Priya Nair', '2026-11-25', '10:30', 'Europe/Berlin', 1795599000, 1795602600, 'confirmed', 0, 'Bring the MRI; "both" knees
and it''s the left one', 'priya nair
bring the mri; "both" knees
and it''s the left one', 1, 1795424413000000, 1795424413000000, 'Hanna', 'Hanna', NULL, '');
INSERT INTO appointments (id, calendar_id, uid, client_name, date, time, time_zone, starts_at, ends_at, status, overlap, notes, search, version, created_at, updated_at, created_by, updated_by, deleted_at, kind) VALUES (2, 1, '01a2287d-1832-719d-9be2-be78f7d66a28', 'Ömer Ağaoğlu 🙂', '2026-11-25', '12:00:00', 'Europe/Berlin', 1795604400, 1795606200, 'tentative', 0, NULL, 'ömer ağaoğlu 🙂', 1, 1795424417000000, 1795424417000000, 'Hanna', 'Hanna', NULL, '');
INSERT INTO appointments (id, calendar_id, uid, client_name, date, time, time_zone, starts_at, ends_at, status, overlap, notes, search, version, created_at, updated_at, created_by, updated_by, deleted_at, kind) VALUES (3, 1, '01a2287d-1832-7ca7-82cd-254965aef42c', 'Over Priya', '2026-11-25', '11:00', 'Europe/Berlin', 1795600800, 1795602600, 'confirmed', 1, NULL, 'over priya', 1, 1795424421000000, 1795424421000000, 'Hanna', 'Hanna', NULL, '');
INSERT INTO appointments (id, calendar_id, uid, client_name, date, time, time_zone, starts_at, ends_at, status, overlap, notes, search, version, created_at, updated_at, created_by, updated_by, deleted_at, kind) VALUES (4, 1, '01a2287d-1833-7757-9d26-662974b625c3', 'Cancelled', '2026-11-26', '09:00', 'Europe/Berlin', 1795680000, 1795681800, 'cancelled', 0, NULL, 'cancelled', 2, 1795424425000000, 1795424428000000, 'Hanna', 'Hanna', NULL, '');
INSERT INTO appointments (id, calendar_id, uid, client_name, date, time, time_zone, starts_at, ends_at, status, overlap, notes, search, version, created_at, updated_at, created_by, updated_by, deleted_at, kind) VALUES (5, 1, '01a2287d-1836-717d-8aba-a165ed7f3e8a', 'In the place of Cancelled', '2026-11-26', '09:00', 'Europe/Berlin', 1795680000, 1795681800, 'confirmed', 0, NULL, 'in the place of cancelled', 1, 1795424431000000, 1795424431000000, 'Hanna', 'Hanna', NULL, '');
INSERT INTO appointments (id, calendar_id, uid, client_name, date, time, time_zone, starts_at, ends_at, status, overlap, notes, search, version, created_at, updated_at, created_by, updated_by, deleted_at, kind) VALUES (6, 1, '01a2287d-183e-7233-8a19-f5bd62bf0f53', 'Deleted', '2026-11-27', '09:00', 'Europe/Berlin', 1795766400, 1795768200, 'confirmed', 0, NULL, 'deleted', 2, 1795424435000000, 1795424467000000, 'Hanna', 'Hanna', 1795424466000000, '');
INSERT INTO appointments (id, calendar_id, uid, client_name, date, time, time_zone, starts_at, ends_at, status, overlap, notes, search, version, created_at, updated_at, created_by, updated_by, deleted_at, kind) VALUES (7, 1, '01a2287d-183e-7ce2-ac27-b5c452f25b84', 'Moved', '2026-11-27', '14:15', 'Europe/Berlin', 1795785300, 1795787100, 'confirmed', 0, NULL, 'moved', 2, 1795424439000000, 1795424469000000, 'Hanna', 'Hanna', NULL, '');
INSERT INTO appointments (id, calendar_id, uid, client_name, date, time, time_zone, starts_at, ends_at, status, overlap, notes, search, version, created_at, updated_at, created_by, updated_by, deleted_at, kind) VALUES (8, 1, '01a2287d-1846-712b-8e88-01e31e63888e', 'Night of spring', '2026-03-29', '01:45', 'Europe/Berlin', 1774745100, 1774746900, 'confirmed', 0, NULL, 'night of spring', 1, 1795424443000000, 1795424443000000, 'Hanna', 'Hanna', NULL, '');
INSERT INTO appointments (id, calendar_id, uid, client_name, date, time, time_zone, starts_at, ends_at, status, overlap, notes, search, version, created_at, updated_at, created_by, updated_by, deleted_at, kind) VALUES (9, 1, '01a2287d-1848-7181-887c-f5582fc26918', 'Night of autumn, first', '2026-10-25', '02:30', 'Europe/Berlin', 1792888200, 1792890000, 'confirmed', 0, NULL, 'night of autumn, first', 1, 1795424447000000, 1795424447000000, 'Hanna', 'Hanna', NULL, '');
INSERT INTO appointments (id, calendar_id, uid, client_name, date, time, time_zone, starts_at, ends_at, status, overlap, notes, search, version, created_at, updated_at, created_by, updated_by, deleted_at, kind) VALUES (10, 1, '01a2287d-184a-7014-aa96-9e45646cbc80', 'Night of autumn, second', '2026-10-25', '02:30', 'Europe/Berlin', 1792891800, 1792893600, 'confirmed', 0, NULL, 'night of autumn, second', 1, 1795424451000000, 1795424451000000, 'Hanna', 'Hanna', NULL, '');
INSERT INTO appointments (id, calendar_id, uid, client_name, date, time, time_zone, starts_at, ends_at, status, overlap, notes, search, version, created_at, updated_at, created_by, updated_by, deleted_at, kind) VALUES (11, 1, '01a2287d-1852-7291-8599-1c4d796656da', 'A whole day', '2026-12-24', '00:00', 'Europe/Berlin', 1798066800, 1798153200, 'confirmed', 0, NULL, 'a whole day', 1, 1795424455000000, 1795424455000000, 'Hanna', 'Hanna', NULL, '');
INSERT INTO appointments (id, calendar_id, uid, client_name, date, time, time_zone, starts_at, ends_at, status, overlap, notes, search, version, created_at, updated_at, created_by, updated_by, deleted_at, kind) VALUES (12, 1, '01a2287d-1853-7396-9cc3-79b6af6b27c1', 'Across midnight', '2026-12-31', '23:30', 'Europe/Berlin', 1798756200, 1798761600, 'confirmed', 0, NULL, 'across midnight', 1, 1795424459000000, 1795424459000000, 'Hanna', 'Hanna', NULL, '');
INSERT INTO appointments (id, calendar_id, uid, client_name, date, time, time_zone, starts_at, ends_at, status, overlap, notes, search, version, created_at, updated_at, created_by, updated_by, deleted_at, kind) VALUES (13, 1, '01a2287d-1857-75f2-ab7d-a6a99f0de578', 'Of a kind', '2026-11-28', '09:00', 'Europe/Berlin', 1795852800, 1795855500, 'confirmed', 0, NULL, 'of a kind', 1, 1795424463000000, 1795424463000000, 'Hanna', 'Hanna', NULL, 'Übung, "frei"');
INSERT INTO appointments (id, calendar_id, uid, client_name, date, time, time_zone, starts_at, ends_at, status, overlap, notes, search, version, created_at, updated_at, created_by, updated_by, deleted_at, kind) VALUES (14, 1, '01a2287d-18dc-7f17-a145-9cfa9b17119d', 'berlin', '2027-01-04', '09:00', 'Europe/Berlin', 1799049600, 1799051400, 'confirmed', 0, NULL, 'berlin', 1, 1795424524000000, 1795424524000000, 'Hanna', 'Hanna', NULL, '');
INSERT INTO summary_jobs (seq, id, label, state, run, count, from_date, to_date, force, requested_by, requested_at, finished_at, attempts, error, summary, model, appointments, result_id, sent, language) VALUES (1, 'job-accepted', 'daily', 'accepted', 1, 3, '2026-11-23', '2026-11-23', 0, 'Hanna', 1795424489000000, NULL, '[]', '', NULL, '', 0, '', '', '');
INSERT INTO summary_jobs (seq, id, label, state, run, count, from_date, to_date, force, requested_by, requested_at, finished_at, attempts, error, summary, model, appointments, result_id, sent, language) VALUES (2, 'job-queued', 'daily', 'queued', 1, 3, '2026-11-23', '2026-11-23', 0, 'Hanna', 1795424493000000, NULL, '[]', '', NULL, '', 0, '', '', '');
INSERT INTO summary_jobs (seq, id, label, state, run, count, from_date, to_date, force, requested_by, requested_at, finished_at, attempts, error, summary, model, appointments, result_id, sent, language) VALUES (3, 'job-done', 'daily', 'done', 1, 3, '2026-11-23', '2026-11-23', 0, 'Hanna', 1795424497000000, 1795424500000000, '[{"number":1,"worker":"w1","started_at":"2026-11-23T09:01:28Z","error":"The model did not answer."}]', '', 'Three people come.

The first at ten.', 'built-in', 3, '', '', 'de');
INSERT INTO summary_jobs (seq, id, label, state, run, count, from_date, to_date, force, requested_by, requested_at, finished_at, attempts, error, summary, model, appointments, result_id, sent, language) VALUES (4, 'job-skipped', 'daily', 'skipped', 1, 3, '2026-11-23', '2026-11-23', 0, 'Hanna', 1795424501000000, 1795424504000000, '[{"number":1,"worker":"w1","started_at":"2026-11-23T09:01:28Z","error":"The model did not answer."}]', '', NULL, '', 0, 'job-done', '', '');
INSERT INTO summary_jobs (seq, id, label, state, run, count, from_date, to_date, force, requested_by, requested_at, finished_at, attempts, error, summary, model, appointments, result_id, sent, language) VALUES (5, 'job-dead', 'daily', 'dead', 1, 3, '2026-11-23', '2026-11-23', 1, 'Hanna', 1795424505000000, 1795424508000000, '[{"number":1,"worker":"w1","started_at":"2026-11-23T09:01:28Z","error":"The model did not answer."}]', '', NULL, '', 0, '', '', '');
INSERT INTO summary_jobs (seq, id, label, state, run, count, from_date, to_date, force, requested_by, requested_at, finished_at, attempts, error, summary, model, appointments, result_id, sent, language) VALUES (6, 'job-cancelled', 'daily', 'cancelled', 1, 3, '2026-11-23', '2026-11-23', 0, 'Hanna', 1795424509000000, 1795424513000000, '[]', '', NULL, '', 0, '', '', '');
INSERT INTO summary_jobs (seq, id, label, state, run, count, from_date, to_date, force, requested_by, requested_at, finished_at, attempts, error, summary, model, appointments, result_id, sent, language) VALUES (7, 'job-retried', 'daily', 'accepted', 2, 3, '2026-11-23', '2026-11-23', 0, 'Hanna', 1795424515000000, NULL, '[{"number":1,"worker":"w1","started_at":"2026-11-23T09:01:28Z","error":"The model did not answer."}]', '', NULL, '', 0, '', '', '');
INSERT INTO idempotency_keys (username, key, fingerprint, object_id, created_at) VALUES ('Hanna', 'key of A whole day', 'f', '11', 1795424457000000);
INSERT INTO idempotency_keys (username, key, fingerprint, object_id, created_at) VALUES ('Hanna', 'key of Across midnight', 'f', '12', 1795424461000000);
INSERT INTO idempotency_keys (username, key, fingerprint, object_id, created_at) VALUES ('Hanna', 'key of Cancelled', 'f', '4', 1795424427000000);
INSERT INTO idempotency_keys (username, key, fingerprint, object_id, created_at) VALUES ('Hanna', 'key of Deleted', 'f', '6', 1795424437000000);
INSERT INTO idempotency_keys (username, key, fingerprint, object_id, created_at) VALUES ('Hanna', 'key of In the place of Cancelled', 'f', '5', 1795424433000000);
INSERT INTO idempotency_keys (username, key, fingerprint, object_id, created_at) VALUES ('Hanna', 'key of Moved', 'f', '7', 1795424441000000);
INSERT INTO idempotency_keys (username, key, fingerprint, object_id, created_at) VALUES ('Hanna', 'key of Night of autumn, first', 'f', '9', 1795424449000000);
INSERT INTO idempotency_keys (username, key, fingerprint, object_id, created_at) VALUES ('Hanna', 'key of Night of autumn, second', 'f', '10', 1795424453000000);
INSERT INTO idempotency_keys (username, key, fingerprint, object_id, created_at) VALUES ('Hanna', 'key of Night of spring', 'f', '8', 1795424445000000);
INSERT INTO idempotency_keys (username, key, fingerprint, object_id, created_at) VALUES ('Hanna', 'key of Of a kind', 'f', '13', 1795424465000000);
INSERT INTO idempotency_keys (username, key, fingerprint, object_id, created_at) VALUES ('Hanna', 'key of Over Priya', 'f', '3', 1795424423000000);
INSERT INTO idempotency_keys (username, key, fingerprint, object_id, created_at) VALUES ('Hanna', 'key of Priya Nair', 'f', '1', 1795424415000000);
INSERT INTO idempotency_keys (username, key, fingerprint, object_id, created_at) VALUES ('Hanna', 'key of accepted', 'f', 'job-accepted', 1795424491000000);
INSERT INTO idempotency_keys (username, key, fingerprint, object_id, created_at) VALUES ('Hanna', 'key of cancelled', 'f', 'job-cancelled', 1795424511000000);
INSERT INTO idempotency_keys (username, key, fingerprint, object_id, created_at) VALUES ('Hanna', 'key of dead', 'f', 'job-dead', 1795424507000000);
INSERT INTO idempotency_keys (username, key, fingerprint, object_id, created_at) VALUES ('Hanna', 'key of done', 'f', 'job-done', 1795424499000000);
INSERT INTO idempotency_keys (username, key, fingerprint, object_id, created_at) VALUES ('Hanna', 'key of queued', 'f', 'job-queued', 1795424495000000);
INSERT INTO idempotency_keys (username, key, fingerprint, object_id, created_at) VALUES ('Hanna', 'key of retried', 'f', 'job-retried', 1795424517000000);
INSERT INTO idempotency_keys (username, key, fingerprint, object_id, created_at) VALUES ('Hanna', 'key of skipped', 'f', 'job-skipped', 1795424503000000);
INSERT INTO idempotency_keys (username, key, fingerprint, object_id, created_at) VALUES ('Hanna', 'key of Ömer Ağaoğlu 🙂', 'f', '2', 1795424419000000);
INSERT INTO sign_in_failures (key, failures, last_at, blocked_until) VALUES ('account:hanna', 1, 1795424476000000, 1795424536000000);
INSERT INTO sign_in_failures (key, failures, last_at, blocked_until) VALUES ('pair:hanna|192.0.2.7', 1, 1795424476000000, 1795424536000000);
INSERT INTO audit_log (id, at, actor, action, object, object_id, fields) VALUES (1, 1795424410000000, 'Hanna', 'created', 'kind', '1', '');
INSERT INTO audit_log (id, at, actor, action, object, object_id, fields) VALUES (2, 1795424411000000, 'Hanna', 'created', 'kind', '2', '');
INSERT INTO audit_log (id, at, actor, action, object, object_id, fields) VALUES (3, 1795424414000000, 'Hanna', 'created', 'appointment', '1', '');
INSERT INTO audit_log (id, at, actor, action, object, object_id, fields) VALUES (4, 1795424418000000, 'Hanna', 'created', 'appointment', '2', '');
INSERT INTO audit_log (id, at, actor, action, object, object_id, fields) VALUES (5, 1795424422000000, 'Hanna', 'created', 'appointment', '3', '');
INSERT INTO audit_log (id, at, actor, action, object, object_id, fields) VALUES (6, 1795424426000000, 'Hanna', 'created', 'appointment', '4', '');
INSERT INTO audit_log (id, at, actor, action, object, object_id, fields) VALUES (7, 1795424429000000, 'Hanna', 'cancelled', 'appointment', '4', 'status');
INSERT INTO audit_log (id, at, actor, action, object, object_id, fields) VALUES (8, 1795424432000000, 'Hanna', 'created', 'appointment', '5', '');
INSERT INTO audit_log (id, at, actor, action, object, object_id, fields) VALUES (9, 1795424436000000, 'Hanna', 'created', 'appointment', '6', '');
INSERT INTO audit_log (id, at, actor, action, object, object_id, fields) VALUES (10, 1795424440000000, 'Hanna', 'created', 'appointment', '7', '');
INSERT INTO audit_log (id, at, actor, action, object, object_id, fields) VALUES (11, 1795424444000000, 'Hanna', 'created', 'appointment', '8', '');
INSERT INTO audit_log (id, at, actor, action, object, object_id, fields) VALUES (12, 1795424448000000, 'Hanna', 'created', 'appointment', '9', '');
INSERT INTO audit_log (id, at, actor, action, object, object_id, fields) VALUES (13, 1795424452000000, 'Hanna', 'created', 'appointment', '10', '');
INSERT INTO audit_log (id, at, actor, action, object, object_id, fields) VALUES (14, 1795424456000000, 'Hanna', 'created', 'appointment', '11', '');
INSERT INTO audit_log (id, at, actor, action, object, object_id, fields) VALUES (15, 1795424460000000, 'Hanna', 'created', 'appointment', '12', '');
INSERT INTO audit_log (id, at, actor, action, object, object_id, fields) VALUES (16, 1795424464000000, 'Hanna', 'created', 'appointment', '13', '');
INSERT INTO audit_log (id, at, actor, action, object, object_id, fields) VALUES (17, 1795424468000000, 'Hanna', 'deleted', 'appointment', '6', 'deleted_at');
INSERT INTO audit_log (id, at, actor, action, object, object_id, fields) VALUES (18, 1795424470000000, 'Hanna', 'moved', 'appointment', '7', 'time starts_at ends_at');
INSERT INTO audit_log (id, at, actor, action, object, object_id, fields) VALUES (19, 1795424472000000, 'Hanna', 'created', 'user', '1', '');
INSERT INTO audit_log (id, at, actor, action, object, object_id, fields) VALUES (20, 1795424474000000, 'Hanna', 'created', 'user', '2', '');
INSERT INTO audit_log (id, at, actor, action, object, object_id, fields) VALUES (21, 1795424475000000, 'Hanna', 'changed', 'user', '2', 'disabled sessions');
INSERT INTO audit_log (id, at, actor, action, object, object_id, fields) VALUES (22, 1795424477000000, 'Hanna', 'sign-in refused', 'user', 'hanna', '');
INSERT INTO audit_log (id, at, actor, action, object, object_id, fields) VALUES (23, 1795424478000000, 'Hanna', 'signed in', 'user', 'Hanna', '');
INSERT INTO audit_log (id, at, actor, action, object, object_id, fields) VALUES (24, 1795424479000000, 'Hanna', 'changed', 'preferences', '1', 'language shortcuts');
INSERT INTO audit_log (id, at, actor, action, object, object_id, fields) VALUES (25, 1795424481000000, 'Hanna', 'created', 'token', '1', '');
INSERT INTO audit_log (id, at, actor, action, object, object_id, fields) VALUES (26, 1795424484000000, 'Hanna', 'created', 'feed', '1', '');
INSERT INTO audit_log (id, at, actor, action, object, object_id, fields) VALUES (27, 1795424486000000, 'Hanna', 'changed', 'hours', '', 'sunday wednesday');
INSERT INTO audit_log (id, at, actor, action, object, object_id, fields) VALUES (28, 1795424487000000, 'Hanna', 'created', 'closed', '1', '');
INSERT INTO audit_log (id, at, actor, action, object, object_id, fields) VALUES (29, 1795424514000000, 'Hanna', 'discarded', 'summary', 'job-cancelled', '');
INSERT INTO audit_log (id, at, actor, action, object, object_id, fields) VALUES (30, 1795424519000000, 'Hanna', 'retried', 'summary', 'job-retried', '');
INSERT INTO audit_log (id, at, actor, action, object, object_id, fields) VALUES (31, 1795424521000000, 'Hanna', 'paused', 'queue', '', '');
INSERT INTO audit_log (id, at, actor, action, object, object_id, fields) VALUES (32, 1795424523000000, 'Hanna', 'uploaded', 'import', '01a2287d-18d8-7588-8981-55debd799a62', '');
INSERT INTO audit_log (id, at, actor, action, object, object_id, fields) VALUES (33, 1795424525000000, 'Hanna', 'created', 'appointment', '14', '');
INSERT INTO switches (name, since, set_by) VALUES ('summaries paused', 1795424520000000, 'Hanna');
INSERT INTO feeds (user_id, hash, created_at, used_at) VALUES (1, 'hash of a secret', 1795424483000000, NULL);
INSERT INTO api_tokens (id, user_id, name, scope, hash, created_at, expires_at, used_at) VALUES (1, 1, 'Till', 'write', 'hash of a token', 1795424480000000, 1826960400000000, 1795424482000000);
INSERT INTO preferences (user_id, language, hour_cycle, first_day, default_view, theme, shortcuts, time_zone) VALUES (1, 'de', '24', 'monday', 'week', '', 0, '');
INSERT INTO imports (id, state, created_at, about, rows) VALUES ('01a2287d-18d8-7588-8981-55debd799a62', 'waiting', 1795424522000000, '{"id":"01a2287d-18d8-7588-8981-55debd799a62","file_name":"f.csv","format":"","state":"waiting","created_at":"2026-11-23T09:02:02Z","created_by":"","columns":null,"rows":0,"new":0,"conflicts":0,"duplicates":0,"faults":0,"imported":0,"undone":0,"kept":0,"report":null}', '[]');
INSERT INTO imported_rows (import_id, line, appointment_id, version) VALUES ('01a2287d-18d8-7588-8981-55debd799a62', 2, 14, 1);
INSERT INTO sessions (id, user_id, created_at, seen_at, expires_at, address, agent) VALUES ('session of hanna', 1, 1826960400000000, 1795424485000000, 1826960400000000, '192.0.2.7', 'curl/8.5.0');
INSERT INTO opening_hours (weekday, opens, closes) VALUES (0, 1320, 1440);
INSERT INTO opening_hours (weekday, opens, closes) VALUES (1, 480, 1080);
INSERT INTO opening_hours (weekday, opens, closes) VALUES (2, 480, 1080);
INSERT INTO opening_hours (weekday, opens, closes) VALUES (3, 480, 750);
INSERT INTO opening_hours (weekday, opens, closes) VALUES (4, 480, 1080);
INSERT INTO opening_hours (weekday, opens, closes) VALUES (5, 480, 1080);
INSERT INTO closed_days (id, first, last, reason) VALUES (1, '2026-12-24', '2026-12-31', 'Zwischen den Jahren');
INSERT INTO kinds (id, name, hue, minutes, position) VALUES (1, 'Visit', 0, 60, 0);
INSERT INTO kinds (id, name, hue, minutes, position) VALUES (2, 'Übung, "frei"', 11, 45, 1);
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence (name, seq) VALUES ('api_tokens', 1);
INSERT INTO sqlite_sequence (name, seq) VALUES ('appointments', 14);
INSERT INTO sqlite_sequence (name, seq) VALUES ('audit_log', 33);
INSERT INTO sqlite_sequence (name, seq) VALUES ('closed_days', 1);
INSERT INTO sqlite_sequence (name, seq) VALUES ('kinds', 2);
INSERT INTO sqlite_sequence (name, seq) VALUES ('summary_jobs', 7);
INSERT INTO sqlite_sequence (name, seq) VALUES ('users', 2);
CREATE INDEX appointments_live ON appointments (calendar_id, starts_at, ends_at)
  WHERE overlap = 0 AND status <> 'cancelled' AND deleted_at IS NULL;
CREATE INDEX appointments_live_overlaps ON appointments (calendar_id, starts_at, ends_at)
  WHERE overlap = 1 AND status <> 'cancelled' AND deleted_at IS NULL;
CREATE INDEX appointments_by_start ON appointments (starts_at, id) WHERE deleted_at IS NULL;
CREATE INDEX appointments_by_client ON appointments (client_name COLLATE NOCASE, starts_at);
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
CREATE INDEX summary_jobs_open ON summary_jobs (seq) WHERE state IN ('accepted', 'queued');
CREATE INDEX summary_jobs_done ON summary_jobs (label, finished_at) WHERE state = 'done';
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);
CREATE INDEX audit_log_by_object ON audit_log (object, object_id, id);
CREATE TRIGGER audit_log_no_update BEFORE UPDATE ON audit_log
BEGIN
  SELECT RAISE(ABORT, 'the audit log is append-only');
END;
CREATE TRIGGER audit_log_no_delete BEFORE DELETE ON audit_log
BEGIN
  SELECT RAISE(ABORT, 'the audit log is append-only');
END;
CREATE INDEX appointments_deleted ON appointments (deleted_at) WHERE deleted_at IS NOT NULL;
CREATE INDEX api_tokens_by_user ON api_tokens (user_id);
CREATE INDEX sessions_by_user ON sessions (user_id);
CREATE INDEX sessions_by_end ON sessions (expires_at);
