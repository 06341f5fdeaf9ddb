-- How session cookies came, counted, so that an operator knows when BIND_SESSIONS = "strict" is safe. docs/storage.md.

CREATE TABLE binding_counts (
  -- '': a host that accounts share.
  account_id            TEXT    NOT NULL,
  hostname              TEXT    NOT NULL,
  -- Of the cookie, as SESSION_COOKIES spells it.
  name                  TEXT    NOT NULL,
  -- Unix day, UTC.
  day                   INTEGER NOT NULL,
  -- Visits whose cookie came with its seal; without one; without one although it had one before; and was taken off.
  sealed                INTEGER NOT NULL CHECK (sealed >= 0),
  unsealed              INTEGER NOT NULL CHECK (unsealed >= 0),
  unsealed_after_sealed INTEGER NOT NULL CHECK (unsealed_after_sealed >= 0),
  removed               INTEGER NOT NULL CHECK (removed >= 0),
  PRIMARY KEY (account_id, hostname, name, day)
) STRICT, WITHOUT ROWID;

-- For the sums of all accounts, and for the purge.
CREATE INDEX binding_counts_by_day ON binding_counts (day);
