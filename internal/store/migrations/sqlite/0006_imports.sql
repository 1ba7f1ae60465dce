-- Files of appointments that were uploaded, and which of their rows became which appointments.
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
  appointment_id INTEGER NOT NULL,
  PRIMARY KEY (import_id, line)
) STRICT;
