-- Turned-away visits, counted. docs/storage.md describes the table. Times are Unix milliseconds, days are Unix days.

CREATE TABLE denials (
  account_id  TEXT    NOT NULL,
  id          TEXT    NOT NULL,
  day         INTEGER NOT NULL CHECK (day = last_at / 86400000),
  -- Canonical form; '': visits of that day from addresses that have no row of their own.
  address     TEXT    NOT NULL,
  surface     TEXT    NOT NULL CHECK (surface IN ('dashboard', 'api')),
  -- Its label; '': any other device of that address.
  device      TEXT    NOT NULL,
  device_type TEXT    NOT NULL,
  -- 0: the list was only monitored, and the visit went on.
  is_blocked  INTEGER NOT NULL CHECK (is_blocked IN (0, 1)),
  -- Of the last visit, like the region.
  reason      TEXT    NOT NULL,
  country     TEXT,
  region      TEXT,
  city        TEXT,
  first_at    INTEGER NOT NULL,
  last_at     INTEGER NOT NULL,
  visits      INTEGER NOT NULL CHECK (visits > 0),
  PRIMARY KEY (account_id, id)
) STRICT, WITHOUT ROWID;

-- What is counted together; and the list's order, exact within a day by sorting that day.
CREATE UNIQUE INDEX denials_by_day ON denials (account_id, day, address, surface, device, is_blocked);
