import { describe, expect, test } from "vitest";
import type { LogRecord } from "../../src/log.ts";
import { type ClearanceParts, createClearance } from "../../src/sessions/clearance.ts";
import { createCookieRule } from "../../src/sessions/credentials/cookie-names.ts";
import { createCredentialReader } from "../../src/sessions/credentials/credential-reader.ts";
import { createKeyring } from "../../src/sessions/credentials/keyring.ts";
import { hashOfSessionId, type Seal, sealNameOf, writeSeal } from "../../src/sessions/credentials/seal.ts";
import { writeStampLine } from "../../src/sessions/credentials/stamp.ts";
import { createTokenHeaders } from "../../src/sessions/credentials/token-headers.ts";
import type { Readiness } from "../../src/sessions/ended/ended-set.ts";
import { createLiveness } from "../../src/sessions/ended/liveness.ts";
import { createVirtualTime } from "../support/virtual-time.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const START = Date.UTC(2026, 10, 22);
const SCOPE = { hostname: "app.example.com", account: "acme" };
const rule = createCookieRule({ names: ["sid", "remember"], exceptions: [], unbound: [] });
const keyring = createKeyring([{ id: "k1", secret: "a-key-of-this-test-0123456789abcdef", verifiesSeals: true }]);
const idOf = (name: string): string => name.padEnd(16, "A");

function setUp(options: Partial<Pick<ClearanceParts, "bindSessions" | "enrolledUntil" | "passSeals">> = {}) {
  const time = createVirtualTime(START);
  const ended = new Set<string>();
  const d1 = { ended: new Set<string>(), isSilent: false, queries: 0, readiness: "ready" as Readiness };
  const records: LogRecord[] = [];
  const log = (record: LogRecord): void => void records.push(record);
  const bindSessions = options.bindSessions ?? "strict";
  const clear = createClearance({
    reader: createCredentialReader({ rule, keyring, bindSessions }),
    tokens: createTokenHeaders(["authorization", "x-api-key"]),
    sealedLately: new Set<string>(),
    ended: {
      ready: () => d1.readiness,
      readyNow: async () => d1.readiness,
      has: (hash) => ended.has(hash),
    },
    liveness: createLiveness({
      log: {
        async endedAmong(hashes) {
          d1.queries += 1;
          if (d1.isSilent) throw new Error("D1_ERROR: internal error");
          return hashes.filter((hash) => d1.ended.has(hash));
        },
      },
      endHere: (hashes) => {
        for (const hash of hashes) ended.add(hash);
      },
      now: time.now,
      sleep: time.sleep,
      report: log,
    }),
    bindSessions,
    sealMaxAgeMs: 168 * HOUR,
    enrolledUntil: null,
    passSeals: false,
    log,
    ...options,
  });
  async function clearOf(fields: Readonly<Record<string, string>>, passesUnknown = false) {
    const headers = new Headers(fields);
    const cleared = await clear({
      headers,
      scope: SCOPE,
      passesUnknown,
      isLoginStep: false,
      requestId: "r",
      nowMs: time.now(),
      waitUntil: () => {},
    });
    return cleared.kind === "unavailable" ? "unavailable" : cleared.clearance;
  }
  /** The cookies that go on to the origin. */
  async function passing(...cookies: readonly string[]) {
    const clearance = await clearOf({ Cookie: cookies.join("; ") });
    return clearance === "unavailable" ? clearance : clearance.parts.map(({ text }) => text);
  }
  return { time, ended, d1, records, clearOf, passing };
}

/** A session cookie and its seal, made so long before the test begins. */
async function seal(text: string, ids: readonly string[], ageMs = 0, more: Partial<Seal> = {}): Promise<string> {
  const sealName = await sealNameOf(text.split("=", 1)[0] ?? "");
  const issued = Math.floor((START - ageMs) / 1000);
  const facts = { ids: ids.map(idOf), birth: issued, issued, isEnrolled: false, made: "account" } as const;
  const value = await writeSeal(
    { ...facts, network: "AAAAAA", address: "AAAAAA", ...more },
    { sealName, text, labels: 0 },
    SCOPE,
    await keyring.current(),
  );
  return `${text}; ${sealName}=${value}`;
}
async function stampOf(times: Readonly<Record<string, number>>): Promise<string> {
  const stamp = new Map(Object.entries(times).map(([name, at]) => [idOf(name), Math.floor(at / 1000)]));
  const line = await writeStampLine(stamp, SCOPE.hostname, true, await keyring.current());
  return line.split(";", 1)[0] ?? "";
}

