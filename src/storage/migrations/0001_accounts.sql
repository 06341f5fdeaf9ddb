-- D1 is the truth; Workers KV holds what is published of it. docs/storage.md describes every table.
-- Times are Unix milliseconds, except epoch (Unix seconds).

CREATE TABLE accounts (
  id                 TEXT    NOT NULL PRIMARY KEY,
  name               TEXT    NOT NULL,
  mode               TEXT    NOT NULL CHECK (mode IN ('off', 'monitor', 'enforce')),
  block_api_requests INTEGER NOT NULL CHECK (block_api_requests IN (0, 1)),
  idle_days          INTEGER NOT NULL,
  idle_days_2fa      INTEGER NOT NULL,
  absolute_days      INTEGER NOT NULL,
  api_idle_days      INTEGER,
  contact            TEXT,
  -- (epoch, revision) puts published copies in order: the revision counts changes, the epoch outlives a restore of D1.
  epoch              INTEGER NOT NULL,
  revision           INTEGER NOT NULL,
  published_epoch    INTEGER,
  published_revision INTEGER,
  published_digest   TEXT,
  published_at       INTEGER,
  created_at         INTEGER NOT NULL,
  updated_at         INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX accounts_unpublished ON accounts (updated_at)
  WHERE published_epoch IS NOT epoch OR published_revision IS NOT revision;

-- The last epoch of a removed account: one that is created under its id again starts above it, although at revision 1.
CREATE TABLE former_accounts (
  id         TEXT    NOT NULL PRIMARY KEY,
  epoch      INTEGER NOT NULL,
  removed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Rows are never deleted: a removed host is published as a tombstone, newer than what it was.
CREATE TABLE hosts (
  hostname           TEXT    NOT NULL PRIMARY KEY,
  kind               TEXT    NOT NULL CHECK (kind IN ('account', 'shared', 'removed')),
  account_id         TEXT    CHECK ((account_id IS NOT NULL) = (kind = 'account')),
  epoch              INTEGER NOT NULL,
  revision           INTEGER NOT NULL,
  published_epoch    INTEGER,
  published_revision INTEGER,
  published_at       INTEGER,
  created_at         INTEGER NOT NULL,
  updated_at         INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX hosts_by_account ON hosts (account_id, hostname) WHERE kind = 'account';
CREATE INDEX hosts_shared ON hosts (hostname) WHERE kind = 'shared';
CREATE INDEX hosts_unpublished ON hosts (updated_at)
  WHERE published_epoch IS NOT epoch OR published_revision IS NOT revision;

-- Ids sort in the order of creation, so the primary key is the list's order as well: two index entries a row, not four.
CREATE TABLE entries (
  account_id   TEXT    NOT NULL,
  id           TEXT    NOT NULL,
  value        TEXT    NOT NULL,
  family       INTEGER NOT NULL CHECK (family IN (4, 6)),
  -- How many low bits differ between first and last: a CIDR's host bits. A function of the range, kept for the index.
  varying_bits INTEGER NOT NULL,
  first        TEXT    NOT NULL,
  last         TEXT    NOT NULL,
  label        TEXT,
  enabled      INTEGER NOT NULL CHECK (enabled IN (0, 1)),
  expires_at   INTEGER,
  created_at   INTEGER NOT NULL,
  created_by   TEXT    NOT NULL,
  updated_at   INTEGER NOT NULL,
  PRIMARY KEY (account_id, id)
) STRICT, WITHOUT ROWID;

-- Unique by range; and all entries that cover an address by one short seek for each number of varying bits.
CREATE UNIQUE INDEX entries_by_range ON entries (account_id, family, varying_bits, first, last);

CREATE TABLE audit (
  seq        INTEGER PRIMARY KEY AUTOINCREMENT,
  id         TEXT    NOT NULL,
  -- Null: the operator's own events (accounts removed, shared hosts).
  account_id TEXT,
  at         INTEGER NOT NULL,
  actor      TEXT    NOT NULL,
  address    TEXT,
  action     TEXT    NOT NULL,
  detail     TEXT    NOT NULL,
  -- The account's revision that the event made; null when it made none.
  revision   INTEGER
) STRICT;

CREATE INDEX audit_by_account ON audit (account_id, seq DESC);

-- Never holds a row. A batch is stopped by inserting the reason why it must not go on; the constraint's name tells which.
CREATE TABLE guard (
  reason TEXT NOT NULL,
  CONSTRAINT guard_revision_moved CHECK (reason <> 'revision_moved'),
  CONSTRAINT guard_account_exists CHECK (reason <> 'account_exists'),
  CONSTRAINT guard_host_taken CHECK (reason <> 'host_taken'),
  CONSTRAINT guard_host_not_found CHECK (reason <> 'host_not_found'),
  CONSTRAINT guard_known CHECK (reason IN ('revision_moved', 'account_exists', 'host_taken', 'host_not_found'))
) STRICT;

-- Where a job that is bounded in its work goes on at its next run.
CREATE TABLE progress (
  job        TEXT    NOT NULL PRIMARY KEY,
  place      TEXT    NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
