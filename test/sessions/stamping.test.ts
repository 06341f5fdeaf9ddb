import { describe, expect, test } from "vitest";
import { createKeyring } from "../../src/sessions/credentials/keyring.ts";
import { hashOfSessionId } from "../../src/sessions/credentials/seal.ts";
import { readStamp } from "../../src/sessions/credentials/stamp.ts";
import type { LivenessAnswer } from "../../src/sessions/ended/liveness.ts";
import { createStamping } from "../../src/sessions/stamping.ts";
import { aCredential, aSeal, aSealed } from "./credentials/builders.ts";

const HOUR = 3_600;
const NOW = Date.UTC(2026, 10, 22) / 1000;
const HOST = "app.example.com";
const keyring = createKeyring([{ id: "k1", secret: "a-key-of-this-test-0123456789abcdef", verifiesSeals: true }]);
const I = "iiiiiiiiiiiiiiiA";
const J = "jjjjjjjjjjjjjjjA";

function setUp(answer: LivenessAnswer | "late" = { kind: "known", ended: [] }) {
  const asked: (readonly string[])[] = [];
  const work: Promise<unknown>[] = [];
  let turns = 20;
  const begin = createStamping({
    keyring,
    liveness: {
      lastLiveAt: () => null,
      takeTurn: () => turns-- > 0,
      ask: async (hashes) => {
        asked.push(hashes);
        return answer === "late" ? new Promise<never>(() => {}) : answer;
      },
    },
  });
  const sealed = (ids: readonly string[], issued: number, key = "00000000") =>
    aSealed("value", ids, { key, seal: aSeal(ids, { issued }), endedBy: ids.map(hashOfSessionId) });
  const start = (sent: Parameters<typeof begin>[0]["sent"], stamp: ReadonlyMap<string, number> = new Map()) =>
    begin({ sent, stamp, hostname: HOST, isSecure: true, nowMs: NOW * 1000, waitUntil: (of) => void work.push(of) });
  return { start, sealed, asked, settle: () => Promise.all(work) };
}
const lineFor = async (headers: HeadersInit = {}, status = 200, answer?: LivenessAnswer | "late") => {
  const { start, sealed, settle } = setUp(answer);
  const stamping = start([sealed([I], NOW - 49 * HOUR)]);
  if (answer !== "late") await settle();
  return (await stamping?.lineFor(new Response(null, { status, headers }))) ?? null;
};

describe("a stamp", () => {
  test("is renewed when it is older than a day and, from session to session, up to another one", () => {
    const isDue = (hours: number, key?: string) => {
      const { start, sealed } = setUp();
      return start([sealed([I], NOW - hours * HOUR - 1, key)]) !== null;
    };
    // The first 24 bits of the hash, in seconds of a day: 0, and 12 h.
    expect([isDue(23), isDue(24)]).toEqual([false, true]);
    const halfDay = (43_200).toString(16).padStart(6, "0");
    expect([isDue(24, halfDay), isDue(35, halfDay), isDue(36, halfDay)]).toEqual([false, false, true]);
    const moments = Array.from({ length: 200 }, (_, i) => (i * 83_886).toString(16).padStart(6, "0"));
    expect(moments.filter((key) => isDue(48, key))).toHaveLength(moments.length);
    const early = moments.filter((key) => isDue(36, key)).length;
    expect(early).toBeGreaterThan(60);
    expect(early).toBeLessThan(140);
  });

  test("is not renewed while one is young, nor for what has no seal", () => {
    const { start, sealed, asked } = setUp();
    expect(
      start(
        [sealed([I, J], NOW - 90 * HOUR)],
        new Map([
          [I, NOW],
          [J, NOW],
        ]),
      ),
    ).toBeNull();
    expect(start([aCredential("plain")])).toBeNull();
    expect(start([])).toBeNull();
    expect(asked).toEqual([]);
    expect(start([sealed([I, J], NOW - 90 * HOUR)], new Map([[I, NOW]]))).not.toBeNull();
  });

  test("tells of every id of the request, and D1 is asked once for all", async () => {
    const { start, sealed, asked, settle } = setUp();
    const stamping = start([sealed([I], NOW - 49 * HOUR), sealed([J, I], NOW)]);
    await settle();
    expect(asked).toEqual([[hashOfSessionId(I), hashOfSessionId(J)]]);
    const line = (await stamping?.lineFor(new Response())) ?? expect.fail();
    expect(await readStamp(/=([^;]*)/.exec(line)?.[1] ?? "", HOST, keyring.find)).toEqual(
      new Map([
        [I, NOW],
        [J, NOW],
      ]),
    );
  });

  test("costs an isolate twenty questions a second at most", () => {
    const { start, sealed, asked } = setUp();
    const begun = Array.from({ length: 10_000 }, () => start([sealed([I], NOW - 49 * HOUR)]));
    expect(begun.filter((one) => one !== null)).toHaveLength(20);
    expect(asked).toHaveLength(20);
  });

  test.each<[string, LivenessAnswer | "late"]>([
    ["D1 has not answered when the headers are there", "late"],
    ["D1 does not say", { kind: "unknown" }],
    ["one of them has ended", { kind: "known", ended: ["x"] }],
  ])("is not set when %s", async (_, answer) => {
    expect(await lineFor({}, 200, answer)).toBeNull();
  });

  test.each<[string, boolean]>([
    ["", true],
    ["private", true],
    ["no-store", true],
    ["no-cache", true],
    ["private, max-age=600", true],
    ["max-age=0", true],
    ["max-age=0, must-revalidate", true],
    ["max-age=600", false],
    ["public", false],
    ["Public, max-age=0", false],
    ["s-maxage=10", false],
    ["private, s-maxage=10", false],
    ["max-age=31536000, immutable", false],
    ["immutable", false],
  ])("stands on an answer with Cache-Control %j: %s", async (control, isSet) => {
    expect((await lineFor(control === "" ? {} : { "Cache-Control": control })) !== null).toBe(isSet);
  });

  test("does not stand on a 304, and does on others", async () => {
    expect(await lineFor({}, 304)).toBeNull();
    for (const status of [200, 302, 404, 500]) expect(await lineFor({}, status)).not.toBeNull();
  });
});
