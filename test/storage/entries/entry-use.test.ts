import { env } from "cloudflare:workers";
import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { firstAddress, lastAddress, prefixRange, rangeCovers } from "../../../src/address/range.ts";
import { createAllowlistOverviews } from "../../../src/storage/entries/allowlist-overview.ts";
import { createEntries } from "../../../src/storage/entries/entries.ts";
import { type NewEntry, rangeText } from "../../../src/storage/entries/entry-records.ts";
import { createEntryUses, USE_DAYS } from "../../../src/storage/entries/entry-use.ts";
import { DAY_MS } from "../../../src/time.ts";
import { range } from "../../support/arbitrary-range.ts";
import { countingD1 } from "../../support/counting-d1.ts";
import { queryPlans } from "../../support/query-plans.ts";
import {
  address,
  anAccount,
  anEntry,
  changeOf,
  manyEntries,
  NOW,
  random,
  reread,
  unwrap,
} from "../../support/storage.ts";

const entries = createEntries(env.DB, random);
const uses = createEntryUses(env.DB);
const came = (account: { readonly id: string }, text: string, at = NOW) => ({
  account: account.id,
  address: address(text),
  at,
});

/** An account with these entries, and what was recorded of them, by value. */
async function listed(list: readonly NewEntry[], now = NOW) {
  const account = await anAccount(now);
  const { added } = unwrap(await entries.add(changeOf(account, { now }), list));
  const byId = new Map(added.map((id, i) => [id, list[i]?.value ?? ""]));
  return {
    account,
    ids: added,
    async used(at = NOW) {
      const found = await entries.usesOf(account.id, added, at);
      return Object.fromEntries(
        [...found].map(([id, { lastUsedAt, days }]) => [byId.get(id) ?? "", [lastUsedAt, days]] as const),
      );
    },
    unused: async (days: number, at: number, page: { readonly after?: string; readonly limit?: number } = {}) =>
      (await entries.page(account.id, { after: null, limit: 99, ...page, unused: { days, now: at } })).map(
        ({ value }) => value,
      ),
  };
}

