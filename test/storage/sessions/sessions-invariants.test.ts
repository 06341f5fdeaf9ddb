import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { createSessions, type WhichSessions } from "../../../src/storage/sessions/sessions.ts";
import { seeded } from "../../support/seeded.ts";
import { aCredential, aProof, DAY, ending, MINUTE, who } from "../../support/sessions.ts";
import { anAccount, NOW, random } from "../../support/storage.ts";

/** What must be true of the tables after every act, whatever the acts were. Each finds the rows that break it. */
const BROKEN = {
  "every credential of an ended session is in the log": `
    SELECT credentials.hash FROM sessions JOIN credentials
      ON credentials.account_id = sessions.account_id AND credentials.session_id = sessions.id
    WHERE sessions.account_id = ?1 AND sessions.ended_at IS NOT NULL
      AND credentials.hash NOT IN (SELECT hash FROM ended)`,
  "no credential of a live session is in the log": `
    SELECT credentials.hash FROM sessions JOIN credentials
      ON credentials.account_id = sessions.account_id AND credentials.session_id = sessions.id
    WHERE sessions.account_id = ?1 AND sessions.ended_at IS NULL AND credentials.hash IN (SELECT hash FROM ended)`,
  "a replaced session has no credentials": `
    SELECT sessions.id FROM sessions JOIN credentials
      ON credentials.account_id = sessions.account_id AND credentials.session_id = sessions.id
    WHERE sessions.account_id = ?1 AND sessions.end_reason = 'replaced'`,
  "a live session has credentials": `
    SELECT id FROM sessions WHERE account_id = ?1 AND ended_at IS NULL
      AND NOT EXISTS (SELECT 1 FROM credentials WHERE account_id = ?1 AND session_id = sessions.id)`,
  "a credential is on record with a session that there is": `
    SELECT hash FROM credentials WHERE account_id = ?1
      AND session_id NOT IN (SELECT id FROM sessions WHERE account_id = ?1)`,
  "no live session began before the watermark of its user, or of all, unless it was left out": `
    SELECT sessions.id FROM sessions JOIN watermarks ON watermarks.account_id = sessions.account_id
      AND watermarks.user IN ('', sessions.user)
    WHERE sessions.account_id = ?1 AND sessions.ended_at IS NULL
      AND watermarks.at >= sessions.logged_in_at AND watermarks.at > sessions.spared_at`,
} as const;

const STEPS = 60;
const USERS = ["ann", "bob", null] as const;

describe.each([1, 2, 3])("whatever isolates do at once (seed %i)", { timeout: 60_000 }, (seed) => {
  test("sessions, credentials and the log agree, and who is ended stays ended", async () => {
    const dice = seeded(seed);
    const account = await anAccount();
    const isolate = () => createSessions(env.DB, random);
    // Few at a time, so that acts meet; others after a while, because those have all been ended.
    let generation = 0;
    const name = () => `${account.id}-${generation}-${dice.below(12)}`;
    const names = () => Array.from({ length: 1 + dice.below(3) }, name);
    const ids: string[] = ["ses_none"];
    const anId = () => ids[dice.below(ids.length)] ?? "ses_none";
    let now = NOW;

    const prove = async () => {
      const said = who(dice.pick(USERS), { productSession: dice.chance(0.2) ? `s-${dice.below(4)}` : null });
      const proofs = Array.from({ length: 1 + dice.below(3) }, () =>
        aProof(account, names(), { at: now - dice.below(3) * MINUTE, who: dice.chance(0.6) ? said : null }),
      );
      for (const { session } of await isolate().record(proofs, now)) if (session !== null) ids.push(session);
    };
    const rotate = () =>
      isolate().join([{ account: account.id, session: anId(), credentials: [aCredential(name())], at: now }], now);
    const end = async () => {
      const options = ending({ now, except: dice.chance(0.3) ? [anId()] : [] });
      const which = dice.pick<WhichSessions>([
        { session: anId() },
        { session: anId() },
        { user: dice.pick(["ann", "bob"]) },
        { all: true },
        { credentials: [aCredential(name())] },
      ]);
      await isolate().end(account.id, which, options);
    };
    const expire = () => isolate().endOverdue(now + dice.below(2) * 100 * DAY, 50);

    let over = new Map<string, number>();
    for (let step = 0; step < STEPS; step++) {
      generation = Math.floor(step / 10);
      now += 1 + dice.below(4 * MINUTE);
      const acts = [prove, prove, prove, rotate, dice.chance(0.5) ? end : prove, dice.chance(0.1) ? expire : rotate];
      await Promise.all(acts.slice(0, 1 + dice.below(acts.length)).map((act) => act()));

      const { results } = await env.DB.prepare("SELECT id, ended_at FROM sessions WHERE account_id = ?1")
        .bind(account.id)
        .all<{ id: string; ended_at: number | null }>();
      const ended = new Map(results.flatMap(({ id, ended_at }) => (ended_at === null ? [] : [[id, ended_at]])));
      for (const [id, at] of over) expect(ended.get(id)).toBe(at);
      over = ended;
      const broken = await env.DB.batch(Object.values(BROKEN).map((sql) => env.DB.prepare(sql).bind(account.id)));
      const truths = Object.keys(BROKEN).map((truth, i) => [truth, broken[i]?.results]);
      expect(truths, `step ${step}`).toEqual(Object.keys(BROKEN).map((truth) => [truth, []]));
    }
    expect(over.size).toBeGreaterThan(5);
  });
});
