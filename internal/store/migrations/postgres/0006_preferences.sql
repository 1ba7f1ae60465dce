-- What users chose about their pages. No row: everything is as it comes.
CREATE TABLE preferences (
  user_id      bigint PRIMARY KEY REFERENCES users (id),
  language     text COLLATE "C" NOT NULL,  -- a tag such as de; empty: the browser's
  hour_cycle   text COLLATE "C" NOT NULL CHECK (hour_cycle IN ('12', '24')),
  first_day    text COLLATE "C" NOT NULL CHECK (first_day IN ('monday', 'saturday', 'sunday')),
  default_view text COLLATE "C" NOT NULL CHECK (default_view IN ('day', 'week', 'month', 'agenda')),
  theme        text COLLATE "C" NOT NULL CHECK (theme IN ('', 'light', 'dark')),  -- empty: the device's
  shortcuts    boolean NOT NULL
);
