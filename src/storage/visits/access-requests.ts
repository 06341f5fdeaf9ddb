import type { Address } from "../../address/address.ts";
import { formatAddress } from "../../address/address.ts";
import { ok, type Result } from "../../result.ts";
import { DAY_MS } from "../../time.ts";
import { auditStatement, type EventDraft } from "../d1/audit.ts";
import { coverValues, FROM_COVERING } from "../d1/change-basis.ts";
import { flag, integer, nullableInteger, nullableText, oneOf, type Row, text } from "../d1/columns.ts";
import { type AnswersFull, type KeyTaken, type Overtaken, runGuarded } from "../d1/guarded-batch.ts";
import { type KeptAnswer, keepStatements } from "../d1/kept-answers.ts";
import { openRequestGuard } from "../d1/settled-request.ts";
import { createId, type RandomBytes } from "../ids.ts";
import type { RegionRecord } from "../sessions/session-records.ts";

export const REQUEST_STATES = ["open", "approved", "declined", "expired"] as const;
export type RequestState = (typeof REQUEST_STATES)[number];

/** What a refused visitor asks. Name and reason are one line of text each, without control characters. */
export interface NewAccessRequest {
  readonly account: string;
  readonly address: Address;
  /** The part of the address by which open requests are bounded: its /24 or /48. */
  readonly network: string;
  readonly name: string;
  /** "": none was given. */
  readonly reason: string;
  readonly device: { readonly label: string; readonly type: string };
  readonly region: RegionRecord;
  readonly hostname: string;
  /** Of the refusal page that had the form. */
  readonly reference: string;
}

export interface AccessRequest extends Omit<NewAccessRequest, "address" | "network"> {
  readonly id: string;
  /** Canonical form. */
  readonly address: string;
  /** As it is at the moment of reading. */
  readonly state: RequestState;
  /** Unix milliseconds, like the others. */
  readonly createdAt: number;
  readonly expiresAt: number;
  /** null: it was not decided. */
  readonly decidedAt: number | null;
  readonly decidedBy: string | null;
  /** The entry that lets the visitor in. */
  readonly entry: string | null;
}

/** What became of a request. */
export type Filed =
  /** It is open, or was before; or one of this address was declined within a day. The reference is that of the first. */
  | { readonly kind: "sent"; readonly reference: string }
  /** The list admits the address by now. */
  | { readonly kind: "admitted" }
  /** The account takes no requests any more, or does not enforce its list. */
  | { readonly kind: "not_taken" }
  /** The account, or the network of the address, has as many open ones as it may. */
  | { readonly kind: "full" };

export interface RequestQuery {
  readonly state?: RequestState | undefined;
  /** The id of the last one of the page before; null: the first page. */
  readonly after: string | null;
  readonly limit: number;
}

export interface AccessRequests {
  /** Opens a request if the account takes it: one per address. What an earlier one says is not changed. One batch. */
  file(request: NewAccessRequest, now: number): Promise<Filed>;
  get(account: string, id: string, now: number): Promise<AccessRequest | null>;
  /** The newest first. */
  list(account: string, query: RequestQuery, now: number): Promise<readonly AccessRequest[]>;
  /** Open ones: at most MAX_OPEN_REQUESTS. */
  countOpen(account: string, now: number): Promise<number>;
  /** Declines an open one, with its event. `overtaken`: it is not open any more. */
  decline(
    target: { readonly account: string; readonly id: string; readonly by: string },
    event: EventDraft,
    now: number,
    answer?: KeptAnswer,
  ): Promise<Result<null, Overtaken | KeyTaken | AnswersFull>>;
  /** Removes those that were made REQUEST_RETENTION_DAYS ago or before, at most `limit`. Returns how many. */
  purge(now: number, limit: number): Promise<number>;
}

/** An open request expires after this time. */
export const REQUEST_LIFE_MS = 7 * DAY_MS;
export const REQUEST_RETENTION_DAYS = 90;

/** When there are so many, further ones are refused, and the visitor is asked to speak to an administrator. */
export const MAX_OPEN_REQUESTS = 100;
/** From one network (a /24 or /48): whoever has one cannot use up the account's. */
export const MAX_OPEN_A_NETWORK = 10;

/** For this time after a request was declined, the address cannot ask again. */
const DECLINED_MS = DAY_MS;

/**
 * Smaller than every id of a request that counts: it is open, or was declined within that time. Ids sort by time, so that
 * those that do not count are not read, however many there are.
 */
const oldestThatCounts = (now: number): string =>
  createId("req", now - REQUEST_LIFE_MS - DECLINED_MS, (count) => new Uint8Array(count));

/** The index by name: without statistics SQLite reads all of an account's by its key. */
const OPEN = "access_requests INDEXED BY access_requests_open WHERE account_id = ?1 AND state = 'open'";
/** ?5: now. */
const IS_COVERED = `EXISTS (SELECT 1 ${FROM_COVERING} AND enabled = 1 AND (expires_at IS NULL OR expires_at > ?5))`;
const TAKES = "EXISTS (SELECT 1 FROM accounts WHERE id = ?1 AND access_requests = 1 AND mode = 'enforce')";
/** The state as it is at ?2. */
const COLUMNS = `*, iif(state = 'open' AND expires_at <= ?2, 'expired', state) AS state_now`;

