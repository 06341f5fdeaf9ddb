-- Answers that are kept for a day under the caller's Idempotency-Key. docs/storage.md.

CREATE TABLE kept_answers (
  account_id TEXT    NOT NULL,
  actor      TEXT    NOT NULL,
  key        TEXT    NOT NULL,
  -- Long answers come in parts, from 0: D1 takes 2 MB a value.
  part       INTEGER NOT NULL,
  -- SHA-256 of the request: the same key with another request is a mistake.
  request    TEXT    NOT NULL,
  status     INTEGER NOT NULL,
  -- The account's revision that the answer tells; null when it tells none.
  revision   INTEGER,
  packing    TEXT    NOT NULL CHECK (packing IN ('json', 'gzip')),
  body       TEXT    NOT NULL,
  kept_at    INTEGER NOT NULL,
  PRIMARY KEY (account_id, actor, key, part)
) STRICT;

CREATE INDEX kept_answers_by_age ON kept_answers (kept_at);