describe("a sealed cookie", () => {
  test("passes alone, without its seal and the stamp, beside other cookies", async () => {
    const { passing, d1 } = setUp();
    expect(await passing("theme=dark", await seal("sid=abc", ["i"]), await stampOf({ i: START }), "lang=en")).toEqual([
      "theme=dark",
      "sid=abc",
      "lang=en",
    ]);
    expect(d1.queries).toBe(0);
  });

  test("keeps its seal where the origin calls itself", async () => {
    const passed = await setUp({ passSeals: true }).passing(await seal("sid=abc", ["i"]));
    expect(passed).toEqual(["sid=abc", expect.stringMatching(/^gth1-/)]);
  });

  test("goes when any of its ids has ended, and is told of", async () => {
    const { ended, clearOf, records } = setUp();
    ended.add(hashOfSessionId(idOf("j")));
    const clearance = await clearOf({
      Cookie: `${await seal("sid=abc", ["i", "j"])}; ${await seal("remember=x", ["k"])}`,
    });
    expect(clearance).toMatchObject({
      hasEnded: true,
      live: [{ name: "remember" }],
      sightings: [
        { name: "sid", kind: "sealed" },
        { name: "remember", kind: "sealed" },
      ],
    });
    expect(records).toMatchObject([{ event: "credential_ended", kinds: ["cookie sid"] }]);
  });

  test("goes 400 days after its session began", async () => {
    const { passing } = setUp();
    const issued = Math.floor(START / 1000);
    const born = (days: number) => seal(`sid=${days}`, ["i"], 0, { issued, birth: issued - days * 86_400 });
    expect(await passing(await born(400))).toEqual(["sid=400"]);
    expect(await passing(await born(401))).toEqual([]);
  });

  test("that was taken over goes when enrolment has ended; others stay", async () => {
    const [enrolled, bound] = [await seal("sid=abc", ["i"], 0, { isEnrolled: true }), await seal("remember=x", ["j"])];
    const until = (enrolledUntil: number | null) => setUp({ enrolledUntil }).passing(enrolled, bound);
    expect(await until(null)).toEqual(["sid=abc", "remember=x"]);
    expect(await until(START + 1)).toEqual(["sid=abc", "remember=x"]);
    expect(await until(START)).toEqual(["remember=x"]);
  });

  test("of more than four sessions: those that began first go until the rest fits", async () => {
    const { passing } = setUp();
    const cookies = [
      await seal("sid=1", ["a", "b"], 5 * HOUR),
      await seal("sid=2", ["c", "d"], 4 * HOUR),
      await seal("remember=3", ["e"], 3 * HOUR),
    ];
    expect(await passing(...cookies)).toEqual(["sid=2", "remember=3"]);
    expect(await passing(...cookies.slice(1), await seal("remember=4", ["e", "d"], 9 * HOUR))).toEqual([
      "sid=2",
      "remember=3",
      "remember=4",
    ]);
  });
});

describe("a session that was not found live for long", () => {
  test("up to 168 hours passes without a question, then one question answers for all", async () => {
    const { passing, d1 } = setUp();
    expect(await passing(await seal("sid=abc", ["i"], 168 * HOUR))).toEqual(["sid=abc"]);
    expect(d1.queries).toBe(0);
    expect(await passing(await seal("sid=old", ["i"], 169 * HOUR), await seal("remember=x", ["j"], 300 * DAY))).toEqual(
      ["sid=old", "remember=x"],
    );
    expect(d1.queries).toBe(1);
  });

  test("goes when it ended long ago, though no set in memory reaches so far", async () => {
    const { passing, d1, ended } = setUp();
    d1.ended.add(hashOfSessionId(idOf("i")));
    expect(await passing(await seal("sid=abc", ["i"], 300 * DAY), await seal("remember=x", ["j"], 300 * DAY))).toEqual([
      "remember=x",
    ]);
    expect(ended.has(hashOfSessionId(idOf("i")))).toBe(true);
    expect(await passing(await seal("sid=new", ["i"]))).toEqual([]);
  });

  test("is not asked about again for ten minutes", async () => {
    const { passing, d1, time } = setUp();
    const cookie = await seal("sid=abc", ["i"], 200 * HOUR);
    for (let i = 0; i < 5; i++) await passing(cookie, `_ga=${i}`);
    await time.pass(600_000);
    await passing(cookie);
    expect(d1.queries).toBe(1);
    await time.pass(1);
    await passing(cookie);
    expect(d1.queries).toBe(2);
  });

  test("is young by a stamp that tells of all its ids, and by no other", async () => {
    const { passing, d1 } = setUp();
    const cookie = await seal("sid=abc", ["i", "j"], 20 * DAY);
    await passing(cookie, await stampOf({ i: START - HOUR, j: START - 2 * HOUR }));
    expect(d1.queries).toBe(0);
    await passing(cookie, await stampOf({ i: START - HOUR }));
    expect(d1.queries).toBe(1);
  });

  test("is as old as the oldest of its stamps", async () => {
    const { passing, d1 } = setUp();
    await passing(await seal("sid=abc", ["i", "j"], 20 * DAY), await stampOf({ i: START, j: START - 8 * DAY }));
    expect(d1.queries).toBe(1);
  });

  test("passes up to 9.5 days while D1 is silent, and then is refused, never removed", async () => {
    const { passing, d1 } = setUp();
    d1.isSilent = true;
    expect(await passing(await seal("sid=abc", ["i"], 9.5 * DAY))).toEqual(["sid=abc"]);
    expect(await passing(await seal("sid=abc", ["i"], 9.5 * DAY + 60_000))).toBe("unavailable");
    expect(await passing(await seal("sid=abc", ["i"], 3 * DAY))).toEqual(["sid=abc"]);
    expect(await passing("theme=dark")).toEqual(["theme=dark"]);
  });
});

