import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { findExpiry } from "../../../src/address/set/range-set.ts";
import { createAccounts } from "../../../src/storage/accounts/accounts.ts";
import { createEntries } from "../../../src/storage/entries/entries.ts";
import { compileAccount } from "../../../src/storage/publish/compile.ts";
import {
  address,
  anAccount,
  anEntry,
  changeOf,
  manyEntries,
  NOW,
  NOW_SECONDS,
  random,
  reread,
  unwrap,
} from "../../support/storage.ts";

const entries = createEntries(env.DB, random);
const accounts = createAccounts(env.DB, random);

async function compiled(account: { readonly id: string }, db = env.DB) {
  const answer = await compileAccount(db, account.id, { now: NOW });
  if (answer === null) throw new Error("absent");
  return answer;
}

test("an account that is not there compiles to null", async () => {
  expect(await compileAccount(env.DB, "nobody", { now: NOW })).toBeNull();
});

test("an empty list compiles to a set that covers nothing", async () => {
  const { ranges, entryCount } = await compiled(await anAccount());
  expect(entryCount).toBe(0);
  expect(findExpiry(ranges, address("203.0.113.9"))).toBe(-1);
});

describe("a list compiles to its enabled entries", () => {
  const HOUR = 3_600_000;
  test.each([
    ["enabled, for ever", {}, 0],
    ["disabled", { enabled: false }, -1],
    ["until a second to come", { expiresAt: NOW + 5_000 }, NOW_SECONDS + 5],
    ["until a moment within a second: that second's start, never later", { expiresAt: NOW + 5_999 }, NOW_SECONDS + 5],
    ["until a moment ago: the lookup will tell, by its own clock", { expiresAt: NOW - 1_000 }, NOW_SECONDS - 1],
    ["until long ago", { expiresAt: NOW - 2 * HOUR }, -1],
    ["until after what 32 bits can hold", { expiresAt: 0x1_0000_0000 * 1000 }, 0xffff_ffff],
    ["until the first moment there is", { expiresAt: 0 }, -1],
  ])("%s", async (_, entry, expected) => {
    const account = await anAccount();
    unwrap(await entries.add(changeOf(account), [anEntry("203.0.113.0/24", entry), anEntry("2001:db8::/32", entry)]));
    const { ranges } = await compiled(account);
    expect(findExpiry(ranges, address("203.0.113.9"))).toBe(expected);
    expect(findExpiry(ranges, address("2001:db8::9"))).toBe(expected);
  });
});

describe("a list of several pages", () => {
  // The first page has 1,000 rows.
  const LIST = manyEntries(2_500);

  /** D1 in which something happens right before the second page is read. */
  function interrupted(meanwhile: () => Promise<unknown>, times = 1): D1Database {
    let left = times;
    return {
      batch: (statements: D1PreparedStatement[]) => env.DB.batch(statements),
      prepare: (sql: string) => {
        const statement = env.DB.prepare(sql);
        if (!sql.startsWith("SELECT id, family")) return statement;
        return {
          bind: (...values: unknown[]) => {
            const bound = statement.bind(...values);
            const raw = async () => {
              if (left-- > 0) await meanwhile();
              return bound.raw();
            };
            // The batch of the first page takes the statement itself.
            return values[1] === "" ? bound : { raw };
          },
        };
      },
    } as unknown as D1Database;
  }

  test("belongs to one revision: a change between two pages starts it anew", async () => {
    const account = await anAccount();
    const { added } = unwrap(await entries.add(changeOf(account), LIST));
    const half = added.filter((_, i) => i % 2 === 0);
    const db = interrupted(async () => unwrap(await entries.remove(changeOf(await reread(account)), half)));

    const { account: read, entryCount } = await compiled(account, db);
    expect(entryCount).toBe(LIST.length - half.length);
    expect(read.revision).toBe(3);
  });

  test("that never holds still is given up, loudly", async () => {
    const account = await anAccount();
    unwrap(await entries.add(changeOf(account), LIST));
    const rename = async () => unwrap(await accounts.rename(changeOf(await reread(account)), "again"));
    await expect(compiled(account, interrupted(rename, 99))).rejects.toThrow(/changed during each/);
  });
});
