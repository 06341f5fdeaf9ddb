-- Provisional changes: a change of policy or list that undoes itself at a moment unless it is confirmed. docs/storage.md.

-- All null: no change is provisional. `before` is the policy before it, as JSON.
ALTER TABLE accounts ADD COLUMN provisional_revision INTEGER;
ALTER TABLE accounts ADD COLUMN provisional_at INTEGER;
ALTER TABLE accounts ADD COLUMN provisional_undoes_at INTEGER;
ALTER TABLE accounts ADD COLUMN provisional_actor TEXT;
ALTER TABLE accounts ADD COLUMN provisional_actor_name TEXT;
ALTER TABLE accounts ADD COLUMN provisional_before TEXT;

CREATE INDEX accounts_provisional ON accounts (provisional_undoes_at) WHERE provisional_undoes_at IS NOT NULL;

-- The entries that the provisional change of an account touched, as they were before it. Null columns: it added the entry.
CREATE TABLE provisional_entries (
  account_id   TEXT    NOT NULL,
  id           TEXT    NOT NULL,
  value        TEXT,
  family       INTEGER,
  varying_bits INTEGER,
  first        TEXT,
  last         TEXT,
  label        TEXT,
  enabled      INTEGER,
  expires_at   INTEGER,
  created_at   INTEGER,
  created_by   TEXT,
  updated_at   INTEGER,
  PRIMARY KEY (account_id, id)
) STRICT, WITHOUT ROWID;
