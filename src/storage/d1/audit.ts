import { createId, type RandomBytes } from "../ids.ts";
import { integer, nullableInteger, nullableText, type Row, text } from "./columns.ts";

/** What a detail may hold. It is written as JSON. No decision depends on it. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export type AuditDetail = { readonly [key: string]: Json };

/** Who did what, as the caller of a change gives it; the repository adds account, revision and id. */
export interface EventDraft {
  /** Such as `operator`, `token:tok_…`. */
  readonly actor: string;
  /** The name for people, such as a token's name; null or absent: `actor` is enough. */
  readonly actorName?: string | null;
  /** The caller's address in canonical form; null when a job acts. */
  readonly address: string | null;
  /** Such as `allowlist.replace`. */
  readonly action: string;
  /** The caller bounds it (`boundedList`): counts, a digest, the first items of a list. */
  readonly detail: AuditDetail;
}

export interface AuditEvent extends EventDraft {
  readonly id: string;
  /** Its id, also of a removed one; null: an event of the operator's own. */
  readonly account: string | null;
  /** Unix milliseconds. */
  readonly at: number;
  /** The revision of the account that the change made; null when it made none. */
  readonly revision: number | null;
}

/** The position of an event in its list: newest first, in the order of writing within a millisecond. */
export type EventKey = Pick<AuditEvent, "at" | "id">;

/** Which events; an absent field does not filter. */
export interface AuditFilter {
  readonly actor?: string | undefined;
  readonly action?: string | undefined;
  /** Unix milliseconds: from this one on. */
  readonly since?: number | undefined;
  /** Unix milliseconds: before this one. */
  readonly until?: number | undefined;
}

export interface AuditPage {
  /** Only events that follow this one. It may have been removed. */
  readonly after: EventKey | null;
  readonly limit: number;
}

export interface RecentActor {
  readonly actor: string;
  /** The latest name. */
  readonly actorName: string | null;
}

/** The accounts that had this id and were removed: one trail, which no account of the id has a part in. */
export interface FormerTrail {
  readonly former: string;
}

/** Events of an account (its id), of the operator (null), or of removed accounts. */
export type Trail = string | null | FormerTrail;

export interface AuditTrail {
  /** Newest first. */
  list(trail: Trail, filter: AuditFilter, page: AuditPage): Promise<readonly AuditEvent[]>;
  /** Actors among the newest events of the account: a bounded number, in the order of their names. */
  recentActors(account: string): Promise<readonly RecentActor[]>;
  /** Everything, in pages, newest first. */
  exportAll(trail: Trail, filter: AuditFilter): AsyncGenerator<readonly AuditEvent[], void, void>;
  /**
   * An event that changes nothing, such as a refused change. A change's own event is part of its batch. `account` null:
   * an event of the operator's own.
   */
  record(account: string | null, draft: EventDraft, nowMs: number): Promise<void>;
  /** Removes events before `beforeMs`, of every trail, the oldest first and at most `limit`. Returns how many. */
  purge(beforeMs: number, limit: number): Promise<number>;
}

/** Items of a list in a detail. So an event stays small, however large the change is. */
export const AUDIT_LIST_LIMIT = 100;
/** Bytes of a detail; a larger one is a bug, and is replaced by a note. */
const DETAIL_MAX_LENGTH = 65_536;

export interface BoundedList {
  readonly [key: string]: Json;
  readonly count: number;
  readonly first: readonly string[];
}

/** How many there are, and the first of them. */
export function boundedList(values: readonly string[], limit = AUDIT_LIST_LIMIT): BoundedList {
  return { count: values.length, first: values.slice(0, limit) };
}

const COLUMNS = "id, account_id, at, actor, actor_name, address, action, detail, revision";

export function auditStatement(db: D1Database, event: AuditEvent): D1PreparedStatement {
  return db
    .prepare(`INSERT INTO audit (${COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)`)
    .bind(...columnsOf(event));
}

/** The event of a change, for the batch that has raised the account's revision before it: it names that revision. */
export function eventOfChange(db: D1Database, event: Omit<AuditEvent, "revision">): D1PreparedStatement {
  return db
    .prepare(
      `INSERT INTO audit (${COLUMNS}) SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, revision FROM accounts WHERE id = ?2`,
    )
    .bind(...columnsOf({ ...event, revision: null }).slice(0, -1));
}

/** The event of the statement before it in the batch. No event is written when that statement changed no row. */
export function eventIfChanged(db: D1Database, event: AuditEvent): D1PreparedStatement {
  return db
    .prepare(`INSERT INTO audit (${COLUMNS}) SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9 WHERE changes() > 0`)
    .bind(...columnsOf(event));
}

/**
 * The event of the statement before it in the batch. Its detail gets the number of rows that the statement changed, as
 * `ended`. `only_if_any`: no event when there are none. No event either when the account does not exist any more.
 */
export function countedEventStatement(
  db: D1Database,
  event: AuditEvent,
  when: "always" | "only_if_any",
): D1PreparedStatement {
  return db
    .prepare(
      `INSERT INTO audit (${COLUMNS})
       SELECT ?1, accounts.id, ?3, ?4, ?5, ?6, ?7, json_set(?8, '$.ended', changes()), ?9
       FROM accounts WHERE accounts.id = ?2 AND (?10 = 'always' OR changes() > 0)`,
    )
    .bind(...columnsOf(event), when);
}

/** SQL: what comes before the id in `account_id` of events of a removed account. No account's id has a colon. */
export const FORMER_PREFIX = "former:";

