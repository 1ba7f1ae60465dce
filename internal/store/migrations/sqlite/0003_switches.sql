-- What was switched on, by whom and since when (microseconds of UTC). No row: it is off.
CREATE TABLE switches (
  name   TEXT PRIMARY KEY,
  since  INTEGER NOT NULL,
  set_by TEXT NOT NULL
) STRICT;
