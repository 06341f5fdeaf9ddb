-- Endings of cookies leave the log by age alone (430 days), whatever the limits of their account. docs/storage.md.

CREATE INDEX ended_by_age ON ended (ended_at) WHERE kind = 'cookie';

-- The secrets that credentials were ever hashed under, by fingerprint: one that is no longer configured would let ended
-- credentials pass unrecognised. Times are Unix milliseconds.
CREATE TABLE credential_keys (
  fingerprint   TEXT    NOT NULL PRIMARY KEY CHECK (length(fingerprint) = 16),
  first_used_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
