-- How clients are reached, and what is to know of them. A client is whoever appointments name, in capitals or
-- not: a card bears the name, and no appointment refers to it.
CREATE TABLE client_cards (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,  -- never reused
  client_name TEXT NOT NULL UNIQUE COLLATE NOCASE CHECK (client_name <> ''),
  phone       TEXT NOT NULL,
  email       TEXT NOT NULL,
  address     TEXT NOT NULL,
  notes       TEXT NOT NULL,
  search      TEXT NOT NULL,     -- all of it in small letters, and the digits of the phone number
  updated_at  INTEGER NOT NULL,  -- grows with each change, and is so the version
  updated_by  TEXT NOT NULL
) STRICT;

-- What is searched of an appointment ends with its kind from here on.
UPDATE appointments SET search = search || char(10) || replace(replace(replace(lower(kind), 'Ä', 'ä'), 'Ö', 'ö'), 'Ü', 'ü') WHERE kind <> '';
