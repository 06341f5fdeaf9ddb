-- A removed account is published as a tombstone, newer than what it was, as a removed host is. docs/storage.md.
-- An id that is in accounts as well was created again: then its row here only keeps the epoch.

ALTER TABLE former_accounts ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
ALTER TABLE former_accounts ADD COLUMN published_epoch INTEGER;
ALTER TABLE former_accounts ADD COLUMN published_revision INTEGER;
-- Unix milliseconds.
ALTER TABLE former_accounts ADD COLUMN published_at INTEGER;

-- Until now the key was deleted from KV. Cron publishes a tombstone only for accounts that were removed lately, or that
-- KV still shows.
UPDATE former_accounts SET epoch = epoch + 1, published_epoch = epoch + 1, published_revision = 0,
  published_at = removed_at;

CREATE INDEX former_accounts_unpublished ON former_accounts (removed_at)
  WHERE published_epoch IS NOT epoch OR published_revision IS NOT revision;
