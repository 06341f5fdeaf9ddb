import { integer, nullableInteger, nullableText, type Row, text } from "./columns.ts";
import { createId, type RandomBytes } from "./ids.ts";

/** What a detail may hold. It is written as JSON and never read back by a decision. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export type AuditDetail = { readonly [key: string]: Json };

/** Who did what, as the caller of a change gives it; the repository adds account, revision and id. */
export interface EventDraft {
  /** Such as `operator`, `token:tok_…`. */
  readonly actor: string;
  /** The caller's address in canonical form; null when a job acts. */
  readonly address: string | null;
  /** Such as `allowlist.replace`. */
  readonly action: string;
  /** Bounded by whoever makes it (`boundedList`): counts, a digest, the first of many. */
  readonly detail: AuditDetail;
}

export interface AuditEvent extends EventDraft {
  readonly id: string;
  /** Null: an event of the operator's own. */
  readonly account: string | null;
  /** Unix milliseconds. */
  readonly at: number;
  /** The account's revision that it made; null when it made none. */
  readonly revision: number | null;
}

/** An event in its list: `seq` is the list's key, newest first. */
export interface ListedEvent extends AuditEvent {
  readonly seq: number;
}

export interface AuditQuery {
  /** Only events before this `seq`. */
  readonly before?: number | undefined;
  readonly actor?: string | undefined;
  readonly action?: string | undefined;
  readonly limit: number;
}

export interface AuditTrail {
  /** Newest first. */
  list(account: string, query: AuditQuery): Promise<readonly ListedEvent[]>;
  /** An event that changes nothing, such as a refused change. A change's own event is part of its batch. */
  record(account: string | null, draft: EventDraft, nowMs: number): Promise<void>;
}

/** Statements and rows written by one event stay small whatever a change was about. */
export const AUDIT_LIST_LIMIT = 100;
/** Bytes of a detail; a larger one is a bug of the code that made it, and is cut to a note. */
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

export function auditStatement(db: D1Database, event: AuditEvent): D1PreparedStatement {
  const { id, account, at, actor, address, action, revision } = event;
  return db
    .prepare(
      `INSERT INTO audit (id, account_id, at, actor, address, action, detail, revision)
       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)`,
    )
    .bind(id, account, at, actor, address, action, detailText(event.detail), revision);
}

/**
 * The event of the statement right before it in the batch: adds to its detail how many rows that one changed, as `ended`.
 * `only_if_any`: no event when it changed none. Nor is there one when the account is gone.
 */
export function countedEventStatement(
  db: D1Database,
  event: AuditEvent,
  when: "always" | "only_if_any",
): D1PreparedStatement {
  const { id, account, at, actor, address, action, revision } = event;
  return db
    .prepare(
      `INSERT INTO audit (id, account_id, at, actor, address, action, detail, revision)
       SELECT ?1, accounts.id, ?3, ?4, ?5, ?6, json_set(?7, '$.ended', changes()), ?8
       FROM accounts WHERE accounts.id = ?2 AND (?9 = 'always' OR changes() > 0)`,
    )
    .bind(id, account, at, actor, address, action, detailText(event.detail), revision, when);
}

function detailText(detail: AuditDetail): string {
  const json = JSON.stringify(detail);
  return json.length <= DETAIL_MAX_LENGTH ? json : JSON.stringify({ omitted: `${json.length} characters` });
}

export function createAuditTrail(db: D1Database, random: RandomBytes): AuditTrail {
  return {
    async list(account, { before, actor, action, limit }) {
      const { results } = await db
        .prepare(
          `SELECT * FROM audit WHERE account_id = ?1 AND seq < ?2
             AND (?3 IS NULL OR actor = ?3) AND (?4 IS NULL OR action = ?4)
           ORDER BY seq DESC LIMIT ?5`,
        )
        .bind(account, before ?? Number.MAX_SAFE_INTEGER, actor ?? null, action ?? null, limit)
        .all<Row>();
      return results.map(decodeEvent);
    },

    async record(account, draft, nowMs) {
      const id = createId("evt", nowMs, random);
      await auditStatement(db, { ...draft, id, account, at: nowMs, revision: null }).run();
    },
  };
}

function decodeEvent(row: Row): ListedEvent {
  return {
    seq: integer(row, "seq"),
    id: text(row, "id"),
    account: nullableText(row, "account_id"),
    at: integer(row, "at"),
    actor: text(row, "actor"),
    address: nullableText(row, "address"),
    action: text(row, "action"),
    detail: JSON.parse(text(row, "detail")) as AuditDetail,
    revision: nullableInteger(row, "revision"),
  };
}
