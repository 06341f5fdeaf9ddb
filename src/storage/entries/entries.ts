import type { Address } from "../../address/address.ts";
import { type AddressRange, rangeKey } from "../../address/range.ts";
import { ok, type Result } from "../../result.ts";
import { applyChange, type ChangeContext } from "../d1/change.ts";
import { coverValues, FROM_COVERING } from "../d1/change-basis.ts";
import { integer, type Row } from "../d1/columns.ts";
import { type AnswersFull, guardStatement, type Overtaken } from "../d1/guarded-batch.ts";
import { createIdBlock, type IdBlock, type RandomBytes } from "../ids.ts";
import type { Version } from "../version.ts";
import { createEntryCoverage, type EntryCoverage } from "./entry-coverage.ts";
import {
  decodeEntry,
  decodeListed,
  type Entry,
  type EntryDiff,
  type EntryUpdate,
  keyText,
  type ListedRange,
  MAX_ENTRIES,
  type NewEntry,
} from "./entry-records.ts";
import { createEntrySearch, type EntryPage, type EntrySearch } from "./entry-search.ts";
import { entryStatements } from "./entry-statements.ts";
import { varyingBits } from "./range-columns.ts";

export interface EntriesChanged extends Version {
  /** Ids of the added entries, in the order in which they were given. */
  readonly added: readonly string[];
}

/** What else stops an addition: the list would be too long, or the account keeps as many answers as it may. */
export type AdditionStop = "too_many_entries" | AnswersFull;

export interface Entries extends EntrySearch, EntryCoverage {
  /** In the order of their creation, those that follow the entry `after` (an id; the entry may have been removed). */
  page(account: string, page: EntryPage): Promise<readonly Entry[]>;
  get(account: string, id: string): Promise<Entry | null>;
  findByRange(account: string, range: AddressRange): Promise<Entry | null>;
  /** Which of these ranges are listed, by `rangeText`. */
  findListed(account: string, ranges: readonly AddressRange[]): Promise<ReadonlyMap<string, ListedRange>>;
  /** Every entry that covers the address: enabled or not, expired or not. */
  covering(account: string, address: Address): Promise<readonly Entry[]>;
  count(account: string): Promise<number>;
  /** Enabled and not expired at `now` (Unix milliseconds). */
  countLive(account: string, now: number): Promise<number>;
  /** Whether an entry is enabled and not expired at `now` (Unix milliseconds), other than the one of the id `except`. */
  hasLive(account: string, now: number, except?: string): Promise<boolean>;
  allRanges(account: string): Promise<readonly ListedRange[]>;
  /** All entries, in pages, in the order of creation. */
  exportAll(account: string): AsyncGenerator<readonly Entry[], void, void>;
  /** Ids for new entries, when an answer must name them before they are written. */
  newIds(now: number): IdBlock;
  /**
   * The ranges must be distinct. One of them that is listed by now: `overtaken`. One transaction for any number. They get
   * `ids` in their order. `reactivated`: entries that are listed, and are live again; the basis of the change has them as
   * they were read.
   */
  add(
    change: ChangeContext,
    entries: Iterable<NewEntry>,
    ids?: IdBlock,
    reactivated?: readonly EntryUpdate[],
  ): Promise<Result<EntriesChanged, Overtaken | AdditionStop>>;
  /** The difference was made of the whole list, as it is at the revision of `change.account`. */
  replace(change: ChangeContext, diff: EntryDiff): Promise<Result<EntriesChanged, Overtaken>>;
  update(change: ChangeContext, update: EntryUpdate): Promise<Result<Version, Overtaken>>;
  remove(change: ChangeContext, ids: readonly string[]): Promise<Result<Version, Overtaken>>;
}

const FROM_LIVE = "FROM entries WHERE account_id = ?1 AND enabled = 1 AND (expires_at IS NULL OR expires_at > ?2)";

/** Rows per page of long reads: 1–2 MB of an answer. */
const PAGE_ROWS = 25_000;
const EXPORT_PAGE_ROWS = 5_000;

