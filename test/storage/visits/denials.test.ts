import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";
import type { Account } from "../../../src/storage/accounts/accounts.ts";
import {
  createDenials,
  DENIAL_RETENTION_DAYS,
  type DenialCount,
  denialKey,
  MAX_DENIALS_A_DAY,
} from "../../../src/storage/visits/denials.ts";
import { DAY_MS } from "../../../src/time.ts";
import { countingD1 } from "../../support/counting-d1.ts";
import { anAccount, NOW, random } from "../../support/storage.ts";

const denials = createDenials(env.DB, random);
const NOWHERE = { country: null, region: null, city: null };
const CHROME = { label: "Chrome 131 on Windows", type: "desktop" };
const FIREFOX = { label: "Firefox 132 on Linux", type: "desktop" };

let account: Account;
beforeEach(async () => {
  account = await anAccount();
});

const aCount = (count: Partial<DenialCount> = {}): DenialCount => ({
  account: account.id,
  address: "203.0.113.9",
  surface: "dashboard",
  device: CHROME,
  isBlocked: true,
  reason: "address_not_listed",
  region: { country: "DE", region: "Berlin", city: "Berlin" },
  firstAt: NOW,
  lastAt: NOW,
  visits: 1,
  references: [],
  ...count,
});
const record = (...counts: readonly DenialCount[]) => denials.record(counts, NOW);
const all = () => denials.list(account.id, { after: null, limit: 5_000 });
const addresses = async () => (await all()).map(({ address }) => address);

describe("visits of one address, surface, device and day are one row", () => {
  test("which adds up, and tells the last visit's reason and region", async () => {
    await record(aCount({ visits: 2, lastAt: NOW + 5 }));
    const region = { country: "FR", region: null, city: null };
    await record(aCount({ firstAt: NOW + 6, lastAt: NOW + 9, visits: 3, reason: "entry_expired", region }));

    const last = { lastAt: NOW + 9, visits: 5, reason: "entry_expired" as const, region };
    expect(await all()).toEqual([{ ...aCount(last), id: expect.stringMatching(/^den_/) }]);
  });

  test.each<[string, Partial<DenialCount>]>([
    ["address", { address: "203.0.113.10" }],
    ["surface", { surface: "api" }],
    ["device", { device: FIREFOX }],
    ["outcome", { isBlocked: false }],
    ["day", { firstAt: NOW + DAY_MS, lastAt: NOW + DAY_MS }],
  ])("another %s is another row", async (_what, other) => {
    await record(aCount());
    await record(aCount(other));
    expect(await all()).toHaveLength(2);
  });

  test("batches that come late change neither the order of time nor the sum", async () => {
    await record(aCount({ firstAt: NOW + 10, lastAt: NOW + 20 }));
    await record(aCount({ firstAt: NOW, lastAt: NOW + 5 }));
    expect(await all()).toMatchObject([{ firstAt: NOW, lastAt: NOW + 20, visits: 2 }]);
  });

  test("an account that is gone gets none", async () => {
    await record(aCount({ account: "nobody" }), aCount());
    expect(await denials.list("nobody", { after: null, limit: 10 })).toEqual([]);
    expect(await all()).toHaveLength(1);
  });
});

describe("the list", () => {
  const at = (address: string, lastAt: number, more: Partial<DenialCount> = {}) =>
    aCount({ address, firstAt: lastAt, lastAt, ...more });

  test("is newest first, in pages that miss nothing and repeat nothing", async () => {
    const times = [0, 1, 1, 2 * DAY_MS, -DAY_MS, 2 * DAY_MS + 1, -5, 3];
    await record(...times.map((offset, i) => at(`192.0.2.${i}`, NOW + offset)));
    const seen: (string | null)[] = [];
    let after: string | null = null;
    for (;;) {
      const found: Awaited<ReturnType<typeof denials.list>> = await denials.list(account.id, { after, limit: 3 });
      seen.push(...found.map(({ address }) => address));
      const last = found.at(-1);
      if (last === undefined) break;
      after = denialKey(last);
    }
    expect(seen).toEqual(await addresses());
    expect(seen.map((address) => times[Number(address?.split(".")[3])])).toEqual(times.toSorted((a, b) => b - a));
  });

  test("can be asked for an address, a surface, a time", async () => {
    await record(at("192.0.2.1", NOW), at("192.0.2.2", NOW - DAY_MS), at("192.0.2.3", NOW, { surface: "api" }));
    const list = async (filter: object) =>
      (await denials.list(account.id, { after: null, limit: 10, ...filter })).map(({ address }) => address).sort();
    expect(await list({ address: "192.0.2.2" })).toEqual(["192.0.2.2"]);
    expect(await list({ surface: "api" })).toEqual(["192.0.2.3"]);
    expect(await list({ since: NOW })).toEqual(["192.0.2.1", "192.0.2.3"]);
    expect(await list({ since: NOW + 1 })).toEqual([]);
  });

  test("has nothing after a place that nobody made", async () => {
    await record(aCount());
    for (const after of ["", "x", ".", "1e99.", "x.den_1"]) {
      expect(await denials.list(account.id, { after, limit: 10 })).toEqual([]);
    }
  });

  test("shows an account its own alone", async () => {
    await record(aCount());
    const [denial] = await all();
    const other = await anAccount();
    expect(await denials.list(other.id, { after: null, limit: 10 })).toEqual([]);
    expect(await denials.get(other.id, denial?.id ?? "")).toBeNull();
    expect(await denials.get(account.id, denial?.id ?? "")).toEqual(denial);
  });
});

