import { env } from "cloudflare:workers";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { parseEntry } from "../../../src/address/entry/entry.ts";
import { type AddressRange, rangesOverlap } from "../../../src/address/range.ts";
import type { Account } from "../../../src/storage/accounts/accounts.ts";
import { createEntries } from "../../../src/storage/entries/entries.ts";
import type { NewEntry } from "../../../src/storage/entries/entry-records.ts";
import { countingD1 } from "../../support/counting-d1.ts";
import { anAccount, anEntry, changeOf, manyEntries, random, unwrap } from "../../support/storage.ts";

function range(text: string): AddressRange {
  const parsed = parseEntry(text);
  if (!parsed.ok) throw new Error(text);
  return parsed.value.range;
}

async function listed(entries: readonly NewEntry[]): Promise<Account> {
  const account = await anAccount();
  unwrap(await createEntries(env.DB, random).add(changeOf(account), entries));
  return account;
}

/** All pages of two, to the end. */
async function all(find: (after: string | null) => Promise<readonly { id: string; value: string }[]>) {
  const found: string[] = [];
  for (let after: string | null = null; ; ) {
    const page = await find(after);
    found.push(...page.map(({ value }) => value));
    const last = page.at(-1);
    if (page.length < 2 || last === undefined) return found;
    after = last.id;
  }
}

describe("entries that overlap a range", () => {
  const LIST = [
    "10.0.0.0/8",
    "10.1.0.0-10.1.0.200",
    "10.1.0.7",
    "10.1.0.6-10.1.0.8",
    "10.1.1.0/24",
    "9.255.255.255",
    "11.0.0.0",
    "2001:db8::/32",
    "2001:db8:1::/48",
    "2001:db8:1:2::7",
    "a00::/8",
  ];
  test.each([
    ["10.1.0.7", ["10.0.0.0/8", "10.1.0.0-10.1.0.200", "10.1.0.7", "10.1.0.6-10.1.0.8"]],
    ["10.1.0.201-10.1.1.0", ["10.0.0.0/8", "10.1.1.0/24"]],
    ["10.1.0.200-10.1.0.201", ["10.0.0.0/8", "10.1.0.0-10.1.0.200"]],
    ["10.1.0.0/29", ["10.0.0.0/8", "10.1.0.0-10.1.0.200", "10.1.0.7", "10.1.0.6-10.1.0.8"]],
    ["9.0.0.0-11.0.0.0", LIST.slice(0, 7)],
    ["2001:db8:1:2::/64", ["2001:db8::/32", "2001:db8:1::/48", "2001:db8:1:2::7"]],
    ["2001:db8:2::1", ["2001:db8::/32"]],
    ["192.0.2.1", []],
  ])("%s", async (wanted, expected) => {
    const account = await listed(LIST.map((value) => anEntry(value)));
    const entries = createEntries(env.DB, random);
    const found = await all((after) => entries.overlapping(account.id, range(wanted), { after, limit: 2 }));
    expect(found).toEqual(expected);
  });

  test("are those that a naive look finds", async () => {
    const bound = fc.integer({ min: 0, max: 300 });
    const ranges = fc.tuple(bound, bound).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
    const v4 = ranges.map(([a, b]) => ({ family: 4 as const, first: 0x0affff80 + a, last: 0x0affff80 + b }));
    const v6 = ranges.map(([a, b]) => ({
      family: 6 as const,
      first: [0x20010db8, 0xffffffff, a, 0] as const,
      last: [0x20010db8, 0xffffffff, b, 5] as const,
    }));
    const some = fc.uniqueArray(fc.oneof(v4, v6), { selector: (r) => JSON.stringify(r), maxLength: 25 });
    await fc.assert(
      fc.asyncProperty(some, fc.array(fc.oneof(v4, v6), { minLength: 5, maxLength: 5 }), async (list, asked) => {
        const account = await listed(
          list.map((of) => ({ ...anEntry("192.0.2.1"), value: JSON.stringify(of), range: of })),
        );
        const entries = createEntries(env.DB, random);
        for (const wanted of asked) {
          const found = await all((after) => entries.overlapping(account.id, wanted, { after, limit: 2 }));
          expect(found).toEqual(list.filter((of) => rangesOverlap(of, wanted)).map((of) => JSON.stringify(of)));
        }
      }),
      { numRuns: 15 },
    );
  });
});

