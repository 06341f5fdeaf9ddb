-- Changes of different entries, hosts and tokens do not stop each other: a batch is stopped only when something that the
-- change was judged by is no longer so. And the store of kept answers is bounded per account. docs/storage.md.

-- As in 0001, with three more reasons. It never holds a row, so nothing is lost; revision_moved is for the version before.
DROP TABLE guard;
CREATE TABLE guard (
  reason TEXT NOT NULL,
  CONSTRAINT guard_overtaken CHECK (reason <> 'overtaken'),
  CONSTRAINT guard_too_many_entries CHECK (reason <> 'too_many_entries'),
  CONSTRAINT guard_answers_full CHECK (reason <> 'answers_full'),
  CONSTRAINT guard_revision_moved CHECK (reason <> 'revision_moved'),
  CONSTRAINT guard_account_exists CHECK (reason <> 'account_exists'),
  CONSTRAINT guard_host_taken CHECK (reason <> 'host_taken'),
  CONSTRAINT guard_host_not_found CHECK (reason <> 'host_not_found'),
  CONSTRAINT guard_known CHECK (reason IN ('overtaken', 'too_many_entries', 'answers_full', 'revision_moved',
    'account_exists', 'host_taken', 'host_not_found'))
) STRICT;

-- Length of `body` in bytes, at most. What was kept before this migration counts as nothing for the day that it stays.
ALTER TABLE kept_answers ADD COLUMN bytes INTEGER NOT NULL DEFAULT 0 CHECK (bytes >= 0);
CREATE INDEX kept_answers_by_account ON kept_answers (account_id, kept_at, bytes);
