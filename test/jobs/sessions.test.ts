import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { endOverdueSessions } from "../../src/jobs/end-sessions.ts";
import { purge } from "../../src/jobs/purge.ts";
import { createConsoleSessions } from "../../src/storage/console/console-sessions.ts";
import { createAuditTrail } from "../../src/storage/d1/audit.ts";
import { createKeptAnswers, type KeptAnswer } from "../../src/storage/d1/kept-answers.ts";
import { createEndedLog } from "../../src/storage/ended/ended-log.ts";
import { createEntries } from "../../src/storage/entries/entries.ts";
import { createDrift } from "../../src/storage/publish/drift.ts";
import { createRevisions } from "../../src/storage/revisions/revisions.ts";
import { TOMBSTONE_DAYS } from "../../src/storage/sessions/session-purge.ts";
import { createSessions } from "../../src/storage/sessions/sessions.ts";
import { createBindingCounts } from "../../src/storage/visits/binding-counts.ts";
import { createDenials } from "../../src/storage/visits/denials.ts";
import { aProof, DAY, ending, MINUTE } from "../support/sessions.ts";
import { anAccount, anEntry, anEvent, changeOf, NOW, random, unwrap } from "../support/storage.ts";

const sessions = createSessions(env.DB, random);
const audit = createAuditTrail(env.DB, random);
const keptAnswers = createKeptAnswers(env.DB);
const some = (count: number, account: { readonly id: string }) =>
  sessions.record(
    Array.from({ length: count }, (_, i) => aProof(account, [`${account.id}-${i}`])),
    NOW,
  );

describe("ending sessions at their limits", () => {
  test("goes on in batches until none is left", async () => {
    const account = await anAccount();
    await some(1_200, account);
    expect(await endOverdueSessions(sessions, () => NOW + 90 * DAY)).toEqual({ ended: 1_200, complete: true });
    expect(await endOverdueSessions(sessions, () => NOW + 90 * DAY)).toEqual({ ended: 0, complete: true });
    expect(await sessions.countActive(account.id)).toBe(0);
  });

  test("leaves to the next run what is too much for one", async () => {
    let batches = 0;
    const endless = {
      async endOverdue(_now: number, limit: number) {
        batches++;
        return { ended: limit, hashes: [] };
      },
    };
    const report = await endOverdueSessions(endless, () => NOW);
    expect(report).toEqual({ ended: batches * 500, complete: false });
    expect(batches).toBeLessThan(50);
  });
});

describe("purging", () => {
  const deps = (now: number) => ({
    sessions,
    endedLog: createEndedLog(env.DB),
    denials: createDenials(env.DB, random),
    bindingCounts: createBindingCounts(env.DB),
    consoleSessions: createConsoleSessions(env.DB, random),
    keptAnswers,
    audit,
    auditRetentionDays: 400,
    revisions: createRevisions(env.DB, random),
    revisionRetentionDays: 400,
    drift: createDrift(env.DB),
    now: () => now,
  });

  test("removes old ended sessions and hashes, once an hour", async () => {
    const account = await anAccount();
    await some(3, account);
    await sessions.end(account.id, { all: true }, ending({ now: NOW }));
    const late = NOW + TOMBSTONE_DAYS * DAY;
    await some(1, await anAccount());

    // Three sessions and a watermark; the newest hash stays.
    const first = await purge(deps(late));
    expect(first).toMatchObject({ sessions: expect.any(Number), hashes: expect.any(Number) });
    expect(first?.sessions).toBeGreaterThanOrEqual(4);
    expect(first?.hashes).toBeGreaterThanOrEqual(2);
    expect(await sessions.list(account.id, { limit: 9 })).toEqual([]);
    expect(await purge(deps(late + 59 * MINUTE))).toBeNull();
    expect(await purge(deps(late + 60 * MINUTE))).toMatchObject({ sessions: 0, hashes: 0 });
  });

  test("forgets what happened longer ago than the operator keeps it", async () => {
    const at = NOW + 600 * DAY;
    const account = await anAccount();
    for (const age of [401, 400, 30]) await audit.record(account.id, anEvent({ action: `${age}` }), at - age * DAY);
    const kept = async () => (await audit.list(account.id, {}, { after: null, limit: 9 })).map(({ action }) => action);
    expect((await purge(deps(at)))?.events).toBeGreaterThanOrEqual(2);
    expect(await kept()).toEqual(["30", "400"]);
    await purge({ ...deps(at + 60 * MINUTE), auditRetentionDays: 31 });
    expect(await kept()).toEqual(["30"]);
  });

  test("forgets revisions as the operator says, and keeps the state that held then", async () => {
    const at = NOW + 700 * DAY;
    const account = await anAccount(at - 402 * DAY);
    const entries = createEntries(env.DB, random);
    for (const [i, age] of [401, 400.5, 399].entries()) {
      const change = changeOf(account, { now: at - age * DAY });
      unwrap(await entries.add(change, [anEntry(`192.0.2.${i}`)]));
    }
    const kept = async () =>
      (await deps(at).revisions.list(account.id, { before: null, limit: 9 })).map(({ revision }) => revision);

    expect((await purge(deps(at)))?.revisions).toBeGreaterThan(0);
    expect(await kept()).toEqual([4, 3]);
    await purge({ ...deps(at + 60 * MINUTE), revisionRetentionDays: 398 });
    expect(await kept()).toEqual([4]);
    const rows = await env.DB.prepare("SELECT * FROM entry_additions WHERE account_id = ?1").bind(account.id).all();
    expect(rows.results).toEqual([]);
  });

  test("forgets kept answers after a day, in whole", async () => {
    const at = NOW + 800 * DAY;
    const { id: account } = await anAccount();
    const answer = (key: string, age: number): KeptAnswer => ({
      account,
      actor: "operator",
      key,
      request: "digest",
      status: 200,
      revision: 1,
      body: { packing: "gzip", parts: ["one", "two"] },
      keptAt: at - age,
    });
    for (const [key, age] of Object.entries({ old: DAY, young: DAY - 1 })) await keptAnswers.keep(answer(key, age));
    expect(await keptAnswers.keep(answer("young", 0))).toEqual({ ok: false, error: "key_taken" });
    expect((await purge(deps(at)))?.answers).toBe(2);
    expect(await keptAnswers.find({ account, actor: "operator", key: "old" }, 0)).toBeNull();
    expect(await keptAnswers.find({ account, actor: "operator", key: "young" }, at)).toEqual(answer("young", DAY - 1));
    expect(await keptAnswers.keep(answer("young", -1))).toEqual({ ok: true, value: null });
  });

  test("forgets how cookies came when nobody looks back that far", async () => {
    const at = NOW + 850 * DAY;
    const { id } = await anAccount();
    const tally = { sealed: 1, unsealed: 0, unsealedAfterSealed: 0, removed: 0 };
    const days = [36, 35].map((age) => Math.floor(at / DAY) - age);
    const cookie = { account: id, hostname: "app.example.com", name: "sid" };
    await createBindingCounts(env.DB).record(days.map((day) => ({ ...cookie, day, ...tally })));
    expect((await purge(deps(at)))?.bindings).toBe(1);
  });

  test("that fails is tried again at the next run", async () => {
    const at = NOW + 900 * DAY;
    const failing = { ...deps(at), endedLog: { purge: () => Promise.reject(new Error("D1_ERROR")) } };
    await expect(purge(failing)).rejects.toThrow("D1_ERROR");
    expect(await purge(deps(at))).not.toBeNull();
  });
});
