-- Isolates read when all sessions of an account were ended: a session that began before it, and that no one had put on
-- record by then, is over too. docs/storage.md.

CREATE INDEX watermarks_of_everybody ON watermarks (at) WHERE user = '';
