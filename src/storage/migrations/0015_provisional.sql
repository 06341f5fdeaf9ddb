-- Provisional changes: a change of policy or list that undoes itself at a moment unless it is confirmed. The list before it is
-- that of the revision before (0014). docs/storage.md, docs/decisions/0020-provisional-changes.md.

-- All null: no change is provisional. `provisional_before` is the policy before it, as JSON.
ALTER TABLE accounts ADD COLUMN provisional_revision INTEGER;
ALTER TABLE accounts ADD COLUMN provisional_at INTEGER;
ALTER TABLE accounts ADD COLUMN provisional_undoes_at INTEGER;
ALTER TABLE accounts ADD COLUMN provisional_actor TEXT;
ALTER TABLE accounts ADD COLUMN provisional_actor_name TEXT;
ALTER TABLE accounts ADD COLUMN provisional_before TEXT;

CREATE INDEX accounts_provisional ON accounts (provisional_undoes_at) WHERE provisional_undoes_at IS NOT NULL;
