-- The ways into the console, known by SHA-256 (in hexadecimal) of a secret alone. docs/storage.md.
-- Times are Unix milliseconds.

CREATE TABLE console_links (
  hash       TEXT    NOT NULL PRIMARY KEY CHECK (length(hash) = 64),
  account_id TEXT    NOT NULL,
  -- Who is to come in by it, as the product says.
  actor_name TEXT    NOT NULL,
  user       TEXT    CHECK (user <> ''),
  session    TEXT    CHECK (session <> ''),
  -- The actor that made it; and the account token, if that was one: the link and what it opened are over with it.
  created_by TEXT    NOT NULL,
  token_id   TEXT,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX console_links_by_account ON console_links (account_id, expires_at);

CREATE TABLE console_sessions (
  hash         TEXT    NOT NULL PRIMARY KEY CHECK (length(hash) = 64),
  id           TEXT    NOT NULL,
  account_id   TEXT    NOT NULL,
  -- What it was opened with.
  opened_with  TEXT    NOT NULL CHECK (opened_with IN ('link', 'token', 'operator')),
  -- The account token that it was opened with, or that made the link: the session is over when that is.
  token_id     TEXT    CHECK ((token_id IS NOT NULL) OR (opened_with <> 'token')),
  actor_name   TEXT    NOT NULL,
  user         TEXT,
  session      TEXT,
  -- Separated by spaces.
  scopes       TEXT    NOT NULL,
  csrf         TEXT    NOT NULL,
  created_at   INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL,
  expires_at   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX console_sessions_by_account ON console_sessions (account_id, expires_at);
