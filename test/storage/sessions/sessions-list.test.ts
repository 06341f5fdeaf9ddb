import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import type { Session } from "../../../src/storage/sessions/session-records.ts";
import { createSessions, type SessionQuery, sessionKey } from "../../../src/storage/sessions/sessions.ts";
import { aProof, aSession, DAY, ending, MINUTE, record, who } from "../../support/sessions.ts";
import { anAccount, NOW, random } from "../../support/storage.ts";

const sessions = createSessions(env.DB, random);

async function allPages(account: { readonly id: string }, query: Omit<SessionQuery, "limit">, limit: number) {
  const found: Session[] = [];
  for (let after: string | null = null; ; ) {
    const page: readonly Session[] = await sessions.list(account.id, { ...query, after, limit });
    found.push(...page);
    const last = page.at(-1);
    if (page.length < limit || last === undefined) return found;
    after = sessionKey(last);
  }
}

/** Twelve sessions over four days, some at the same moment, every third one ended. */
async function aDozen() {
  const account = await anAccount();
  const made: Session[] = [];
  for (let i = 0; i < 12; i++) {
    const at = NOW + Math.floor(i / 3) * DAY + (i % 3 === 0 ? 0 : 7 * MINUTE);
    const user = who(i % 2 === 0 ? "ann" : "bob", { name: i % 2 === 0 ? "Ann 100%" : "Bob_b" });
    made.push(await aSession(account, [`${account.id}-${i}`], { at, who: user, address: `192.0.2.${i % 4}` }));
  }
  for (const [i, session] of made.entries()) {
    if (i % 3 === 2) await sessions.end(account.id, { session: session.id }, ending({ now: NOW + 9 * DAY }));
  }
  return account;
}

const isNewestFirst = (found: readonly Session[]) =>
  found.every((session, i) => {
    const before = found[i - 1];
    return before === undefined || [before, session].map(sessionKey).sort().reverse()[0] === sessionKey(before);
  });

describe("the list of sessions", () => {
  test.each([1, 2, 5, 12, 100])("comes newest first, in pages of %i that neither skip nor repeat", async (limit) => {
    const account = await aDozen();
    for (const state of [undefined, "active", "ended"] as const) {
      const found = await allPages(account, { state }, limit);
      const expected = { active: 8, ended: 4 };
      expect(found).toHaveLength(state === undefined ? 12 : expected[state]);
      expect(new Set(found.map(({ id }) => id)).size).toBe(found.length);
      expect(isNewestFirst(found)).toBe(true);
      if (state !== undefined)
        expect(found.every(({ endedAt }) => (endedAt === null) === (state === "active"))).toBe(true);
    }
  });

  test("shows first what was seen last", async () => {
    const account = await aDozen();
    await record(aProof(account, [`${account.id}-0`], { at: NOW + 30 * DAY }));
    const [first] = await sessions.list(account.id, { limit: 1 });
    expect(first?.lastSeenAt).toBe(NOW + 30 * DAY);
  });

  test.each<[string, Partial<SessionQuery>, number]>([
    ["a user", { user: "ann" }, 6],
    ["a user's active ones", { user: "ann", state: "active" }, 4],
    ["an address", { address: "192.0.2.1" }, 3],
    ["an address and a user", { address: "192.0.2.1", user: "bob" }, 3],
    ["an address and another user", { address: "192.0.2.1", user: "ann" }, 0],
    ["a part of the name", { q: "nn" }, 6],
    ["a name in another case", { q: "BOB" }, 6],
    ["a part of the address", { q: "0.2.3" }, 3],
    ["a device", { q: "chrome" }, 12],
    ["a percent sign", { q: "100%" }, 6],
    ["an underscore", { q: "b_b" }, 6],
    ["a percent sign that stands for nothing", { q: "b%b" }, 0],
    ["a quote", { q: "'" }, 0],
    ["a backslash", { q: "\\" }, 0],
    ["nothing that is there", { user: "cy" }, 0],
  ])("finds %s", async (_, query, expected) => {
    expect(await allPages(await aDozen(), query, 2)).toHaveLength(expected);
  });

  test("shows one account alone, whatever is asked for", async () => {
    const [one, other] = [await aDozen(), await aDozen()];
    const [newest] = await sessions.list(other.id, { limit: 1 });
    for (const query of [
      {},
      { user: "ann" },
      { address: "192.0.2.1" },
      { q: "ann" },
      { after: newest && sessionKey(newest) },
    ]) {
      const found = await sessions.list(one.id, { ...query, limit: 100 });
      expect(found.every(({ account }) => account === one.id)).toBe(true);
    }
    expect(await sessions.get(one.id, newest?.id ?? "")).toBeNull();
  });

  test.each(["", "x", "1e400.ses_", "-", ".", "ses_1", "NaN.a"])(
    "ends after a key that nobody made: %j",
    async (after) => {
      expect(await sessions.list((await aDozen()).id, { after, limit: 10 })).toEqual([]);
    },
  );

  test("counts what is active", async () => {
    expect(await sessions.countActive((await aDozen()).id)).toBe(8);
  });
});

describe("every query of the list goes by an index, and sorts no more than a day, a user or an address", () => {
  const BY_DAY = /^SEARCH sessions USING INDEX sessions_(active|ended) \(account_id=\? AND seen_day<\?\)$/;
  test.each<[string, Omit<SessionQuery, "limit">, RegExp, RegExp]>([
    ["everything", {}, BY_DAY, /^USE TEMP B-TREE FOR LAST 2 TERMS OF ORDER BY$/],
    ["a search", { q: "x" }, BY_DAY, /^USE TEMP B-TREE FOR LAST 2 TERMS OF ORDER BY$/],
    ["a user", { user: "ann" }, /sessions_by_user \(account_id=\? AND user=\?\)/, /ORDER BY/],
    ["an address", { address: "192.0.2.1" }, /sessions_by_address \(account_id=\? AND address=\?\)/, /ORDER BY/],
    ["both", { user: "ann", address: "192.0.2.1" }, /sessions_by_(user|address) \(account_id=\? AND/, /ORDER BY/],
  ])("%s", async (_, query, search, sort) => {
    const plans: string[][] = [];
    const db = {
      prepare: (sql: string) => env.DB.prepare(`EXPLAIN QUERY PLAN ${sql}`),
      async batch(statements: D1PreparedStatement[]) {
        const answers = await env.DB.batch<{ detail: string }>(statements);
        plans.push(...answers.map(({ results }) => results.map(({ detail }) => detail)));
        return [];
      },
    } as unknown as D1Database;
    await createSessions(db, random).list("acme", { ...query, limit: 50 });
    expect(plans).toHaveLength(2);
    for (const plan of plans) expect(plan).toEqual([expect.stringMatching(search), expect.stringMatching(sort)]);
  });
});