describe("a cookie without a seal", () => {
  test("goes in strict, and is told of", async () => {
    expect(await setUp().clearOf({ Cookie: "sid=abcdefgh; a=1" })).toMatchObject({
      live: [],
      parts: [{ text: "a=1" }],
      hasEnded: false,
      sightings: [{ name: "sid", kind: "removed" }],
    });
  });

  test.each(["off", "enroll"] as const)("is judged by its hash in %s", async (bindSessions) => {
    const { clearOf, ended } = setUp({ bindSessions });
    ended.add((await keyring.hash("ended-value")).current);
    expect(await clearOf({ Cookie: "sid=ended-value; remember=live-value; a=1" })).toMatchObject({
      live: [{ name: "remember" }],
      parts: [{ text: "remember=live-value" }, { text: "a=1" }],
      hasEnded: true,
      // Nothing is counted while no cookie is bound.
      sightings:
        bindSessions === "off"
          ? []
          : [
              { name: "sid", kind: "removed" },
              { name: "remember", kind: "unsealed" },
            ],
    });
  });
});

describe("a token", () => {
  const refusal = async (fields: Readonly<Record<string, string>>, ...endedValues: readonly string[]) => {
    const { clearOf, ended } = setUp();
    for (const value of endedValues) ended.add((await keyring.hash(value)).current);
    const clearance = await clearOf(fields);
    if (clearance === "unavailable") throw new Error(clearance);
    return [clearance.isTokenRefused, clearance.removedTokens, clearance.live.map(({ name }) => name)];
  };

  test.each<[string, Record<string, string>, readonly unknown[]]>([
    ["that is live passes", { Authorization: "Bearer live-token" }, [false, [], ["authorization"]]],
    ["that has ended is refused", { Authorization: "Bearer ended-token" }, [true, ["authorization"], []]],
    [
      "that has ended is refused beside a live one",
      { Authorization: "Bearer ended-token", "X-Api-Key": "live-token" },
      [true, ["authorization"], ["x-api-key"]],
    ],
    [
      "in two spellings of its header is refused",
      { "X-Api-Key": "a-token-1", X_Api_Key: "a-token-2" },
      [true, ["x-api-key"], []],
    ],
    ["of several values is refused", { Authorization: "Bearer a, Bearer b" }, [true, ["authorization"], []]],
    [
      "as the password of a pair is refused",
      { Authorization: `Basic ${btoa("x:ended-token")}` },
      [true, ["authorization"], []],
    ],
    ["that is empty is none", { Authorization: "Basic Og==" }, [false, [], []]],
  ])("%s", async (_, fields, expected) => {
    expect(await refusal(fields, "ended-token")).toEqual(expected);
  });

  test("that has ended is only taken off beside a live session cookie", async () => {
    const Cookie = await seal("sid=abc", ["i"]);
    expect(await refusal({ Cookie, Authorization: "Bearer ended-token" }, "ended-token")).toEqual([
      false,
      ["authorization"],
      ["sid"],
    ]);
  });
});

test("without a set of what has ended no credential is judged; a visit without any does not ask", async () => {
  const { clearOf, d1 } = setUp();
  d1.readiness = "unavailable";
  expect(await clearOf({ Cookie: await seal("sid=abc", ["i"]) })).toBe("unavailable");
  expect(await clearOf({ Cookie: "sid=unsealed" })).toBe("unavailable");
  expect(await clearOf({ Authorization: "Bearer abcdefgh" })).toBe("unavailable");
  expect(await clearOf({ Cookie: "theme=dark" })).toMatchObject({ live: [], parts: [{ text: "theme=dark" }] });
  expect(await clearOf({})).toMatchObject({ live: [], parts: [] });
});

test("33 session cookies all go, and it is logged", async () => {
  const { passing, records } = setUp();
  const sealed = await seal("sid=abc", ["i"]);
  expect(await passing("a=1", sealed, ...Array.from({ length: 32 }, (_, i) => `sid=${i}`))).toEqual(["a=1"]);
  expect(records).toMatchObject([{ event: "too_many_credentials" }]);
});
