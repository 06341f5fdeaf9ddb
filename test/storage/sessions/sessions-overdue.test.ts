import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { NEW_ACCOUNT_POLICY, type SessionLimits } from "../../../src/policy/policy.ts";
import { sessionExpiry } from "../../../src/policy/session-expiry.ts";
import { createAccounts } from "../../../src/storage/accounts/accounts.ts";
import { createAuditTrail } from "../../../src/storage/d1/audit.ts";
import type { Proof, Session } from "../../../src/storage/sessions/session-records.ts";
import { createSessions } from "../../../src/storage/sessions/sessions.ts";
import { DAY_MS } from "../../../src/time.ts";
import { countingD1 } from "../../support/counting-d1.ts";
import { aCredential, aProof, aSession, hashOf, isEnded, record, reread, who } from "../../support/sessions.ts";
import { anAccount, changeOf, NOW, random, unwrap } from "../../support/storage.ts";

const sessions = createSessions(env.DB, random);

async function anAccountWith(limits: Partial<SessionLimits>) {
  const account = await anAccount();
  const session = { ...NEW_ACCOUNT_POLICY.session, ...limits };
  unwrap(await createAccounts(env.DB, random).setPolicy(changeOf(account), { ...NEW_ACCOUNT_POLICY, session }));
  return { id: account.id, limits: session };
}

/** Ends everything that is over at `now`, two at a time. */
async function endAll(now: number): Promise<readonly string[]> {
  const hashes: string[] = [];
  for (;;) {
    const ended = await sessions.endOverdue(now, 2);
    hashes.push(...ended.hashes);
    if (ended.ended === 0) return hashes;
  }
}

const dayAfter = (days: number) => NOW + days * DAY_MS;
const stateOf = async (account: { readonly id: string }, session: Session) =>
  (await reread(account, session)).endReason ?? "live";

