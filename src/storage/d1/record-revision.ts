import type { EventDraft, Json } from "./audit.ts";

const COLUMNS = "account_id, revision, at, actor, actor_name, action, detail, state, added, removed, changed";

/** SQL: what the ids of all entries that were added by one change have in common, and no other id has. */
export const stemOf = (id: string): string => `substr(${id}, 1, length(${id}) - 4)`;

/** SQL: the ids of a stem. `~` follows all digits of an id. */
export const isOfStem = (id: string, stem: string): string => `${id} BETWEEN ${stem} AND ${stem} || '~'`;

/**
 * Records the revision that the batch of a change has raised before: who made it, and how many entries it added, removed
 * and changed. What it replaced is recorded by triggers (migration 0014).
 */
export const recordRevision = (db: D1Database, account: string, event: EventDraft, now: number): D1PreparedStatement =>
  db
    .prepare(
      `INSERT INTO revisions (${COLUMNS})
       SELECT ?1, accounts.revision, ?2, ?3, ?4, ?5, ?6, 'kept',
         count(*) FILTER (WHERE was.id IS NOT NULL AND was.value IS NULL AND entries.id IS NOT NULL) + (
           SELECT count(*) FROM entry_additions CROSS JOIN entries
             ON entries.account_id = ?1 AND ${isOfStem("entries.id", "stem")}
           WHERE entry_additions.account_id = ?1 AND entry_additions.revision = accounts.revision),
         count(*) FILTER (WHERE was.value IS NOT NULL AND entries.id IS NULL),
         count(*) FILTER (WHERE was.value IS NOT NULL AND entries.id IS NOT NULL)
       FROM accounts
         LEFT JOIN entry_changes AS was INDEXED BY entry_changes_by_revision
           ON was.account_id = accounts.id AND was.revision = accounts.revision
         LEFT JOIN entries ON entries.account_id = accounts.id AND entries.id = was.id
       WHERE accounts.id = ?1`,
    )
    .bind(account, now, event.actor, event.actorName ?? null, event.action, shortDetail(event.detail));

/** The revision of an account that is created in this batch: its state is the oldest one that is kept. */
export const firstRevision = (db: D1Database, account: string, event: EventDraft, now: number): D1PreparedStatement =>
  db
    .prepare(`INSERT INTO revisions (${COLUMNS}) VALUES (?1, 1, ?2, ?3, ?4, ?5, ?6, 'base', 0, 0, 0)`)
    .bind(account, now, event.actor, event.actorName ?? null, event.action, shortDetail(event.detail));

/** Items of a list in the detail of a revision: as many as a summary names. */
const SHOWN_ITEMS = 3;
/** Characters of a detail; a longer one is left out, and the summary says less. */
const DETAIL_MAX_LENGTH = 4_000;

/** What a summary needs of an event's detail: the beginning of each list. The whole detail is in the audit trail. */
function shortDetail(detail: Json): string {
  const json = JSON.stringify(detail, (_, value: unknown) =>
    Array.isArray(value) ? value.slice(0, SHOWN_ITEMS) : value,
  );
  return json.length <= DETAIL_MAX_LENGTH ? json : "{}";
}
