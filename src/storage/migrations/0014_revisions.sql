-- What each change of a policy or a list replaced, so that the state after every kept revision can be read again and made
-- current again. docs/storage.md, docs/decisions/0019-revisions.md.

-- One row per kept revision of an account.
CREATE TABLE revisions (
  account_id TEXT    NOT NULL,
  revision   INTEGER NOT NULL,
  at         INTEGER NOT NULL,
  -- Null: made before revisions were recorded, and the audit trail does not say any more.
  actor      TEXT,
  actor_name TEXT,
  action     TEXT    NOT NULL,
  -- The detail of the audit event, shortened: enough for a summary.
  detail     TEXT    NOT NULL,
  -- How many entries the change added, removed and changed.
  added      INTEGER NOT NULL DEFAULT 0,
  removed    INTEGER NOT NULL DEFAULT 0,
  changed    INTEGER NOT NULL DEFAULT 0,
  -- kept: its difference can be read. base: only the state after it; it is the oldest one. expiring: its difference
  -- is not read any more, and its rows of entry_changes and policy_changes are being removed.
  state      TEXT    NOT NULL CHECK (state IN ('kept', 'expiring', 'base')),
  PRIMARY KEY (account_id, revision)
) STRICT, WITHOUT ROWID;

CREATE INDEX revisions_by_age ON revisions (at) WHERE state = 'kept';
CREATE INDEX revisions_not_kept ON revisions (account_id, revision) WHERE state <> 'kept';

-- An entry as it was before the change that made this revision; value null: it had been removed, and came back. What it
-- became is in the next row of the same id, or in `entries`. `last` is null when it equals `first`.
CREATE TABLE entry_changes (
  account_id   TEXT    NOT NULL,
  id           TEXT    NOT NULL,
  revision     INTEGER NOT NULL,
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
  PRIMARY KEY (account_id, id, revision)
) STRICT, WITHOUT ROWID;

CREATE INDEX entry_changes_by_revision ON entry_changes (account_id, revision);

-- The change that made this revision added entries; their ids begin with `stem`, and no others do (src/storage/ids.ts). One
-- row for any number of entries: an import costs no more rows than without revisions.
CREATE TABLE entry_additions (
  account_id TEXT    NOT NULL,
  revision   INTEGER NOT NULL,
  stem       TEXT    NOT NULL,
  PRIMARY KEY (account_id, revision, stem)
) STRICT, WITHOUT ROWID;

-- The policy as it was before the change that made this revision, as JSON of the columns of accounts.
CREATE TABLE policy_changes (
  account_id TEXT    NOT NULL,
  revision   INTEGER NOT NULL,
  policy     TEXT    NOT NULL,
  PRIMARY KEY (account_id, revision)
) STRICT, WITHOUT ROWID;

-- Triggers record, so that no statement that writes a list or a policy can forget it. The batch of a change raises the
-- revision after its other statements: until then the revision that it makes is the present one plus one. The first row
-- of an id in a batch is the state before it; later ones are ignored. An account that is being removed is deleted before
-- its entries, and nothing is recorded.
-- An entry that comes back under the id that it had is recorded by itself: others of its stem may never have gone.
CREATE TRIGGER entries_record_insert AFTER INSERT ON entries
BEGIN
  INSERT OR IGNORE INTO entry_changes (account_id, id, revision)
  SELECT NEW.account_id, NEW.id, accounts.revision + 1 FROM accounts
  WHERE accounts.id = NEW.account_id
    AND EXISTS (SELECT 1 FROM entry_changes WHERE account_id = NEW.account_id AND id = NEW.id);
  INSERT OR IGNORE INTO entry_additions (account_id, revision, stem)
  SELECT NEW.account_id, accounts.revision + 1, substr(NEW.id, 1, length(NEW.id) - 4) FROM accounts
  WHERE accounts.id = NEW.account_id
    AND NOT EXISTS (SELECT 1 FROM entry_changes WHERE account_id = NEW.account_id AND id = NEW.id);
END;

CREATE TRIGGER entries_record_update
AFTER UPDATE OF value, family, varying_bits, first, last, label, enabled, expires_at, updated_at ON entries
WHEN OLD.value IS NOT NEW.value OR OLD.first IS NOT NEW.first OR OLD.last IS NOT NEW.last OR OLD.label IS NOT NEW.label
  OR OLD.enabled IS NOT NEW.enabled OR OLD.expires_at IS NOT NEW.expires_at OR OLD.updated_at IS NOT NEW.updated_at
BEGIN
  INSERT OR IGNORE INTO entry_changes (account_id, id, revision, value, family, varying_bits, first, last, label, enabled,
    expires_at, created_at, created_by, updated_at)
  SELECT OLD.account_id, OLD.id, accounts.revision + 1, OLD.value, OLD.family, OLD.varying_bits, OLD.first,
    nullif(OLD.last, OLD.first), OLD.label, OLD.enabled, OLD.expires_at, OLD.created_at, OLD.created_by, OLD.updated_at
  FROM accounts WHERE accounts.id = OLD.account_id;
END;

CREATE TRIGGER entries_record_delete AFTER DELETE ON entries
BEGIN
  INSERT OR IGNORE INTO entry_changes (account_id, id, revision, value, family, varying_bits, first, last, label, enabled,
    expires_at, created_at, created_by, updated_at)
  SELECT OLD.account_id, OLD.id, accounts.revision + 1, OLD.value, OLD.family, OLD.varying_bits, OLD.first,
    nullif(OLD.last, OLD.first), OLD.label, OLD.enabled, OLD.expires_at, OLD.created_at, OLD.created_by, OLD.updated_at
  FROM accounts WHERE accounts.id = OLD.account_id;
END;

-- A migration that adds a column of the policy makes this trigger again with it; a test compares the two.
CREATE TRIGGER accounts_record_policy
AFTER UPDATE OF mode, block_api_requests, idle_days, idle_days_2fa, absolute_days, api_idle_days, bind_network, contact
ON accounts
WHEN OLD.mode IS NOT NEW.mode OR OLD.block_api_requests IS NOT NEW.block_api_requests
  OR OLD.idle_days IS NOT NEW.idle_days OR OLD.idle_days_2fa IS NOT NEW.idle_days_2fa
  OR OLD.absolute_days IS NOT NEW.absolute_days OR OLD.api_idle_days IS NOT NEW.api_idle_days
  OR OLD.bind_network IS NOT NEW.bind_network OR OLD.contact IS NOT NEW.contact
BEGIN
  INSERT OR IGNORE INTO policy_changes (account_id, revision, policy)
  VALUES (OLD.id, OLD.revision + 1, json_object(
    'mode', OLD.mode, 'block_api_requests', OLD.block_api_requests, 'idle_days', OLD.idle_days,
    'idle_days_2fa', OLD.idle_days_2fa, 'absolute_days', OLD.absolute_days, 'api_idle_days', OLD.api_idle_days,
    'bind_network', OLD.bind_network, 'contact', OLD.contact));
END;

-- The accounts that exist: the state that they have now is the oldest that is kept.
INSERT INTO revisions (account_id, revision, at, actor, actor_name, action, detail, state)
SELECT accounts.id, accounts.revision, ifnull(audit.at, accounts.updated_at), audit.actor, audit.actor_name,
  ifnull(audit.action, 'unknown'), '{}', 'base'
FROM accounts LEFT JOIN audit ON audit.seq = (
  SELECT seq FROM audit AS made WHERE made.account_id = accounts.id AND made.revision = accounts.revision
  ORDER BY at DESC, seq DESC LIMIT 1);
