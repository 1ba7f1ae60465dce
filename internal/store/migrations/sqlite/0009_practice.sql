-- Sessions are signings in that have not ended. A token that names one opens nothing once its row is gone.
CREATE TABLE sessions (
  id         TEXT PRIMARY KEY,
  user_id    INTEGER NOT NULL REFERENCES users (id),
  created_at INTEGER NOT NULL,
  seen_at    INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  address    TEXT NOT NULL,
  agent      TEXT NOT NULL  -- what the browser or program calls itself
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_by_user ON sessions (user_id);
CREATE INDEX sessions_by_end ON sessions (expires_at);

-- When the practice works: minutes after midnight by its clocks, several rows a day where it has breaks.
CREATE TABLE opening_hours (
  weekday INTEGER NOT NULL CHECK (weekday BETWEEN 0 AND 6),  -- 0: Sunday
  opens   INTEGER NOT NULL CHECK (opens >= 0),
  closes  INTEGER NOT NULL CHECK (closes > opens AND closes <= 1440),
  PRIMARY KEY (weekday, opens)
) STRICT, WITHOUT ROWID;
INSERT INTO opening_hours (weekday, opens, closes) VALUES (1, 480, 1080), (2, 480, 1080), (3, 480, 1080), (4, 480, 1080), (5, 480, 1080);

-- Days on which it does not, whatever the weekday.
CREATE TABLE closed_days (
  id     INTEGER PRIMARY KEY AUTOINCREMENT,  -- never reused
  first  TEXT NOT NULL,
  last   TEXT NOT NULL CHECK (last >= first),
  reason TEXT NOT NULL
) STRICT;

-- What appointments are for. An appointment keeps the name of its kind, so that a kind can go.
CREATE TABLE kinds (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,  -- never reused
  name     TEXT NOT NULL UNIQUE COLLATE NOCASE CHECK (name <> ''),
  hue      INTEGER NOT NULL CHECK (hue BETWEEN 0 AND 11),
  minutes  INTEGER NOT NULL CHECK (minutes BETWEEN 1 AND 1440),  -- how long one usually takes
  position INTEGER NOT NULL
) STRICT;
ALTER TABLE appointments ADD COLUMN kind TEXT NOT NULL DEFAULT '';

-- The version of an appointment that is still as it was imported: renaming a kind or a client raises it.
ALTER TABLE imported_rows ADD COLUMN version INTEGER NOT NULL DEFAULT 1;

-- A user's own zone; empty: the practice's.
ALTER TABLE preferences ADD COLUMN time_zone TEXT NOT NULL DEFAULT '';

-- What a summary is written in, a tag of BCP 47; empty: English.
ALTER TABLE summary_jobs ADD COLUMN language TEXT NOT NULL DEFAULT '';
