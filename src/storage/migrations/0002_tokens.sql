-- Account tokens, known by their hash alone; and the audit trail in the order of time. docs/storage.md.
-- Times are Unix milliseconds.

CREATE TABLE tokens (
  account_id         TEXT    NOT NULL,
  id                 TEXT    NOT NULL,
  name               TEXT    NOT NULL,
  -- SHA-256 of the whole token, in hexadecimal.
  hash               TEXT    NOT NULL UNIQUE CHECK (length(hash) = 64),
  -- Separated by spaces.
  scopes             TEXT    NOT NULL,
  expires_at         INTEGER,
  created_at         INTEGER NOT NULL,
  created_by         TEXT    NOT NULL,
  -- Coarse: written at most once in ten minutes.
  last_used_at       INTEGER,
  -- When the trail last had a refusal of this token for its caller's address, and one for its rights.
  address_refused_at INTEGER,
  rights_refused_at  INTEGER,
  PRIMARY KEY (account_id, id)
) STRICT, WITHOUT ROWID;

-- Who an actor is to people: a token's name.
ALTER TABLE audit ADD COLUMN actor_name TEXT;

-- A page of a span of time is read from where it begins.
DROP INDEX audit_by_account;
CREATE INDEX audit_by_time ON audit (account_id, at);
