-- Requests of refused visitors, and denied visits that are found again. docs/storage.md describes the tables. Times are
-- Unix milliseconds, days are Unix days.

-- The refusal page has a form by which its visitor asks for access.
ALTER TABLE accounts ADD COLUMN access_requests INTEGER NOT NULL DEFAULT 0 CHECK (access_requests IN (0, 1));

-- A setting of the policy like the others: revisions record it (0014).
DROP TRIGGER accounts_record_policy;
CREATE TRIGGER accounts_record_policy
AFTER UPDATE OF mode, block_api_requests, idle_days, idle_days_2fa, absolute_days, api_idle_days, bind_network, contact,
  access_requests
ON accounts
WHEN OLD.mode IS NOT NEW.mode OR OLD.block_api_requests IS NOT NEW.block_api_requests
  OR OLD.idle_days IS NOT NEW.idle_days OR OLD.idle_days_2fa IS NOT NEW.idle_days_2fa
  OR OLD.absolute_days IS NOT NEW.absolute_days OR OLD.api_idle_days IS NOT NEW.api_idle_days
  OR OLD.bind_network IS NOT NEW.bind_network OR OLD.contact IS NOT NEW.contact
  OR OLD.access_requests IS NOT NEW.access_requests
BEGIN
  INSERT OR IGNORE INTO policy_changes (account_id, revision, policy)
  VALUES (OLD.id, OLD.revision + 1, json_object(
    'mode', OLD.mode, 'block_api_requests', OLD.block_api_requests, 'idle_days', OLD.idle_days,
    'idle_days_2fa', OLD.idle_days_2fa, 'absolute_days', OLD.absolute_days, 'api_idle_days', OLD.api_idle_days,
    'bind_network', OLD.bind_network, 'contact', OLD.contact, 'access_requests', OLD.access_requests));
END;

CREATE TABLE access_requests (
  account_id  TEXT    NOT NULL,
  id          TEXT    NOT NULL,
  -- Canonical form.
  address     TEXT    NOT NULL,
  -- The /24 or /48 of the address, for the bound of open requests.
  network     TEXT    NOT NULL,
  -- What the visitor wrote: one line each.
  name        TEXT    NOT NULL,
  reason      TEXT    NOT NULL,
  device      TEXT    NOT NULL,
  device_type TEXT    NOT NULL,
  country     TEXT,
  region      TEXT,
  city        TEXT,
  hostname    TEXT    NOT NULL,
  -- Of the refusal page that had the form.
  reference   TEXT    NOT NULL,
  created_at  INTEGER NOT NULL,
  -- An open request does not count from then on.
  expires_at  INTEGER NOT NULL,
  state       TEXT    NOT NULL CHECK (state IN ('open', 'approved', 'declined', 'expired')),
  decided_at  INTEGER,
  decided_by  TEXT,
  -- The entry that lets the visitor in; it may have been removed since.
  entry_id    TEXT,
  PRIMARY KEY (account_id, id)
) STRICT, WITHOUT ROWID;

-- For the purge: the oldest of all accounts.
CREATE INDEX access_requests_by_age ON access_requests (created_at);

-- One open request an address.
CREATE UNIQUE INDEX access_requests_open ON access_requests (account_id, address) WHERE state = 'open';

-- The beginnings of the references of the newest visits that a row counts, the newest first, separated by spaces.
ALTER TABLE denials ADD COLUMN refs TEXT NOT NULL DEFAULT '';
-- The address as 8 or 32 hexadecimal digits, so that networks can be looked for; '' in rows of the version before.
ALTER TABLE denials ADD COLUMN address_key TEXT NOT NULL DEFAULT '';

-- Addresses whose visits share a row without an address, because too many came: many a row, bounded per account.
CREATE TABLE merged_denials (
  account_id TEXT    NOT NULL,
  id         TEXT    NOT NULL,
  at         INTEGER NOT NULL,
  surface    TEXT    NOT NULL CHECK (surface IN ('dashboard', 'api')),
  is_blocked INTEGER NOT NULL CHECK (is_blocked IN (0, 1)),
  reason     TEXT    NOT NULL,
  -- A JSON array of [address, its address_key, its refs].
  items      TEXT    NOT NULL,
  PRIMARY KEY (account_id, id)
) STRICT, WITHOUT ROWID;

-- The newest stay; old ones are removed.
CREATE INDEX merged_denials_by_time ON merged_denials (account_id, at);
