-- A console login ends with what it was opened from. A row stays for some days after its end: whoever comes back with it
-- may have typed something. docs/storage.md. Times are Unix milliseconds.

-- Null: nothing has ended it by itself. It may still be over: by time, or with what it was opened from.
ALTER TABLE console_sessions ADD COLUMN ended_at INTEGER;

DROP INDEX console_sessions_by_account;
-- The list's order, newest first; and what ends with a user or with everybody.
CREATE INDEX console_sessions_open ON console_sessions (account_id, expires_at, id) WHERE ended_at IS NULL;
CREATE UNIQUE INDEX console_sessions_by_id ON console_sessions (account_id, id);
-- What is removed, oldest first.
CREATE INDEX console_sessions_by_expiry ON console_sessions (expires_at);
