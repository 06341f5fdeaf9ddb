import type { DenyReason } from "../../policy/decide.ts";
import type { Surface } from "../../policy/surface.ts";
import { DAY_MS } from "../../time.ts";
import { flag, integer, nullableText, oneOf, type Row, text } from "../d1/columns.ts";
import { type JsonRow, jsonRows } from "../d1/json-rows.ts";
import { createId, createIds, type RandomBytes } from "../ids.ts";
import type { RegionRecord } from "../sessions/session-records.ts";
import { type DenialSearch, searchFor } from "./denial-search.ts";
import {
  addressKeyOf,
  boundMerged,
  type MergedAddress,
  mergedStatements,
  mergeSurplus,
  readMergedId,
  SELECT_MERGED,
} from "./merged-denials.ts";

/** A public path is never denied. */
export const DENIED_SURFACES = ["dashboard", "api"] as const satisfies readonly Surface[];
export type DeniedSurface = (typeof DENIED_SURFACES)[number];

const DENY_REASONS = ["address_not_listed", "entry_expired", "worker_request"] as const satisfies readonly DenyReason[];

/** What a row counts: visits of one address, surface and device, on one day, all blocked or all only monitored. */
export interface DenialKey {
  /** Canonical form; null: many addresses share this row. */
  readonly address: string | null;
  readonly surface: DeniedSurface;
  /** Its label and type; null: many devices share this row. */
  readonly device: { readonly label: string; readonly type: string } | null;
  /** False: the list was only monitored; the visit would have been turned away. */
  readonly isBlocked: boolean;
}

export interface DenialCount extends DenialKey {
  readonly account: string;
  /** Of the last visit, like the region. */
  readonly reason: DenyReason;
  readonly region: RegionRecord;
  /** Unix milliseconds, both on one day (UTC). */
  readonly firstAt: number;
  readonly lastAt: number;
  readonly visits: number;
  /** Beginnings of the references of the newest of these visits (`referenceKey`), the newest first. */
  readonly references?: readonly string[];
  /** Of a row without an address: the addresses of the visits that it counts, as far as they are kept. */
  readonly merged?: Iterable<MergedAddress>;
}

export interface Denial extends Omit<DenialCount, "merged"> {
  readonly id: string;
  readonly references: readonly string[];
}

export interface DenialQuery {
  /** In canonical form. */
  readonly address?: string | undefined;
  readonly surface?: DeniedSurface | undefined;
  /** Finds the addresses of merged rows too, each as a denial of its own. */
  readonly search?: DenialSearch | undefined;
  /** Unix milliseconds: seen then or later. */
  readonly since?: number | undefined;
  /** `denialKey` of the last one of the page before; null: the first page. */
  readonly after: string | null;
  readonly limit: number;
}

export interface Denials {
  /** Adds to the counts, and keeps the number of rows per account and day bounded. One batch. */
  record(counts: readonly DenialCount[], now: number): Promise<void>;
  get(account: string, id: string): Promise<Denial | null>;
  /** The newest first. */
  list(account: string, query: DenialQuery): Promise<readonly Denial[]>;
  /** Removes rows with a last visit older than DENIAL_RETENTION_DAYS, at most `limit`. Returns how many. */
  purge(now: number, limit: number): Promise<number>;
}

export const DENIAL_RETENTION_DAYS = 90;

/** References per row: a visitor who quotes an older one is found by the address. */
export const MAX_REFERENCES = 20;
const REFERENCE_KEY_LENGTH = 13;

/** The part of a reference that is kept: of a UUID the first 48 bits, which tell visits of one account apart. */
export const referenceKey = (reference: string): string => reference.slice(0, REFERENCE_KEY_LENGTH);

/** Every character of a row's references, with the spaces between them. */
const REFS_LENGTH = MAX_REFERENCES * (REFERENCE_KEY_LENGTH + 1);

