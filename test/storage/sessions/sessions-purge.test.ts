import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { NEW_ACCOUNT_POLICY } from "../../../src/policy/policy.ts";
import { createAccounts } from "../../../src/storage/accounts/accounts.ts";
import { createEndedLog } from "../../../src/storage/ended/ended-log.ts";
import { TOMBSTONE_DAYS } from "../../../src/storage/sessions/session-purge.ts";
import { createSessions } from "../../../src/storage/sessions/sessions.ts";
import { aCredential, aProof, aSession, DAY, ending, hashOf, isEnded, record, who } from "../../support/sessions.ts";
import { anAccount, changeOf, NOW, random, reread, unwrap } from "../../support/storage.ts";

const sessions = createSessions(env.DB, random);
const log = createEndedLog(env.DB);

const LAST = NOW + TOMBSTONE_DAYS * DAY;

async function setAbsoluteDays(account: { readonly id: string }, absoluteDays: number) {
  const policy = { ...NEW_ACCOUNT_POLICY, session: { ...NEW_ACCOUNT_POLICY.session, absoluteDays } };
  unwrap(await createAccounts(env.DB, random).setPolicy(changeOf(await reread(account)), policy));
}

async function purgeAll(purge: (now: number, limit: number) => Promise<number>, now: number): Promise<number> {
  let purged = 0;
  for (;;) {
    const some = await purge(now, 2);
    if (some === 0) return purged;
    purged += some;
  }
}

/** The newest entry never leaves; here is one that no test asks about. */
const appendAnother = async (name: string) => {
  const account = await anAccount();
  await aSession(account, [name]);
  await sessions.end(account.id, { credentials: [aCredential(name)] }, ending());
};

describe("ended sessions", () => {
  test("go when no browser comes with their cookies any more, with their credentials; live ones stay", async () => {
    const account = await anAccount();
    const live = await aSession(account, ["s-live"]);
    for (let i = 0; i < 5; i++) {
      const session = await aSession(account, [`s-${i}`, `s-${i}-b`]);
      await sessions.end(account.id, { session: session.id }, ending({ now: NOW }));
    }
    expect(await purgeAll(sessions.purge, LAST - 1)).toBe(0);
    expect(await purgeAll(sessions.purge, LAST)).toBe(5);
    expect((await sessions.list(account.id, { limit: 9 })).map(({ id }) => id)).toEqual([live.id]);
    const rows = await env.DB.prepare("SELECT hash FROM credentials WHERE account_id = ?1").bind(account.id).all();
    expect(rows.results).toEqual([{ hash: hashOf("s-live") }]);
  });

  test("of integrations stay when the product names them: a renewed token meets its end however late", async () => {
    const account = await anAccount();
    const named = who("7", { productSession: "s-api" });
    const token = (name: string) => [aCredential(name, { kind: "token" })];
    const session = await aSession(account, [], { kind: "api", credentials: token("t-1"), who: named });
    await sessions.end(account.id, { session: session.id }, ending());
    await purgeAll(sessions.purge, NOW + 4_000 * DAY);

    const proof = aProof(account, [], { kind: "api", credentials: token("t-2"), who: named, at: NOW + 4_000 * DAY });
    expect(await record(proof)).toMatchObject({ session: null });
    expect(await isEnded("t-2")).toBe(true);
  });

  test("leave, and so do watermarks of their time", async () => {
    const account = await anAccount();
    await sessions.end(account.id, { user: "ann" }, ending({ now: NOW }));
    await sessions.end(account.id, { user: "bob" }, ending({ now: NOW + DAY }));
    await purgeAll(sessions.purge, LAST);
    const rows = await env.DB.prepare("SELECT user FROM watermarks WHERE account_id = ?1").bind(account.id).all();
    expect(rows.results).toEqual([{ user: "bob" }]);
  });
});

describe("the ended log", () => {
  test("keeps a cookie's hash longer than any browser or seal, whatever its account's limit, and a token's for good", async () => {
    const [short, long] = [await anAccount(), await anAccount()];
    await setAbsoluteDays(short, 10);
    await setAbsoluteDays(long, 400);
    for (const [account, name] of [
      [short, "short"],
      [long, "long"],
    ] as const) {
      const credentials = [aCredential(`${name}-cookie`), aCredential(`${name}-token`, { kind: "token" })];
      const session = await aSession(account, [], { credentials });
      await sessions.end(account.id, { session: session.id }, ending({ now: NOW }));
    }
    await appendAnother("newest-1");
    const left = () => Promise.all(["short-cookie", "short-token", "long-cookie", "long-token"].map(isEnded));

    await purgeAll(log.purge, LAST - 1);
    expect(await left()).toEqual([true, true, true, true]);
    await purgeAll(log.purge, LAST);
    expect(await left()).toEqual([false, true, false, true]);
    await purgeAll(log.purge, NOW + 10_000 * DAY);
    expect(await left()).toEqual([false, true, false, true]);
  });

  test("is kept for 430 days, a month longer than a browser keeps a cookie", () => {
    expect(TOMBSTONE_DAYS).toBe(430);
  });

  test("keeps the cookies of a removed account for as long as a browser does", async () => {
    const account = await anAccount();
    await setAbsoluteDays(account, 1);
    await aSession(account, ["gone"]);
    const removal = changeOf(await reread(account), { now: NOW });
    unwrap(await createAccounts(env.DB, random).remove(removal));
    await appendAnother("newest-2");
    await purgeAll(log.purge, LAST - 1);
    expect(await isEnded("gone")).toBe(true);
    await purgeAll(log.purge, LAST);
    expect(await isEnded("gone")).toBe(false);
  });

  test("never loses its newest entry: its number is not to be given again", async () => {
    await appendAnother("newest-3");
    const newest = await log.newest();
    await purgeAll(log.purge, NOW + 10_000 * DAY);
    expect(await log.newest()).toEqual(newest);
  });
});
