-- What was switched on, by whom and since when (microseconds of UTC). No row: it is off.
CREATE TABLE switches (
  name   text COLLATE "C" PRIMARY KEY,
  since  bigint NOT NULL,
  set_by text COLLATE "C" NOT NULL
);