export function createEntries(db: D1Database, random: RandomBytes): Entries {
  const statements = entryStatements(db);

  async function page(account: string, { after, limit }: EntryPage): Promise<readonly Entry[]> {
    const statement = db
      .prepare("SELECT * FROM entries WHERE account_id = ?1 AND id > ?2 ORDER BY id LIMIT ?3")
      .bind(account, after ?? "", limit);
    return (await statement.all<Row>()).results.map(decodeEntry);
  }

  const newIds = (now: number): IdBlock => createIdBlock("ent", now, random);

  /** What is added, and how many that was when its statements were made. */
  function addition({ account, event, now }: ChangeContext, add: Iterable<NewEntry>, ids = newIds(now)) {
    let count = 0;
    function* counted(): Generator<NewEntry, void, void> {
      for (const entry of add) {
        count += 1;
        yield entry;
      }
    }
    const added = statements.add(account.id, counted(), ids, { now, actor: event.actor });
    return { statements: added, ids: () => Array.from({ length: count }, (_, index) => ids.at(index)) };
  }

  async function replace(change: ChangeContext, diff: EntryDiff): Promise<Result<EntriesChanged, Overtaken>> {
    const { account, now } = change;
    const added = addition(change, diff.add);
    const whole = { ...change, atRevision: account.revision };
    // Removals first: a range may be removed and added again under another id.
    const outcome = await applyChange(db, random, whole, [
      ...statements.remove(account.id, diff.remove),
      ...statements.update(account.id, diff.update, now),
      ...added.statements,
    ]);
    return outcome.ok ? ok({ ...outcome.value, added: added.ids() }) : outcome;
  }

  async function add(
    change: ChangeContext,
    entries: Iterable<NewEntry>,
    ids?: IdBlock,
    reactivated: readonly EntryUpdate[] = [],
  ): Promise<Result<EntriesChanged, Overtaken | AdditionStop>> {
    const added = addition(change, entries, ids);
    const tooMany = guardStatement(
      db,
      "too_many_entries",
      "(SELECT count(*) FROM entries WHERE account_id = ?2) > ?3",
      [change.account.id, MAX_ENTRIES],
    );
    const outcome = await applyChange(
      db,
      random,
      change,
      [...statements.update(change.account.id, reactivated, change.now), ...added.statements, tooMany],
      ["too_many_entries", "answers_full"],
    );
    return outcome.ok ? ok({ ...outcome.value, added: added.ids() }) : outcome;
  }

  async function count(sql: string, ...values: readonly (string | number)[]): Promise<number> {
    const row = await db
      .prepare(sql)
      .bind(...values)
      .first<Row>();
    return row === null ? 0 : integer(row, "n");
  }

  return {
    ...createEntrySearch(db),
    ...createEntryCoverage(db),
    page,
    newIds,
    replace,
    add,

    async get(account, id) {
      const statement = db.prepare("SELECT * FROM entries WHERE account_id = ?1 AND id = ?2").bind(account, id);
      const row = await statement.first<Row>();
      return row === null ? null : decodeEntry(row);
    },

    async findByRange(account, range) {
      const key = rangeKey(range);
      const statement = db
        .prepare(
          `SELECT * FROM entries
           WHERE account_id = ?1 AND family = ?2 AND varying_bits = ?3 AND first = ?4 AND last = ?5`,
        )
        .bind(account, key.family, varyingBits(key), key.first, key.last);
      const row = await statement.first<Row>();
      return row === null ? null : decodeEntry(row);
    },

    async findListed(account, ranges) {
      const lookups = statements.listed(account, ranges);
      const answers = lookups.length === 0 ? [] : await db.batch<Row>([...lookups]);
      const rows = answers.flatMap((answer) => answer.results).map(decodeListed);
      return new Map(rows.map((listed) => [listed.key, listed]));
    },

    async covering(account, address) {
      const statement = db
        .prepare(`SELECT entries.* ${FROM_COVERING} ORDER BY entries.id`)
        .bind(...coverValues(account, address));
      return (await statement.all<Row>()).results.map(decodeEntry);
    },

    count: (account) => count("SELECT count(*) AS n FROM entries WHERE account_id = ?1", account),

    countLive: (account, now) => count(`SELECT count(*) AS n ${FROM_LIVE}`, account, now),

    async hasLive(account, now, except = "") {
      const statement = db.prepare(`SELECT 1 ${FROM_LIVE} AND id <> ?3 LIMIT 1`).bind(account, now, except);
      return (await statement.first()) !== null;
    },

    async allRanges(account) {
      const all: ListedRange[] = [];
      let after = "";
      for (;;) {
        const rows = await db
          .prepare(
            `SELECT id, first, last, label, enabled, expires_at FROM entries
             WHERE account_id = ?1 AND id > ?2 ORDER BY id LIMIT ?3`,
          )
          .bind(account, after, PAGE_ROWS)
          .raw<[string, string, string, string | null, number, number | null]>();
        for (const [id, first, last, label, enabled, expiresAt] of rows) {
          all.push({ id, key: keyText({ first, last }), label, enabled: enabled === 1, expiresAt });
        }
        if (rows.length < PAGE_ROWS) return all;
        after = all.at(-1)?.id ?? after;
      }
    },

    async *exportAll(account) {
      let after: string | null = null;
      for (;;) {
        const entries: readonly Entry[] = await page(account, { after, limit: EXPORT_PAGE_ROWS });
        if (entries.length > 0) yield entries;
        if (entries.length < EXPORT_PAGE_ROWS) return;
        after = entries.at(-1)?.id ?? after;
      }
    },

    update: (change, update) =>
      applyChange(db, random, change, statements.update(change.account.id, [update], change.now)),

    remove: (change, ids) => applyChange(db, random, change, statements.remove(change.account.id, ids)),
  };
}