/**
 * Rows with their own address, per account and day: the newest stay. Older ones are added to the row without an
 * address, so that the sums stay correct.
 */
export const MAX_DENIALS_A_DAY = 1_000;

/** The position of a denial in its list, for cursors. */
export const denialKey = ({ lastAt, id }: Denial): string => `${lastAt}.${id}`;

const COLUMNS = `account_id, id, day, address, surface, device, device_type, is_blocked, reason, country, region, city,
  first_at, last_at, visits, refs, address_key`;

/** The old counts and the new ones, in one row. */
const ADD_UP = `ON CONFLICT (account_id, day, address, surface, device, is_blocked) DO UPDATE SET
  visits = visits + excluded.visits, first_at = MIN(first_at, excluded.first_at),
  last_at = MAX(last_at, excluded.last_at), reason = excluded.reason, device_type = excluded.device_type,
  country = excluded.country, region = excluded.region, city = excluded.city, address_key = excluded.address_key,
  refs = substr(trim(excluded.refs || ' ' || refs), 1, ${REFS_LENGTH})`;

/** The rows to remove, of the accounts and days that ?1 names. */
const SURPLUS = `WITH touched AS (SELECT DISTINCT value ->> 0 AS account_id, value ->> 2 AS day FROM json_each(?1)),
  surplus AS (
    SELECT * FROM (
      SELECT denials.*, row_number() OVER (
        PARTITION BY denials.account_id, denials.day ORDER BY denials.last_at DESC, denials.id DESC) AS place
      FROM touched CROSS JOIN denials
        ON denials.account_id = touched.account_id AND denials.day = touched.day AND denials.address <> '')
    WHERE place > ${MAX_DENIALS_A_DAY})`;

export function createDenials(db: D1Database, random: RandomBytes): Denials {
  const add = (json: string, mergedId: string): D1PreparedStatement[] => [
    db
      .prepare(
        `INSERT INTO denials (${COLUMNS})
         SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7,
           value ->> 8, value ->> 9, value ->> 10, value ->> 11, value ->> 12, value ->> 13, value ->> 14, value ->> 15,
           value ->> 16
         FROM json_each(?1) AS item WHERE EXISTS (SELECT 1 FROM accounts WHERE accounts.id = item.value ->> 0)
         ${ADD_UP}`,
      )
      .bind(json),
    db
      .prepare(
        `${SURPLUS} INSERT INTO denials (${COLUMNS})
         SELECT account_id, 'den_' || day || '_' || surface || '_' || is_blocked, day, '', surface, '', '', is_blocked,
           MAX(reason), NULL, NULL, NULL, MIN(first_at), MAX(last_at), SUM(visits), '', ''
         FROM surplus WHERE true GROUP BY account_id, day, surface, is_blocked ${ADD_UP}`,
      )
      .bind(json),
    mergeSurplus(db, SURPLUS, json, mergedId),
    db
      .prepare(`${SURPLUS} DELETE FROM denials WHERE (account_id, id) IN (SELECT account_id, id FROM surplus)`)
      .bind(json),
    boundMerged(db, json),
  ];

  return {
    async record(counts, now) {
      const ids = createIds("den", counts.length, now, random);
      const rows = jsonRows(counts.map((count, i) => rowOf(count, ids[i] ?? "")));
      const statements = [
        ...counts.flatMap((count) => mergedStatements(db, count, createId("mrg", now, random))),
        ...rows.flatMap((json) => add(json, createId("mrg", now, random))),
      ];
      if (statements.length > 0) await db.batch(statements);
    },

    async get(account, id) {
      const merged = readMergedId(id);
      const statement =
        merged === null
          ? db.prepare("SELECT * FROM denials WHERE account_id = ?1 AND id = ?2").bind(account, id)
          : db
              .prepare(`${SELECT_MERGED} WHERE merged.account_id = ?1 AND merged.id = ?2 AND item.key = ?3`)
              .bind(account, merged.row, merged.place);
      const row = await statement.first<Row>();
      return row === null ? null : decodeDenial(row);
    },

    async list(account, { address, surface, search, since, after, limit }) {
      const { at, id } = readKey(after);
      if (search !== undefined) {
        const found = searchFor(db, account, search, { address, surface, since: since ?? 0, at, id, limit });
        return (await found.all<Row>()).results.map(decodeDenial);
      }
      const { results } = await db
        .prepare(
          `SELECT * FROM denials WHERE account_id = ?1 AND day BETWEEN ?2 AND ?3
             AND (last_at, id) < (?4, ?5) AND last_at >= ?6
             AND (?7 IS NULL OR address = ?7) AND (?8 IS NULL OR surface = ?8)
           ORDER BY day DESC, last_at DESC, id DESC LIMIT ?9`,
        )
        .bind(
          account,
          Math.floor((since ?? 0) / DAY_MS),
          Math.floor(at / DAY_MS),
          at,
          id,
          since ?? 0,
          address ?? null,
          surface ?? null,
          limit,
        )
        .all<Row>();
      return results.map(decodeDenial);
    },

    async purge(now, limit) {
      const { meta } = await db
        .prepare(
          `DELETE FROM denials WHERE (account_id, id) IN (
             SELECT denials.account_id, denials.id FROM accounts CROSS JOIN denials
               ON denials.account_id = accounts.id AND denials.day < ?1 LIMIT ?2)`,
        )
        .bind(Math.floor(now / DAY_MS) - DENIAL_RETENTION_DAYS, limit)
        .run();
      const merged = await db
        .prepare(
          "DELETE FROM merged_denials WHERE (account_id, id) IN (SELECT account_id, id FROM merged_denials WHERE at < ?1 LIMIT ?2)",
        )
        .bind(now - DENIAL_RETENTION_DAYS * DAY_MS, limit)
        .run();
      return meta.changes + merged.meta.changes;
    },
  };
}