const formerColumn = (account: string): string => `${FORMER_PREFIX}${account}`;

/** The trail as `account_id` names it. */
function trailColumn(trail: Trail): string | null {
  return trail === null || typeof trail === "string" ? trail : formerColumn(trail.former);
}

/**
 * Makes the trail of an account one of removed accounts, in the batch that removes the account. The event of the removal
 * is its last. Nothing that reads by the account's id finds the trail from then on. Events keep their `seq`, and so their
 * turn in the purge.
 */
export function retireTrail(
  db: D1Database,
  account: string,
  removal: Omit<AuditEvent, "account">,
): readonly D1PreparedStatement[] {
  const former = formerColumn(account);
  return [
    db.prepare("UPDATE audit SET account_id = ?2 WHERE account_id = ?1").bind(account, former),
    auditStatement(db, { ...removal, account: former }),
  ];
}

function columnsOf({ id, account, at, actor, actorName = null, address, action, detail, revision }: AuditEvent) {
  return [id, account, at, actor, actorName, address, action, detailText(detail), revision] as const;
}

function detailText(detail: AuditDetail): string {
  const json = JSON.stringify(detail);
  return json.length <= DETAIL_MAX_LENGTH ? json : JSON.stringify({ omitted: `${json.length} characters` });
}

/** Later than any event. */
const END_OF_TIME = Number.MAX_SAFE_INTEGER;

/** Rows per page of an export: usually half a megabyte, and bounded when all details have their greatest length. */
const EXPORT_PAGE_ROWS = 500;

/** How many events are searched for actors, and how many actors a list has at most. */
const RECENT_EVENTS = 1_000;
const RECENT_ACTORS = 100;

export function createAuditTrail(db: D1Database, random: RandomBytes): AuditTrail {
  async function list(
    trail: Trail,
    { actor, action, since = 0, until = END_OF_TIME }: AuditFilter,
    { after, limit }: AuditPage,
  ): Promise<readonly AuditEvent[]> {
    // One condition on the index for both filters: so reading starts at the page, not at the newest event.
    const newest = Math.min(until - 1, after?.at ?? END_OF_TIME);
    const { results } = await db
      .prepare(
        `SELECT * FROM audit WHERE account_id IS ?1 AND at BETWEEN ?2 AND ?3
           AND (at <> ?4 OR seq < (SELECT seq FROM audit WHERE account_id IS ?1 AND at = ?4 AND id = ?5))
           AND (?6 IS NULL OR actor = ?6) AND (?7 IS NULL OR action = ?7)
         ORDER BY at DESC, seq DESC LIMIT ?8`,
      )
      .bind(trailColumn(trail), since, newest, after?.at ?? -1, after?.id ?? "", actor ?? null, action ?? null, limit)
      .all<Row>();
    return results.map(decodeEvent);
  }

  return {
    list,

    async recentActors(account) {
      const { results } = await db
        .prepare(
          // SQLite takes the other columns from the row of the only MAX (sqlite.org/lang_select.html#bareagg).
          `SELECT actor, actor_name, MAX(seq) FROM (
             SELECT seq, actor, actor_name FROM audit WHERE account_id = ?1 ORDER BY at DESC, seq DESC LIMIT ${RECENT_EVENTS})
           GROUP BY actor ORDER BY IFNULL(actor_name, actor), actor LIMIT ${RECENT_ACTORS}`,
        )
        .bind(account)
        .all<Row>();
      return results.map((row) => ({ actor: text(row, "actor"), actorName: nullableText(row, "actor_name") }));
    },

    async *exportAll(trail, filter) {
      let after: EventKey | null = null;
      for (;;) {
        const events: readonly AuditEvent[] = await list(trail, filter, { after, limit: EXPORT_PAGE_ROWS });
        if (events.length > 0) yield events;
        if (events.length < EXPORT_PAGE_ROWS) return;
        after = events.at(-1) ?? after;
      }
    },

    async record(account, draft, nowMs) {
      const event = { ...draft, id: createId("evt", nowMs, random), account, at: nowMs, revision: null };
      // An account that was removed meanwhile has no trail, and an account that gets its id later starts with an empty
      // one.
      await db
        .prepare(
          `INSERT INTO audit (${COLUMNS}) SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9
           WHERE ?2 IS NULL OR EXISTS (SELECT 1 FROM accounts WHERE id = ?2)`,
        )
        .bind(...columnsOf(event))
        .run();
    },

    async purge(beforeMs, limit) {
      // The oldest events were written first, except for differences between clocks: so a purge that finds nothing
      // reads only `limit` rows.
      const { meta } = await db
        .prepare(
          `DELETE FROM audit WHERE seq IN (
             SELECT seq FROM (SELECT seq, at FROM audit ORDER BY seq LIMIT ?2) WHERE at < ?1)`,
        )
        .bind(beforeMs, limit)
        .run();
      return meta.changes;
    },
  };
}

function decodeEvent(row: Row): AuditEvent {
  return {
    id: text(row, "id"),
    account: nullableText(row, "account_id")?.replace(FORMER_PREFIX, "") ?? null,
    at: integer(row, "at"),
    actor: text(row, "actor"),
    actorName: nullableText(row, "actor_name"),
    address: nullableText(row, "address"),
    action: text(row, "action"),
    detail: JSON.parse(text(row, "detail")) as AuditDetail,
    revision: nullableInteger(row, "revision"),
  };
}
