-- On which days entries of lists admitted visits. A table of its own: use is no change of the list. docs/storage.md.

CREATE TABLE entry_use (
  account_id TEXT    NOT NULL,
  entry_id   TEXT    NOT NULL,
  -- Unix day (UTC) of the last use.
  day        INTEGER NOT NULL CHECK (day = used_at / 86400000),
  -- The first use of that day that was written, in Unix milliseconds.
  used_at    INTEGER NOT NULL,
  -- Bit n: it was used n days before `day`. 30 bits; bit 0 is always set.
  days       INTEGER NOT NULL CHECK (days & 1 = 1 AND days BETWEEN 1 AND 1073741823),
  PRIMARY KEY (account_id, entry_id)
) STRICT, WITHOUT ROWID;

-- One row: since when use is recorded, in Unix milliseconds. What was never used since then may have been used before.
CREATE TABLE entry_use_start (
  at INTEGER NOT NULL
) STRICT;
INSERT INTO entry_use_start (at) VALUES (unixepoch() * 1000);
