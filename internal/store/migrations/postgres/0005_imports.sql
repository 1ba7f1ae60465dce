-- Files of appointments that were uploaded, and which of their rows became which appointments.
CREATE TABLE imports (
  id         text COLLATE "C" PRIMARY KEY,  -- UUIDv7, so in the order of their making
  state      text COLLATE "C" NOT NULL CHECK (state IN ('waiting', 'imported', 'undone')),
  created_at bigint NOT NULL,
  about      text COLLATE "C" NOT NULL,  -- what is told of it, as JSON
  rows       text COLLATE "C" NOT NULL   -- of the file, as JSON; empty when they are no longer needed
);
CREATE TABLE imported_rows (
  import_id      text COLLATE "C" NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
  line           bigint NOT NULL,
  appointment_id bigint NOT NULL,
  PRIMARY KEY (import_id, line)
);