describe("an address that came", () => {
  test("is use of every live entry that covers it, and of no other", async () => {
    const list = [
      anEntry("10.0.0.0/8"),
      anEntry("10.1.0.0-10.1.0.200"),
      anEntry("10.1.0.7"),
      anEntry("10.1.0.8"),
      anEntry("10.1.0.0/16", { enabled: false }),
      anEntry("10.1.0.0/24", { expiresAt: NOW }),
      anEntry("10.1.0.0/25", { expiresAt: NOW + 1 }),
      anEntry("2001:db8::/32"),
      anEntry("2001:db8::7"),
    ];
    const world = await listed(list);
    const other = await listed([anEntry("10.0.0.0/8")]);
    await uses.record([came(world.account, "10.1.0.7"), came(world.account, "2001:db8:1::9")]);
    expect(await world.used()).toEqual({
      "10.0.0.0/8": [NOW, 1],
      "10.1.0.0-10.1.0.200": [NOW, 1],
      "10.1.0.7": [NOW, 1],
      "10.1.0.0/25": [NOW, 1],
      "2001:db8::/32": [NOW, 1],
    });
    expect(await other.used()).toEqual({});
  });

  test("is use of what a look at every entry finds, for any ranges and accounts", () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.array(range, { minLength: 1, maxLength: 12 }), { maxLength: 3 }), async (lists) => {
        const worlds = await Promise.all(
          lists.map((ranges) => {
            const distinct = [...new Map(ranges.map((each) => [rangeText(each), each])).entries()];
            return listed(distinct.map(([value, each]) => ({ ...anEntry("10.0.0.1"), value, range: each })));
          }),
        );
        // The ends of all ranges, in every account.
        const seen = lists.flat().flatMap((each) => [firstAddress(each), lastAddress(each)]);
        const some = seen.filter((_, i) => i % 3 === 0);
        await uses.record(
          worlds.flatMap(({ account }) => some.map((one) => ({ account: account.id, address: one, at: NOW }))),
        );
        for (const [i, world] of worlds.entries()) {
          const covering = (lists[i] ?? []).filter((each) => some.some((one) => rangeCovers(each, one)));
          expect(new Set(Object.keys(await world.used()))).toEqual(new Set(covering.map(rangeText)));
        }
      }),
      { numRuns: 60 },
    ));

  test.each([4, 6] as const)("finds networks of every length of IPv%i", async (family) => {
    const one = address(family === 4 ? "203.0.113.173" : "2001:db8:a5c3:96e1:5a3c:1be7:d42f:8b6d");
    const lengths = Array.from({ length: family === 4 ? 32 : 128 }, (_, i) => i + 1);
    const { account, used } = await listed(
      lengths.map((length) => ({ ...anEntry("10.0.0.1"), value: `/${length}`, range: prefixRange(one, length) })),
    );
    await uses.record([{ account: account.id, address: one, at: NOW }]);
    expect(Object.keys(await used())).toHaveLength(lengths.length);
  });

  test("of an account that is gone, or that no entry covers, writes nothing", async () => {
    const { account } = await listed([anEntry("10.0.0.0/8")]);
    const counted = countingD1(env.DB);
    const { db } = counted;
    await createEntryUses(db).record([came(account, "11.0.0.1"), came({ id: "nobody" }, "10.0.0.1")]);
    expect(counted.rowsWritten).toBe(0);
  });

  test("counts each of the last days once, and the days that are over no more", async () => {
    const { account, used } = await listed([anEntry("10.0.0.0/8")]);
    const from = NOW - 100 * DAY_MS;
    const days = [0, 0, 1, 3, 29, 30, 31];
    for (const day of days) await uses.record([came(account, "10.0.0.1", from + day * DAY_MS)]);
    const at = from + 31 * DAY_MS;
    // Days 3, 29, 30 and 31 of the thirty that end with day 31; day 1 is over.
    expect(await used(at)).toEqual({ "10.0.0.0/8": [at, 4] });
    expect(await used(at + 1 * DAY_MS)).toEqual({ "10.0.0.0/8": [at, 4] });
    expect(await used(at + 2 * DAY_MS)).toEqual({ "10.0.0.0/8": [at, 3] });
    expect(await used(at + 29 * DAY_MS)).toEqual({ "10.0.0.0/8": [at, 1] });
    expect(await used(at + 30 * DAY_MS)).toEqual({ "10.0.0.0/8": [at, 0] });
    expect(await used(at + 3000 * DAY_MS)).toEqual({ "10.0.0.0/8": [at, 0] });
  });

  test("agrees with a set of days, in whatever order batches arrive", () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 70 }), { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 0, max: 40 }),
        async (days, later) => {
          const { account, used } = await listed([anEntry("10.0.0.0/8")]);
          const from = NOW - 100 * DAY_MS;
          for (const day of days) await uses.record([came(account, "10.0.0.1", from + day * DAY_MS)]);
          const last = Math.max(...days);
          const today = last + later;
          // What is older than the days that the row remembers is forgotten, and is over by then.
          const expected = new Set(days.filter((day) => day > today - USE_DAYS)).size;
          const [, found] = (await used(from + today * DAY_MS))["10.0.0.0/8"] ?? [];
          expect(found).toBe(expected);
        },
      ),
      { numRuns: 25 },
    ));

  test("is written once a day, whichever isolate tells it again and whatever else covers it", async () => {
    const { account, used } = await listed([anEntry("10.0.0.0/8"), anEntry("10.0.0.1")]);
    const counted = countingD1(env.DB);
    const { db } = counted;
    const isolates = [createEntryUses(db), createEntryUses(db), createEntryUses(db)];
    const start = Math.floor(NOW / DAY_MS) * DAY_MS;
    for (let hour = 0; hour < 24; hour++) {
      for (const isolate of isolates) {
        await isolate.record([came(account, "10.0.0.1", start + hour * 3_600_000), came(account, "10.9.9.9", start)]);
      }
    }
    expect(await used()).toEqual({ "10.0.0.0/8": [start, 1], "10.0.0.1": [start, 1] });
    const written = await env.DB.prepare("SELECT count(*) AS n FROM entry_use WHERE account_id = ?1")
      .bind(account.id)
      .first("n");
    expect(written).toBe(2);
    expect(counted.rowsWritten).toBe(2);
  });

  test("is no change of the list", async () => {
    const { account } = await listed([anEntry("10.0.0.0/8")]);
    const before = await reread(account);
    await uses.record([came(account, "10.0.0.1")]);
    expect(await reread(account)).toEqual(before);
  });
});

