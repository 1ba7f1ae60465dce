-- What users chose about their pages. No row: everything is as it comes.
CREATE TABLE preferences (
  user_id      INTEGER PRIMARY KEY REFERENCES users (id),
  language     TEXT NOT NULL,  -- a tag such as de; empty: the browser's
  hour_cycle   TEXT NOT NULL CHECK (hour_cycle IN ('12', '24')),
  first_day    TEXT NOT NULL CHECK (first_day IN ('monday', 'saturday', 'sunday')),
  default_view TEXT NOT NULL CHECK (default_view IN ('day', 'week', 'month', 'agenda')),
  theme        TEXT NOT NULL CHECK (theme IN ('', 'light', 'dark')),  -- empty: the device's
  shortcuts    INTEGER NOT NULL CHECK (shortcuts IN (0, 1))
) STRICT;