export function createAccessRequests(db: D1Database, random: RandomBytes): AccessRequests {
  return {
    async file(request, now) {
      const { account, network, name, reason, device, region, hostname, reference } = request;
      const address = formatAddress(request.address);
      const covering = coverValues(account, request.address);
      const oldest = oldestThatCounts(now);
      const [, , rows] = await db.batch<Row>([
        db
          .prepare(
            `UPDATE access_requests INDEXED BY access_requests_open SET state = 'expired'
             WHERE account_id = ?1 AND state = 'open' AND expires_at <= ?2`,
          )
          .bind(account, now),
        db
          .prepare(
            `INSERT INTO access_requests (account_id, id, address, network, name, reason, device, device_type, country,
               region, city, hostname, reference, created_at, expires_at, state)
             SELECT ?1, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?5, ?18, 'open'
             WHERE ${TAKES} AND NOT ${IS_COVERED}
               AND (SELECT count(*) FROM ${OPEN}) < ${MAX_OPEN_REQUESTS}
               AND (SELECT count(*) FROM ${OPEN} AND network = ?8) < ${MAX_OPEN_A_NETWORK}
               AND NOT EXISTS (SELECT 1 FROM access_requests WHERE account_id = ?1 AND id >= ?20 AND address = ?7
                 AND state = 'declined' AND decided_at > ?19)
             ON CONFLICT DO NOTHING`,
          )
          .bind(
            ...covering,
            now,
            createId("req", now, random),
            address,
            network,
            name,
            reason,
            device.label,
            device.type,
            region.country,
            region.region,
            region.city,
            hostname,
            reference,
            now + REQUEST_LIFE_MS,
            now - DECLINED_MS,
            oldest,
          ),
        db
          .prepare(
            `SELECT ${TAKES} AS takes, ${IS_COVERED} AS covered,
               (SELECT reference FROM access_requests WHERE account_id = ?1 AND id >= ?8 AND address = ?6
                  AND (state = 'open' OR (state = 'declined' AND decided_at > ?7))
                ORDER BY state DESC, id DESC LIMIT 1) AS reference`,
          )
          .bind(...covering, now, address, now - DECLINED_MS, oldest),
      ]);
      const row = rows?.results[0];
      if (row === undefined) throw new Error("a query without rows");
      if (flag(row, "covered")) return { kind: "admitted" };
      if (!flag(row, "takes")) return { kind: "not_taken" };
      const first = nullableText(row, "reference");
      return first === null ? { kind: "full" } : { kind: "sent", reference: first };
    },

    async get(account, id, now) {
      const statement = db.prepare(`SELECT ${COLUMNS} FROM access_requests WHERE account_id = ?1 AND id = ?3`);
      const row = await statement.bind(account, now, id).first<Row>();
      return row === null ? null : decodeRequest(row);
    },

    async list(account, { state, after, limit }, now) {
      const { results } = await db
        .prepare(
          `SELECT * FROM (SELECT ${COLUMNS} FROM access_requests WHERE account_id = ?1)
           WHERE (?3 IS NULL OR id < ?3) AND (?4 IS NULL OR state_now = ?4) ORDER BY id DESC LIMIT ?5`,
        )
        .bind(account, now, after, state ?? null, limit)
        .all<Row>();
      return results.map(decodeRequest);
    },

    async countOpen(account, now) {
      const counted = db.prepare(`SELECT count(*) AS n FROM ${OPEN} AND expires_at > ?2`).bind(account, now);
      const row = await counted.first<Row>();
      return row === null ? 0 : integer(row, "n");
    },

    async decline({ account, id, by }, event, now, answer) {
      const declined = db
        .prepare(
          `UPDATE access_requests SET state = 'declined', decided_at = ?3, decided_by = ?4
           WHERE account_id = ?1 AND id = ?2`,
        )
        .bind(account, id, now, by);
      const recorded = { ...event, id: createId("evt", now, random), account, at: now, revision: null };
      const outcome = await runGuarded(
        db,
        ["overtaken", "key_taken", "answers_full"],
        [
          openRequestGuard(db, account, id, now),
          declined,
          auditStatement(db, recorded),
          ...(answer === undefined ? [] : keepStatements(db, answer, "as_given")),
        ],
      );
      return outcome.ok ? ok(null) : outcome;
    },

    async purge(now, limit) {
      const { meta } = await db
        .prepare(
          `DELETE FROM access_requests WHERE (account_id, id) IN (
             SELECT account_id, id FROM access_requests WHERE created_at < ?1 LIMIT ?2)`,
        )
        .bind(now - REQUEST_RETENTION_DAYS * DAY_MS, limit)
        .run();
      return meta.changes;
    },
  };
}

function decodeRequest(row: Row): AccessRequest {
  return {
    id: text(row, "id"),
    account: text(row, "account_id"),
    address: text(row, "address"),
    name: text(row, "name"),
    reason: text(row, "reason"),
    device: { label: text(row, "device"), type: text(row, "device_type") },
    region: {
      country: nullableText(row, "country"),
      region: nullableText(row, "region"),
      city: nullableText(row, "city"),
    },
    hostname: text(row, "hostname"),
    reference: text(row, "reference"),
    state: oneOf(row, "state_now", REQUEST_STATES),
    createdAt: integer(row, "created_at"),
    expiresAt: integer(row, "expires_at"),
    decidedAt: nullableInteger(row, "decided_at"),
    decidedBy: nullableText(row, "decided_by"),
    entry: nullableText(row, "entry_id"),
  };
}