describe("entries that are unused for so many days", () => {
  const CREATED = NOW - 400 * DAY_MS;
  beforeEach(async () => {
    await env.DB.prepare("UPDATE entry_use_start SET at = ?1").bind(CREATED).run();
  });

  test("are the live ones without use since then, in the order of the list and in pages", async () => {
    const values = ["10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4", "10.0.0.5", "10.0.0.6"];
    const off = anEntry("10.0.0.7", { enabled: false });
    const world = await listed([...values.map((value) => anEntry(value)), off], CREATED);
    const { account, ids } = world;
    await uses.record([
      came(account, "10.0.0.2", NOW - 91 * DAY_MS),
      came(account, "10.0.0.4", NOW - 90 * DAY_MS),
      came(account, "10.0.0.5", NOW),
    ]);
    expect(await world.unused(90, NOW)).toEqual(["10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.6"]);
    expect(await world.unused(91, NOW)).toEqual(["10.0.0.1", "10.0.0.3", "10.0.0.6"]);
    expect(await world.unused(90, NOW, { limit: 2 })).toEqual(["10.0.0.1", "10.0.0.2"]);
    expect(await world.unused(90, NOW, { after: ids[1] ?? "" })).toEqual(["10.0.0.3", "10.0.0.6"]);
  });

  test("are none that are younger, and none as long as use is recorded for a shorter time", async () => {
    const world = await listed([anEntry("10.0.0.1")], CREATED);
    expect(await world.unused(400, NOW)).toEqual(["10.0.0.1"]);
    expect(await world.unused(400, NOW - 1)).toEqual([]);
    await env.DB.prepare("UPDATE entry_use_start SET at = ?1")
      .bind(NOW - 30 * DAY_MS)
      .run();
    expect(await world.unused(30, NOW)).toEqual(["10.0.0.1"]);
    expect(await world.unused(31, NOW)).toEqual([]);
  });

  test("count the whole of the last day, since only its beginning is on record", async () => {
    const midnight = Math.floor(NOW / DAY_MS) * DAY_MS;
    const world = await listed([anEntry("10.0.0.1")], CREATED);
    await uses.record([came(world.account, "10.0.0.1", midnight)]);
    expect(await world.unused(1, midnight + 2 * DAY_MS - 1)).toEqual([]);
    expect(await world.unused(1, midnight + 2 * DAY_MS)).toEqual(["10.0.0.1"]);
  });

  test("can be searched for", async () => {
    const list = [
      anEntry("10.0.0.1", { label: "Office" }),
      anEntry("10.0.0.2", { label: "OFFICE" }),
      anEntry("10.1.0.0/16"),
    ];
    const { account } = await listed(list, CREATED);
    await uses.record([came(account, "10.0.0.1", NOW)]);
    const page = { after: null, limit: 9, unused: { days: 90, now: NOW } };
    const valuesOf = (found: readonly NewEntry[]) => found.map(({ value }) => value);
    expect(valuesOf(await entries.matching(account.id, "office", page))).toEqual(["10.0.0.2"]);
    expect(valuesOf(await entries.overlapping(account.id, anEntry("10.0.0.0/8").range, page))).toEqual([
      "10.0.0.2",
      "10.1.0.0/16",
    ]);
  });
});