function rowOf(
  { account, address, surface, device, isBlocked, merged: _, ...count }: DenialCount,
  id: string,
): JsonRow {
  const day = Math.floor(count.lastAt / DAY_MS);
  return [
    account,
    id,
    day,
    address ?? "",
    surface,
    device?.label ?? "",
    device?.type ?? "",
    isBlocked ? 1 : 0,
    count.reason,
    count.region.country,
    count.region.region,
    count.region.city,
    count.firstAt,
    count.lastAt,
    count.visits,
    (count.references ?? []).slice(0, MAX_REFERENCES).join(" "),
    address === null ? "" : addressKeyOf(address),
  ];
}

/** After every denial. */
const NEWEST = { at: Number.MAX_SAFE_INTEGER, id: "" };

function readKey(key: string | null): { readonly at: number; readonly id: string } {
  if (key === null) return NEWEST;
  const dot = key.indexOf(".");
  const at = Number(key.slice(0, Math.max(0, dot)));
  // A key that this code did not make: nothing follows it.
  return dot > 0 && Number.isSafeInteger(at) ? { at, id: key.slice(dot + 1) } : { at: -1, id: "" };
}

export function decodeDenial(row: Row): Denial {
  const label = text(row, "device");
  const address = text(row, "address");
  return {
    id: text(row, "id"),
    account: text(row, "account_id"),
    address: address === "" ? null : address,
    surface: oneOf(row, "surface", DENIED_SURFACES),
    device: label === "" ? null : { label, type: text(row, "device_type") },
    isBlocked: flag(row, "is_blocked"),
    reason: oneOf(row, "reason", DENY_REASONS),
    region: {
      country: nullableText(row, "country"),
      region: nullableText(row, "region"),
      city: nullableText(row, "city"),
    },
    firstAt: integer(row, "first_at"),
    lastAt: integer(row, "last_at"),
    visits: integer(row, "visits"),
    references: text(row, "refs")
      .split(" ")
      .filter((reference) => reference !== ""),
  };
}
