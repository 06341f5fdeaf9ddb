import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import { firstAddress } from "../../../src/address/range.ts";
import { findExpiry } from "../../../src/address/set/range-set.ts";
import type { Account } from "../../../src/storage/accounts/accounts.ts";
import { createEntries } from "../../../src/storage/entries/entries.ts";
import type { EntryDiff } from "../../../src/storage/entries/entry-records.ts";
import { compileAccount } from "../../../src/storage/publish/compile.ts";
import { countingD1 } from "../../support/counting-d1.ts";
import { anAccount, anEntry, changeOf, manyEntries, NOW, random, reread, unwrap } from "../../support/storage.ts";

const LIST = manyEntries(124_000);
/** Statements that every change needs besides the ones that carry rows: guard, revision, audit event, kept revision. */
const FIXED_STATEMENTS = 4;
/**
 * Rows that every change writes besides the entries: the account and its index, the event and its index, a sequence; the
 * kept revision and its index, and one row for all entries that it added.
 */
const FIXED_ROWS = 9;
const SLOW_MACHINE_MS = 60_000;

describe("a list of 124,000 entries", { timeout: SLOW_MACHINE_MS }, () => {
  let account: Account;
  let added: readonly string[];

  beforeAll(async () => {
    account = await anAccount();
    const counting = countingD1(env.DB);
    const changed = unwrap(await createEntries(counting.db, random).add(changeOf(account), LIST));
    added = changed.added;
    // Two rows an entry: the entry, and its place in the index of ranges.
    expect(counting.rowsWritten).toBeLessThanOrEqual(2 * LIST.length + FIXED_ROWS);
    expect(counting.sent.length).toBeLessThanOrEqual(FIXED_STATEMENTS + 7);
    expect(changed.revision).toBe(account.revision + 1);
  }, SLOW_MACHINE_MS);

  test("goes in by one call: each entry once, in the order in which it was given", async () => {
    const entries = createEntries(env.DB, random);
    const page = await entries.page(account.id, { after: null, limit: 3 });

    expect(await entries.count(account.id)).toBe(LIST.length);
    expect(page.map((entry) => entry.value)).toEqual(LIST.slice(0, 3).map((entry) => entry.value));
    expect(page.map((entry) => entry.id)).toEqual(added.slice(0, 3));
  });

  test("compiles in few queries to a set that covers every entry", async () => {
    const counting = countingD1(env.DB);
    const compiled = await compileAccount(counting.db, account.id, { now: NOW });

    expect(compiled?.entryCount).toBe(LIST.length);
    const ranges = compiled?.ranges;
    expect(LIST.filter((entry) => ranges && findExpiry(ranges, firstAddress(entry.range)) !== 0)).toEqual([]);
    expect(counting.sent.length).toBeLessThanOrEqual(10);
  });

  test("is given new labels by one call, without reading the list once for each", async () => {
    const update = added.map((id, index) => ({ id, label: `office ${index}`, enabled: true, expiresAt: null }));
    const entries = createEntries(env.DB, random);
    unwrap(await entries.replace(changeOf(await reread(account)), { add: [], remove: [], update }));

    expect((await entries.get(account.id, added.at(-1) ?? ""))?.label).toBe(`office ${LIST.length - 1}`);
  });

  test("answers which entries cover an address without reading the list", async () => {
    const counting = countingD1(env.DB);
    const entry = LIST[70_001] ?? anEntry("192.0.2.1");
    const found = await createEntries(counting.db, random).covering(account.id, firstAddress(entry.range));

    expect(found.map(({ value }) => value)).toEqual([entry.value]);
    expect(counting.rowsRead).toBeLessThanOrEqual(150);
  });

  test("changing three of them writes those three", async () => {
    const counting = countingD1(env.DB);
    const [removed = "", updated = ""] = added;
    const diff: EntryDiff = {
      add: [anEntry("192.0.2.77")],
      remove: [removed],
      update: [{ id: updated, label: "office", enabled: true, expiresAt: null }],
    };
    unwrap(await createEntries(counting.db, random).replace(changeOf(await reread(account)), diff));

    // The removed and the updated entry are kept for the revision before: one row each, and its index.
    expect(counting.rowsWritten).toBeLessThanOrEqual(2 + 2 + 1 + 4 + FIXED_ROWS);
    expect(await createEntries(env.DB, random).count(account.id)).toBe(LIST.length);
  });

  test("is listed whole for a comparison, and can be removed by one call", async () => {
    const counting = countingD1(env.DB);
    const entries = createEntries(counting.db, random);
    const ids = (await entries.allRanges(account.id)).map(({ id }) => id);
    unwrap(await entries.remove(changeOf(await reread(account)), ids));

    expect(await entries.count(account.id)).toBe(0);
    expect(counting.sent.length).toBeLessThanOrEqual(FIXED_STATEMENTS + 12);
  });
});