describe("entries with a text in label or value", () => {
  const LABELS = ["Büro Zürich", "BÜRO WIEN", "Bu\u0308ro Graz", "Офис Москва", "office 100%", "Office_2", "b", null];
  const find = async (text: string): Promise<readonly (string | null)[]> => {
    const account = await listed(LABELS.map((label, i) => anEntry(`203.0.113.${i}`, { label })));
    const entries = createEntries(env.DB, random);
    const values = await all((after) => entries.matching(account.id, text, { after, limit: 2 }));
    return values.map((value) => LABELS[Number(value.split(".")[3])] ?? null);
  };

  test.each([
    ["büro", ["Büro Zürich", "BÜRO WIEN", "Bu\u0308ro Graz"]],
    ["BU\u0308RO", ["Büro Zürich", "BÜRO WIEN", "Bu\u0308ro Graz"]],
    ["ü", ["Büro Zürich", "BÜRO WIEN", "Bu\u0308ro Graz"]],
    ["офис", ["Офис Москва"]],
    ["москва", ["Офис Москва"]],
    ["OFFICE", ["office 100%", "Office_2"]],
    ["%", ["office 100%"]],
    ["_", ["Office_2"]],
    ["B", ["Büro Zürich", "BÜRO WIEN", "Bu\u0308ro Graz", "b"]],
    ["113.7", [null]],
    ["x".repeat(200), []],
    ["' OR 1=1 --", []],
  ])("%s", async (text, labels) => {
    expect(await find(text)).toEqual(labels);
  });
});

describe("in a list of 100,000 entries", { timeout: 60_000 }, () => {
  const LIST = manyEntries(100_000).map((entry, i) => (i === 99_000 ? { ...entry, label: "The Oslo office" } : entry));
  let account: Account;
  beforeAll(async () => {
    account = await listed(LIST);
  }, 60_000);

  const counted = async (find: (entries: ReturnType<typeof createEntries>) => Promise<readonly unknown[]>) => {
    const counting = countingD1(env.DB);
    const { length } = await find(createEntries(counting.db, random));
    return { length, read: counting.rowsRead, queries: counting.sent.length };
  };

  test("an address is found without reading the list", async () => {
    for (const at of [1, 70_000]) {
      const { range: wanted } = LIST[at] ?? anEntry("192.0.2.1");
      const found = await counted((entries) => entries.overlapping(account.id, wanted, { after: null, limit: 101 }));
      expect(found).toMatchObject({ length: 1, queries: 1 });
      expect(found.read).toBeLessThanOrEqual(300);
    }
  });

  test("a network costs what lies in it, not what the list has", async () => {
    const wanted = range("77.0.0.0/16");
    const inside = LIST.filter((entry) => rangesOverlap(entry.range, wanted)).length;
    const found = await counted((entries) => entries.overlapping(account.id, wanted, { after: null, limit: 101 }));
    expect(found.length).toBe(inside);
    expect(found.read).toBeLessThanOrEqual(100 + 3 * inside);
  });

  test("a text costs one pass at most, in one query, and a page of what is frequent far less", async () => {
    const rare = await counted((entries) => entries.matching(account.id, "oslo", { after: null, limit: 101 }));
    expect(rare).toMatchObject({ length: 1, queries: 1 });
    expect(rare.read).toBeLessThanOrEqual(LIST.length + 1);
    const frequent = await counted((entries) => entries.matching(account.id, ".1", { after: null, limit: 101 }));
    expect(frequent).toMatchObject({ length: 101, queries: 1 });
    expect(frequent.read).toBeLessThanOrEqual(1_000);
    const none = await counted((entries) => entries.matching(account.id, "осло", { after: null, limit: 101 }));
    expect(none).toMatchObject({ length: 0, queries: 21 });
  });
});