describe("a flood (row 16)", () => {
  const flood = (from: number, count: number, lastAt: number) =>
    Array.from({ length: count }, (_, i) => {
      const n = from + i;
      return aCount({
        address: `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`,
        region: NOWHERE,
        firstAt: lastAt,
        lastAt,
      });
    });

  test("leaves the newest rows of a day and one without an address, and loses no visit", {
    timeout: 60_000,
  }, async () => {
    await record(aCount({ lastAt: NOW - 1, firstAt: NOW - 1, visits: 7 }));
    for (let round = 0; round < 5; round++) await denials.record(flood(round * 1_000, 1_000, NOW + round), NOW);

    const rows = await all();
    expect(rows).toHaveLength(MAX_DENIALS_A_DAY + 1);
    expect(rows.reduce((sum, { visits }) => sum + visits, 0)).toBe(5_007);
    const [rest] = rows.filter(({ address }) => address === null);
    expect(rest).toMatchObject({
      device: null,
      isBlocked: true,
      surface: "dashboard",
      firstAt: NOW - 1,
      visits: 4_007,
    });
    expect(rows.filter(({ address }) => address !== null).every(({ lastAt }) => lastAt === NOW + 4)).toBe(true);
  });

  test("of one day leaves another day and another account alone", { timeout: 60_000 }, async () => {
    const other = await anAccount();
    await record(aCount({ account: other.id }), aCount({ firstAt: NOW - DAY_MS, lastAt: NOW - DAY_MS }));
    await denials.record(flood(0, MAX_DENIALS_A_DAY + 5, NOW), NOW);
    expect(await denials.list(other.id, { after: null, limit: 10 })).toHaveLength(1);
    expect((await all()).filter(({ lastAt }) => lastAt < NOW)).toHaveLength(1);
  });

  test("without addresses is one row a surface and outcome, also when rows join it", { timeout: 60_000 }, async () => {
    const rest = { address: null, device: null, region: NOWHERE };
    await record(aCount({ ...rest, visits: 10 }), aCount({ ...rest, isBlocked: false, visits: 3 }));
    await record(aCount({ ...rest, visits: 5 }));
    await denials.record(flood(0, MAX_DENIALS_A_DAY + 2, NOW), NOW);
    const rows = (await all()).filter(({ address }) => address === null);
    expect(rows.map(({ isBlocked, visits }) => [isBlocked, visits]).sort()).toEqual([
      [false, 3],
      [true, 17],
    ]);
  });
});

test("many counts are one batch of five statements", async () => {
  const counting = countingD1(env.DB);
  const counts = Array.from({ length: 500 }, (_, i) => aCount({ address: `192.0.${i >> 8}.${i & 255}` }));
  await createDenials(counting.db, random).record(counts, NOW);
  expect(counting.sent).toHaveLength(5);
  expect(counting.rowsWritten).toBe(1_000); // each row, and its place in the index
  await createDenials(counting.db, random).record(counts, NOW);
  expect(counting.rowsWritten).toBe(1_500);
});

test("rows go when nobody looks back that far, in bounded steps", async () => {
  const old = NOW - (DENIAL_RETENTION_DAYS + 1) * DAY_MS;
  await record(aCount({ firstAt: old, lastAt: old }), aCount({ address: "192.0.2.1", firstAt: old, lastAt: old }));
  await record(aCount({ firstAt: old + DAY_MS, lastAt: old + DAY_MS }));
  expect(await denials.purge(NOW, 1)).toBe(1);
  expect(await denials.purge(NOW, 10)).toBe(1);
  expect(await denials.purge(NOW, 10)).toBe(0);
  expect(await all()).toHaveLength(1);
});
