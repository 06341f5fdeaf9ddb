import type { RangeSet } from "../../address/set/range-set.ts";
import { createRangeSetBuilder, type RangeSetBuilder } from "../../address/set/range-set-builder.ts";
import type { EdgeState, Undo } from "../../policy/snapshot.ts";
import { HOUR_MS, toSeconds } from "../../time.ts";
import { type Account, decodeAccount } from "../accounts/accounts.ts";
import { integer, nullableInteger, oneOf, type Row, text } from "../d1/columns.ts";
import type { Provisional } from "../d1/provisional.ts";
import { raiseStatement } from "../d1/raise-epoch.ts";
import { PAST_RANGES_PAGE, TOUCHED_BY_PROVISIONAL } from "../revisions/past-reads.ts";
import { OLDEST, type Version } from "../version.ts";

/** An account to publish: its row and its list belong to one revision. */
export interface CompiledAccount {
  readonly account: Account;
  readonly ranges: RangeSet;
  /** Entries that the ranges were made of. */
  readonly entryCount: number;
  /** The state that holds again when the provisional change undoes itself; null: none is open. */
  readonly undo: Undo<EdgeState> | null;
}

export interface CompileOptions {
  /** Unix milliseconds. */
  readonly now: number;
  /** If the account's version is older than this, its epoch is raised above it first. */
  readonly outrank?: Version;
}

/** Most lists are read whole by the first batch; the others go on in pages of 1–2 MB. */
const FIRST_PAGE_ROWS = 1_000;
const PAGE_ROWS = 25_000;

/** How often a list that changes while it is read is read again, before compiling fails. */
const MAX_TRIES = 3;

/**
 * Milliseconds. Entries that expired longer ago than two clocks can differ are left out; later ones are published with
 * their expiry.
 */
const EXPIRED_KEPT_MS = HOUR_MS;

const COLUMNS = "id, family, first, last, expires_at";
const LIVE_PAGE = `SELECT ${COLUMNS} FROM entries WHERE account_id = ?1 AND id > ?2 AND enabled = 1
  AND (expires_at IS NULL OR expires_at > ?3) ORDER BY id LIMIT ?4`;

type EntryRow = readonly [id: string, family: 4 | 6, first: string, last: string, expiresAt: number | null];

/**
 * Reads an account and its list from D1 and merges the enabled entries; null when there is no such account. The binding
 * without the sessions API reads the primary: a replica could be behind the change that is to be published. Throws when
 * D1 fails, or when the account changed during every attempt.
 */
export async function compileAccount(
  db: D1Database,
  id: string,
  { now, outrank = OLDEST }: CompileOptions,
): Promise<CompiledAccount | null> {
  const expiredBefore = now - EXPIRED_KEPT_MS;
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const [, accounts, first, touched] = await db.batch<Row>([
      raiseStatement(db, "accounts", id, outrank),
      db.prepare("SELECT * FROM accounts WHERE id = ?1").bind(id),
      db.prepare(LIVE_PAGE).bind(id, "", expiredBefore, FIRST_PAGE_ROWS),
      db.prepare(TOUCHED_BY_PROVISIONAL).bind(id),
    ]);
    const row = accounts?.results[0];
    if (row === undefined) return null;
    const account = decodeAccount(row);

    const builder = createRangeSetBuilder();
    const rows = (first?.results ?? []).map(decodeEntryRow);
    addRows(builder, rows);
    const last = rows.length < FIRST_PAGE_ROWS ? undefined : rows.at(-1);
    const livePage = (after: string) => db.prepare(LIVE_PAGE).bind(id, after, expiredBefore, PAGE_ROWS);
    const rest = last === undefined ? 0 : await addPages(builder, livePage, last[0]);
    const list = { ranges: builder.build(), entryCount: rows.length + rest };
    const { provisional } = account;
    const isListTouched = provisional !== null && touched?.results.length === 1;
    const before = isListTouched ? await compileAt(db, id, provisional.revision - 1, expiredBefore) : list;
    const compiled = { account, ...list, undo: provisional === null ? null : undoOf(provisional, before) };
    // Further reads are separate: they are one list with the first only if no change came between them.
    if ((last === undefined && !isListTouched) || (await isUnmoved(db, account))) return compiled;
  }
  throw new Error(`account ${id} changed during each of ${MAX_TRIES} compilations`);
}

type CompiledList = Pick<CompiledAccount, "ranges" | "entryCount">;

function undoOf({ undoesAt, before }: Provisional, list: CompiledList): Undo<EdgeState> {
  const { mode, blockApiRequests, bindNetwork, contact, accessRequests } = before;
  return { at: toSeconds(undoesAt), state: { mode, blockApiRequests, bindNetwork, contact, accessRequests, ...list } };
}

/** The list as it was at a revision. */
async function compileAt(db: D1Database, id: string, revision: number, expiredBefore: number): Promise<CompiledList> {
  const builder = createRangeSetBuilder();
  const page = (after: string) => db.prepare(PAST_RANGES_PAGE).bind(id, revision, after, PAGE_ROWS, expiredBefore);
  const entryCount = await addPages(builder, page, "");
  return { ranges: builder.build(), entryCount };
}

/** Adds the entries of all pages after this id; how many they were. */
async function addPages(
  builder: RangeSetBuilder,
  pageAfter: (id: string) => D1PreparedStatement,
  id: string,
): Promise<number> {
  let count = 0;
  let after = id;
  for (;;) {
    const rows = await pageAfter(after).raw<[...EntryRow]>();
    addRows(builder, rows);
    count += rows.length;
    const last = rows.at(-1);
    if (rows.length < PAGE_ROWS || last === undefined) return count;
    after = last[0];
  }
}

const decodeEntryRow = (row: Row): EntryRow => [
  text(row, "id"),
  oneOf(row, "family", [4, 6]),
  text(row, "first"),
  text(row, "last"),
  nullableInteger(row, "expires_at"),
];

function addRows(builder: RangeSetBuilder, rows: readonly EntryRow[]): void {
  for (const [, family, first, last, expiresAt] of rows) builder.addKey(family, first, last, expirySeconds(expiresAt));
}

/** Whole seconds, rounded down; 0 means "never"; the last second of u32 is in 2106. */
function expirySeconds(expiresAt: number | null): number {
  return expiresAt === null ? 0 : Math.min(Math.max(1, Math.floor(expiresAt / 1000)), 0xffffffff);
}

async function isUnmoved(db: D1Database, { id, revision, createdAt }: Account): Promise<boolean> {
  const row = await db.prepare("SELECT revision, created_at FROM accounts WHERE id = ?1").bind(id).first<Row>();
  return row !== null && integer(row, "revision") === revision && integer(row, "created_at") === createdAt;
}
