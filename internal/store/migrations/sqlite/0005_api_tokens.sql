-- What lets a program in for a user in place of the password. Of a token only the hash (SHA-256, in
-- hexadecimal) is kept.
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
CREATE INDEX api_tokens_by_user ON api_tokens (user_id);
