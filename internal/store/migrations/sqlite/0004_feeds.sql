-- Whose calendar a secret address opens. Of the secret only the hash (SHA-256, in hexadecimal) is kept.
CREATE TABLE feeds (
  user_id    INTEGER PRIMARY KEY REFERENCES users (id),
  hash       TEXT NOT NULL UNIQUE,
  created_at INTEGER NOT NULL,
  used_at    INTEGER
) STRICT;