describe("sessions at their limits", () => {
  test("end on the millisecond, each for its reason, and their credentials with them", async () => {
    const account = await anAccountWith({ idleDays: 90, idleDays2fa: 30, absoluteDays: 120 });
    const idle = await aSession(account, ["idle-a", "idle-b"]);
    const careful = await aSession(account, ["careful"], { who: who("1", { twoFactor: true }) });
    const busy = await aSession(account, ["busy"]);
    const app = await aSession(account, [], { kind: "api", credentials: [aCredential("app", { kind: "token" })] });
    for (const day of [60, 119]) await record(aProof(account, ["busy"], { at: dayAfter(day) }));
    const states = async () => Promise.all([idle, careful, busy, app].map((each) => stateOf(account, each)));

    await endAll(dayAfter(30) - 1);
    expect(await states()).toEqual(["live", "live", "live", "live"]);
    expect(await endAll(dayAfter(30))).toEqual([hashOf("careful")]);
    await endAll(dayAfter(90) - 1);
    expect(await states()).toEqual(["live", "idle", "live", "live"]);
    expect([...(await endAll(dayAfter(90)))].sort()).toEqual([hashOf("idle-a"), hashOf("idle-b")].sort());
    await endAll(dayAfter(120) - 1);
    expect(await states()).toEqual(["idle", "idle", "live", "live"]);
    await endAll(dayAfter(120));
    expect(await states()).toEqual(["idle", "idle", "absolute", "live"]);
    await endAll(dayAfter(3_000));
    expect(await states()).toEqual(["idle", "idle", "absolute", "live"]);
    expect(await isEnded("busy")).toBe(true);
    expect(await isEnded("app")).toBe(false);
    expect((await reread(account, careful)).endedAt).toBe(dayAfter(30));
  });

  test("make one event an account, which says how many", async () => {
    const [account, other] = [await anAccountWith({ absoluteDays: 10 }), await anAccountWith({ idleDays: 5 })];
    for (const name of ["ev-1", "ev-2"]) await aSession(account, [name]);
    await record(aProof(account, ["ev-3"], { at: dayAfter(-1) }));
    await aSession(other, ["ev-4"]);
    await aSession(await anAccountWith({}), ["ev-5"]);

    await sessions.endOverdue(dayAfter(10), 1_000);
    const audit = createAuditTrail(env.DB, random);
    const newest = async ({ id }: { readonly id: string }) => (await audit.list(id, {}, { after: null, limit: 1 }))[0];
    const event = { action: "session.expired", actor: "job", address: null, revision: null, at: dayAfter(10) };
    expect(await newest(account)).toMatchObject({ ...event, detail: { ended: 3, idle: 0, absolute: 3 } });
    expect(await newest(other)).toMatchObject({ ...event, detail: { ended: 1, idle: 1, absolute: 0 } });
    expect((await newest(other))?.id).toMatch(/^evt_/);
  });

  test("that are seen before they are ended stay", async () => {
    const account = await anAccountWith({ idleDays: 3 });
    const session = await aSession(account, ["seen"]);
    // A visit is noted after the job found the session and before it ends it.
    const db = {
      prepare: (sql: string) => env.DB.prepare(sql),
      async batch(statements: D1PreparedStatement[]) {
        await record(aProof(account, ["seen"], { at: dayAfter(3) }));
        return env.DB.batch(statements);
      },
    } as unknown as D1Database;
    const ended = await createSessions(db, random).endOverdue(dayAfter(3), 1_000);
    expect(ended).toEqual({ ended: 0, hashes: [] });
    expect(await stateOf(account, session)).toBe("live");
    expect(await isEnded("seen")).toBe(false);
  });

  test("that two jobs end at once are ended once", async () => {
    const account = await anAccountWith({ idleDays: 2 });
    for (let i = 0; i < 5; i++) await aSession(account, [`twice-${i}`]);
    const ended = await Promise.all([0, 1].map((ms) => sessions.endOverdue(dayAfter(2) + ms, 1_000)));
    expect(ended.reduce((sum, each) => sum + each.ended, 0)).toBe(5);
  });

  test("are judged as the API says when they end: every limit, every kind, every age", async () => {
    const days = [1, 2, 3, 5];
    const made: { readonly account: { readonly id: string; readonly limits: SessionLimits }; readonly id: string }[] =
      [];
    let name = 0;
    for (const limits of [
      { idleDays: 3, idleDays2fa: 1, absoluteDays: 5, apiIdleDays: null },
      { idleDays: 1, idleDays2fa: 3, absoluteDays: 2, apiIdleDays: 5 },
      { idleDays: 5, idleDays2fa: 5, absoluteDays: 1, apiIdleDays: 1 },
    ]) {
      const account = await anAccountWith(limits);
      const proofs = (["web", "api"] as const).flatMap((kind) =>
        [null, false, true].flatMap((twoFactor) =>
          days.map((day): Proof => {
            const at = NOW - day * DAY_MS + (day % 2);
            return aProof(account, [`judged-${name++}`], { kind, at, who: who("u", { twoFactor }) });
          }),
        ),
      );
      for (const { session } of await sessions.record(proofs, NOW)) made.push({ account, id: session ?? "" });
    }
    const before = await Promise.all(made.map(({ account, id }) => reread(account, id)));
    await endAll(NOW);
    for (const [index, { account, id }] of made.entries()) {
      const session = before[index];
      const expiry = session === undefined ? null : sessionExpiry(session, account.limits);
      const isOver = expiry !== null && expiry <= NOW;
      expect((await reread(account, id)).endedAt, JSON.stringify({ session, ...account })).toBe(isOver ? NOW : null);
    }
  });
});

test("looking for what is over reads what is over, not what is live", async () => {
  const account = await anAccountWith({ idleDays: 40, idleDays2fa: 20, absoluteDays: 60 });
  const proofs = Array.from({ length: 400 }, (_, i) =>
    aProof(account, [`live-${i}`], { at: dayAfter(0), who: who(`${i}`, { twoFactor: i % 2 === 0 }) }),
  );
  await sessions.record(proofs, NOW);
  await endAll(dayAfter(1));
  const counting = countingD1(env.DB);
  expect(await createSessions(counting.db, random).endOverdue(dayAfter(1), 1_000)).toEqual({ ended: 0, hashes: [] });
  expect(counting.sent).toHaveLength(1);
  const accounts = Number(await env.DB.prepare("SELECT count(*) AS n FROM accounts").first("n"));
  expect(counting.rowsRead).toBeLessThan(20 * accounts + 100);
});
