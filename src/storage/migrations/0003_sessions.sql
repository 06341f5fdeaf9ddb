-- Sessions on record, their credentials (by keyed hash alone), and the log of ended credentials. docs/storage.md.
-- Times are Unix milliseconds, days are Unix days.

CREATE TABLE sessions (
  account_id      TEXT    NOT NULL,
  id              TEXT    NOT NULL,
  kind            TEXT    NOT NULL CHECK (kind IN ('web', 'api')),
  user            TEXT    CHECK (user <> ''),
  name            TEXT,
  product_session TEXT    CHECK (product_session <> ''),
  two_factor      INTEGER CHECK (two_factor IN (0, 1)),
  first_address   TEXT    NOT NULL,
  address         TEXT    NOT NULL,
  device_label    TEXT    NOT NULL,
  device_browser  TEXT,
  device_os       TEXT,
  device_type     TEXT    NOT NULL,
  device_kind     TEXT    NOT NULL,
  country         TEXT,
  region          TEXT,
  city            TEXT,
  new_device      INTEGER NOT NULL CHECK (new_device IN (0, 1)),
  logged_in_at    INTEGER NOT NULL,
  last_seen_at    INTEGER NOT NULL,
  -- The day of last_seen_at. Indexes hold the day, so that to note a visit writes the row alone and, once a day, them.
  seen_day        INTEGER NOT NULL CHECK (seen_day = last_seen_at / 86400000),
  -- Watermarks up to this moment left the session out.
  spared_at       INTEGER NOT NULL DEFAULT 0,
  ended_at        INTEGER,
  end_reason      TEXT,
  PRIMARY KEY (account_id, id),
  CHECK ((ended_at IS NULL) = (end_reason IS NULL))
) STRICT, WITHOUT ROWID;

-- The lists' order: newest first, exact within a day by sorting that day.
CREATE INDEX sessions_active ON sessions (account_id, seen_day) WHERE ended_at IS NULL;
CREATE INDEX sessions_ended ON sessions (account_id, seen_day) WHERE ended_at IS NOT NULL;
CREATE INDEX sessions_by_user ON sessions (account_id, user) WHERE user IS NOT NULL;
CREATE INDEX sessions_by_address ON sessions (account_id, address);
-- What may have come to its limit.
CREATE INDEX sessions_active_2fa ON sessions (account_id, seen_day) WHERE ended_at IS NULL AND two_factor = 1;
CREATE INDEX sessions_active_by_login ON sessions (account_id, logged_in_at) WHERE ended_at IS NULL AND kind = 'web';
CREATE UNIQUE INDEX sessions_by_product_session ON sessions (account_id, product_session)
  WHERE product_session IS NOT NULL;

-- A credential may be on record with several accounts: a cookie of a domain above their hosts.
CREATE TABLE credentials (
  hash       TEXT    NOT NULL CHECK (length(hash) = 32),
  account_id TEXT    NOT NULL,
  session_id TEXT    NOT NULL,
  kind       TEXT    NOT NULL CHECK (kind IN ('cookie', 'token')),
  added_at   INTEGER NOT NULL,
  PRIMARY KEY (hash, account_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX credentials_by_session ON credentials (account_id, session_id, added_at);

-- The log that isolates read on with seq > ?. A seq is never used twice although it is no AUTOINCREMENT (which would
-- write a row even where nothing is appended): the newest entry is never removed.
CREATE TABLE ended (
  seq        INTEGER PRIMARY KEY,
  hash       TEXT    NOT NULL UNIQUE CHECK (length(hash) = 32),
  kind       TEXT    NOT NULL CHECK (kind IN ('cookie', 'token')),
  -- Null: the account was removed, or is not known.
  account_id TEXT,
  ended_at   INTEGER NOT NULL
) STRICT;

CREATE INDEX ended_by_account ON ended (account_id, ended_at);

-- Sessions of a user ('': of everybody) that began up to `at` are over, also those that are recorded later.
CREATE TABLE watermarks (
  account_id TEXT    NOT NULL,
  user       TEXT    NOT NULL,
  at         INTEGER NOT NULL,
  reason     TEXT    NOT NULL,
  PRIMARY KEY (account_id, user)
) STRICT, WITHOUT ROWID;

-- Kinds of device and countries that a user was seen with: what is not among them is new.
CREATE TABLE familiar (
  account_id TEXT    NOT NULL,
  user       TEXT    NOT NULL,
  -- device:… or country:…
  trait      TEXT    NOT NULL,
  PRIMARY KEY (account_id, user, trait)
) STRICT, WITHOUT ROWID;
