import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { createEndedLog } from "../../../src/storage/ended/ended-log.ts";
import type { Attached } from "../../../src/storage/sessions/session-records.ts";
import { createSessions } from "../../../src/storage/sessions/sessions.ts";
import { countingD1 } from "../../support/counting-d1.ts";
import { aCredential, aProof, aSession, ending, hashOf, isEnded, MINUTE, record } from "../../support/sessions.ts";
import { anAccount, NOW, random } from "../../support/storage.ts";

const sessions = createSessions(env.DB, random);
const attached = (name: string, isOfNewSession: boolean): Attached => ({ record: aCredential(name), isOfNewSession });

describe("hashes that are attached to a session", () => {
  test("end with it, and never say which session a proof is of", async () => {
    const account = await anAccount();
    const session = await aSession(account, ["at-id"], {
      attached: [attached("at-value", true), attached("at-jose", false)],
    });
    const other = await record(aProof(account, ["at-other"], { attached: [attached("at-value", true)] }));
    expect(other.session).not.toBe(session.id);

    const ended = await sessions.end(account.id, { session: session.id }, ending());
    expect([...ended.hashes].sort()).toEqual(["at-id", "at-value", "at-jose"].map(hashOf).sort());
    for (const name of ["at-id", "at-value", "at-jose"]) expect(await isEnded(name)).toBe(true);
    expect(await isEnded("at-other")).toBe(false);
  });

  test("of a sealed value go on record with a new session alone; other spellings with a known one, too", async () => {
    const account = await anAccount();
    const session = await aSession(account, ["late-id"]);
    const later = { at: NOW + MINUTE, attached: [attached("late-value", true), attached("late-jose", false)] };
    expect(await record(aProof(account, ["late-id"], later))).toMatchObject({ session: session.id });
    const { hashes } = await sessions.end(account.id, { session: session.id }, ending({ now: NOW + 2 * MINUTE }));
    expect([...hashes].sort()).toEqual(["late-id", "late-jose"].map(hashOf).sort());
  });

  test("of a value that has ended end the session that begins with it: the product gave it out again", async () => {
    const account = await anAccount();
    const first = await aSession(account, ["re-1"], { attached: [attached("re-value", true)] });
    await sessions.end(account.id, { session: first.id }, ending());

    const again = await record(
      aProof(account, ["re-2"], { at: NOW + 2 * MINUTE, attached: [attached("re-value", true)] }),
    );
    expect(again).toMatchObject({ session: null, endedOnArrival: [hashOf("re-2")] });
    const found = await sessions.findByCredential(account.id, [hashOf("re-2")]);
    expect([...found.values()]).toMatchObject([{ endReason: "value_reissued" }]);
    expect(await isEnded("re-2")).toBe(true);
  });

  test("of another spelling that has ended end no session: only what names a credential does", async () => {
    const account = await anAccount();
    const first = await aSession(account, ["sp-1"], { attached: [attached("sp-jose", false)] });
    await sessions.end(account.id, { session: first.id }, ending());
    const other = await record(
      aProof(account, ["sp-2"], { at: NOW + 2 * MINUTE, attached: [attached("sp-jose", false)] }),
    );
    expect(other).toMatchObject({ created: true, endedOnArrival: [] });
  });
});

test("which of many hashes have ended is one query, one row read for each", async () => {
  const account = await anAccount();
  const session = await aSession(account, ["am-1", "am-2"]);
  await sessions.end(account.id, { session: session.id }, ending());
  const counting = countingD1(env.DB);
  const log = createEndedLog(counting.db);
  const asked = ["am-1", "am-live", "am-2", ...Array.from({ length: 200 }, (_, i) => `am-x${i}`)].map(hashOf);
  const ended = await log.endedAmong(asked);
  expect([...ended].sort()).toEqual(["am-1", "am-2"].map(hashOf).sort());
  expect(await log.endedAmong([])).toEqual([]);
  expect(counting.sent).toHaveLength(2);
  expect(counting.rowsRead).toBeLessThan(2 * asked.length + 10);
});