describe("use of entries that are gone", () => {
  async function purgeAll(now: number): Promise<number> {
    let removed = 0;
    for (let place = null, turn = 0; turn < 999; turn++) {
      const step: Awaited<ReturnType<typeof uses.purge>> = await uses.purge(now, place, 9);
      removed += step.removed;
      if (step.next === null) return removed;
      place = step.next as never;
    }
    throw new Error("the sweep does not end");
  }

  test("is purged a month after the last use, and that of the others stays", async () => {
    const list = ["10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4", "10.0.0.5"].map((value) => anEntry(value));
    const world = await listed(list);
    await uses.record(list.map(({ value }) => came(world.account, value)));
    const [, second, third] = world.ids;
    unwrap(await entries.remove(changeOf(await reread(world.account)), [second ?? "", third ?? ""]));
    expect(await purgeAll(NOW + USE_DAYS * DAY_MS)).toBe(0);
    expect(Object.keys(await world.used())).toHaveLength(5);
    expect(await purgeAll(NOW + (USE_DAYS + 1) * DAY_MS)).toBe(2);
    expect(Object.keys(await world.used())).toEqual(["10.0.0.1", "10.0.0.4", "10.0.0.5"]);
  });

  test("is found again by an entry that comes back under its id", async () => {
    const world = await listed([anEntry("10.0.0.1")]);
    await uses.record([came(world.account, "10.0.0.1")]);
    const update = { id: world.ids[0] ?? "", label: "new", enabled: true, expiresAt: null };
    unwrap(await entries.replace(changeOf(await reread(world.account)), { add: [], remove: [], update: [update] }));
    expect(await world.used()).toEqual({ "10.0.0.1": [NOW, 1] });
  });
});

test("a page of the table takes one query for its count and its use", async () => {
  const { account, ids } = await listed([anEntry("10.0.0.1"), anEntry("10.0.0.2"), anEntry("10.0.0.3")]);
  await uses.record([came(account, "10.0.0.2")]);
  const { db, sent } = countingD1(env.DB);
  const overviews = createAllowlistOverviews(db);
  const { total, uses: found } = await overviews.table(account.id, ids, NOW);
  expect({ total, found: [...found] }).toEqual({
    total: 3,
    found: [[ids[1], { lastUsedAt: NOW, days: 1 }]],
  });
  expect(await overviews.table(account.id, [], NOW)).toMatchObject({ total: 3, uses: new Map() });
  expect(sent).toHaveLength(2);
});

test("on a list of 250,000 an address is found by short seeks, and reads few rows", async () => {
  const list = [...manyEntries(249_999), anEntry("0.0.0.0/2")];
  const { account } = await listed(list);
  const counted = countingD1(env.DB);
  const { db } = counted;
  const single = list[1];
  if (single === undefined || single.range.family !== 4) throw new Error("no entry to visit");
  await createEntryUses(db).record([
    { account: account.id, address: { family: 4, v4: single.range.first }, at: NOW },
    came(account, "1.1.1.1"),
    came(account, "2001:db8:ffff::1"),
  ]);
  expect(counted.rowsWritten).toBeLessThanOrEqual(3);
  expect(counted.rowsRead).toBeLessThan(500);
  const { results } = await env.DB.prepare("SELECT entry_id FROM entry_use WHERE account_id = ?1")
    .bind(account.id)
    .all();
  const expected = list.filter(
    ({ range }) =>
      rangeCovers(range, { family: 4, v4: single.range.first as number }) || rangeCovers(range, address("1.1.1.1")),
  );
  expect(results).toHaveLength(expected.length);
  const plans = await queryPlans(env.DB, (planned) => createEntryUses(planned).record([came(account, "1.1.1.1")]));
  expect([...plans.values()].join()).toContain("SEARCH entries USING INDEX entries_by_range");
});
