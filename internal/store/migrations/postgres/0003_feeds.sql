-- Whose calendar a secret address opens. Of the secret only the hash (SHA-256, in hexadecimal) is kept.
CREATE TABLE feeds (
  user_id    bigint PRIMARY KEY REFERENCES users (id),
  hash       text COLLATE "C" NOT NULL UNIQUE,
  created_at bigint NOT NULL,
  used_at    bigint
);
