import { describe, expect, test } from "vitest";
import { readConfig } from "../../src/config/config.ts";
import { PROFILE_VARS } from "../start/profile-vars.ts";

const HOUR_MS = 3_600_000;
const VALID = { DB: {}, LISTS: {}, ATTEMPTS: {}, OPERATOR_TOKEN: "0123456789abcdef0123456789abcdef" };

const KEY = "credential-key-0123456789abcdef01";
const OLDER = "credential-key-fedcba9876543210fe";

describe("configuration", () => {
  test("has defaults for all but bindings and secrets", () => {
    const read = readConfig(VALID);
    expect(read).toMatchObject({
      ok: true,
      value: {
        basePath: "/.gatehouse",
        unknownHost: "refuse",
        failMode: "closed",
        workerRequests: "deny",
        tokenHeaders: ["authorization"],
        sessionCookies: { names: [], exceptions: [], unbound: [] },
        bindSessions: "strict",
        sessions: null,
        staleSnapshotMaxSeconds: 86_400,
        auditRetentionDays: 400,
        revisionRetentionDays: 400,
        originUrl: null,
        contact: null,
        passwordUrl: null,
      },
    });
  });

  test("reads lists separated by spaces and newlines", () => {
    const read = readConfig({
      ...VALID,
      CREDENTIAL_KEY: KEY,
      SESSION_COOKIES: " sid \n remember_me ",
      TOKEN_HEADERS: "Authorization X-Api-Key",
    });
    expect(read).toMatchObject({
      ok: true,
      value: {
        sessionCookies: { names: ["sid", "remember_me"], exceptions: [], unbound: [] },
        tokenHeaders: ["authorization", "x-api-key"],
      },
    });
  });

  test.each<[string, unknown]>([
    ["DB", undefined],
    ["LISTS", undefined],
    ["LISTS", "a string"],
    ["ATTEMPTS", undefined],
    ["OPERATOR_TOKEN", undefined],
    ["OPERATOR_TOKEN", ""],
    ["OPERATOR_TOKEN", "short"],
    ["API_PATHS", "api/"],
    ["API_PATHS", "/api/ //x"],
    ["API_PATHS", "/a/../b"],
    ["API_PATHS", "/a%2fb"],
    ["API_PATHS", 7],
    ["PUBLIC_PATHS", "https://example.com/hook"],
    ["API_HOSTS", "https://api.example.com"],
    ["PASSWORD_URL", "javascript:alert(1)"],
    ["PASSWORD_URL", "//elsewhere.example/password"],
    ["PASSWORD_URL", "/\\elsewhere.example/password"],
    ["PASSWORD_URL", "account/password"],
    ["PASSWORD_URL", "https://"],
    ["PASSWORD_URL", "/account password"],
    ["API_HOSTS", "api.example.com:8080"],
    ["SESSION_COOKIES", "sid=1"],
    ["SESSION_COOKIES", "sid, other"],
    ["SESSION_COOKIES", "sid !"],
    ["SESSION_COOKIES", ":unbound"],
    ["SESSION_COOKIES", "sid:bound"],
    ["SESSION_COOKIES", "!flag:unbound"],
    ["TOKEN_HEADERS", "none, X-Api-Key"],
    ["BIND_SESSIONS", "on"],
    ["BIND_SESSIONS", "Strict"],
    ["SESSION_SEAL_HOURS", "0"],
    ["SESSION_SEAL_HOURS", "217"],
    ["SESSION_SEAL_HOURS", "1.5"],
    ["SESSION_SEAL_HOURS", "7d"],
    ["ENROLLED_UNTIL", "soon"],
    ["ENROLLED_UNTIL", "2027-13-01"],
    ["ENROLLED_UNTIL", "01.02.2027"],
    ["ENROLLED_UNTIL", "1798761600"],
    ["ENROLLED_UNTIL", "2027-01-31T12:00:00"],
    ["PASS_SEALS", "true"],
    ["TOKEN_HEADERS", "Authorization:"],
    ["ORIGIN_URL", "origin.example.com"],
    ["ORIGIN_URL", "ftp://origin.example.com"],
    ["ORIGIN_URL", "https://origin.example.com/app"],
    ["ORIGIN_URL", "https://user:pw@origin.example.com"],
    ["BASE_PATH", ".gatehouse"],
    ["BASE_PATH", "/"],
    ["BASE_PATH", "/gate/"],
    ["BASE_PATH", "/a/../b"],
    ["UNKNOWN_HOST", "allow"],
    ["FAIL_MODE", "Open"],
    ["WORKER_REQUESTS", "yes"],
    ["STALE_SNAPSHOT_MAX_SECONDS", "1d"],
    ["STALE_SNAPSHOT_MAX_SECONDS", "-1"],
    ["STALE_SNAPSHOT_MAX_SECONDS", "99999999"],
    ["AUDIT_RETENTION_DAYS", "0"],
    ["AUDIT_RETENTION_DAYS", "forever"],
    ["REVISION_RETENTION_DAYS", "0"],
    ["REVISION_RETENTION_DAYS", "3651"],
    ["AUTHENTICATED_PATHS", "dashboard"],
    ["LOGIN_PATHS", "/login?next=/"],
    ["LOGOUT_PATHS", "/log//out"],
    ["STALE_SESSIONS_MAX_SECONDS", "-1"],
    ["STALE_SESSIONS_MAX_SECONDS", "86401"],
    ["CREDENTIAL_KEY", "short"],
    ["CREDENTIAL_KEY", "k1:short"],
    ["CREDENTIAL_KEY", `k2:${KEY},k1:short`],
    ["CREDENTIAL_KEY", `k2:${KEY},${KEY}`],
    ["CREDENTIAL_KEY", `k1:${KEY},k1:${OLDER}`],
    ["CREDENTIAL_KEY", `k1:${KEY},!k1:${OLDER}`],
    ["CREDENTIAL_KEY", `k1:${KEY},`],
    ["CREDENTIAL_KEY", `k1:${KEY},toolongid:${OLDER}`],
    ["CREDENTIAL_KEY", `!k1:${KEY}`],
    ["CREDENTIAL_KEY", `!k2:${KEY},k1:${OLDER}`],
    ["CREDENTIAL_KEYS_OLD", `${"k".repeat(32)} short`],
    ["CONTACT", "x".repeat(501)],
    ["CONTACT", "a\u0007b"],
  ])("a wrong %s (%j) is named, with the fix", (key, value) => {
    const read = readConfig({ ...VALID, CREDENTIAL_KEY: KEY, [key]: value });
    if (read.ok) throw new Error("was accepted");
    expect(read.error).toEqual([{ key, detail: expect.stringMatching(/./), fix: expect.stringMatching(/./) }]);
  });

  test.each([{ SESSION_COOKIES: "sid" }, { AUTHENTICATED_PATHS: "/api/" }])(
    "sessions (%j) need a key to know credentials by, and nothing else",
    (vars) => {
      const without = readConfig({ ...VALID, ...vars });
      if (without.ok) throw new Error("was accepted");
      expect(without.error.map(({ key }) => key)).toEqual(["CREDENTIAL_KEY"]);
      expect(readConfig({ ...VALID, ...vars, CREDENTIAL_KEY: KEY })).toMatchObject({
        ok: true,
        value: {
          bindSessions: "strict",
          sessions: {
            credentialKeys: [{ id: null, secret: KEY, verifiesSeals: true }],
            staleSessionsMaxSeconds: 900,
            sealMaxAgeMs: 168 * HOUR_MS,
            enrolledUntil: null,
            passSeals: false,
          },
        },
      });
    },
  );

  test("keys that were current once are kept to recognise by", () => {
    const read = readConfig({
      ...VALID,
      SESSION_COOKIES: "sid",
      CREDENTIAL_KEY: KEY,
      CREDENTIAL_KEYS_OLD: ` ${"a".repeat(32)}\n${"b".repeat(40)} `,
      STALE_SESSIONS_MAX_SECONDS: "0",
    });
    expect(read).toMatchObject({
      ok: true,
      value: {
        sessions: {
          credentialKeys: [
            { id: null, secret: KEY, verifiesSeals: true },
            { id: null, secret: "a".repeat(32), verifiesSeals: true },
            { id: null, secret: "b".repeat(40), verifiesSeals: true },
          ],
          staleSessionsMaxSeconds: 0,
        },
      },
    });
  });

  const keysOf = (CREDENTIAL_KEY: string) => {
    const read = readConfig({ ...VALID, SESSION_COOKIES: "sid", CREDENTIAL_KEY });
    if (!read.ok) throw new Error(JSON.stringify(read.error));
    return read.value.sessions?.credentialKeys;
  };

  test.each<[string, readonly unknown[]]>([
    [KEY, [{ id: null, secret: KEY, verifiesSeals: true }]],
    // base64 has no colon: a secret is never taken for an id.
    [`${KEY}/+==`, [{ id: null, secret: `${KEY}/+==`, verifiesSeals: true }]],
    [`k1:${KEY}`, [{ id: "k1", secret: KEY, verifiesSeals: true }]],
    [
      `k2:${KEY},k1:${OLDER}`,
      [
        { id: "k2", secret: KEY, verifiesSeals: true },
        { id: "k1", secret: OLDER, verifiesSeals: true },
      ],
    ],
    [
      ` k2:${KEY} , !k1:${OLDER} `,
      [
        { id: "k2", secret: KEY, verifiesSeals: true },
        { id: "k1", secret: OLDER, verifiesSeals: false },
      ],
    ],
  ])("CREDENTIAL_KEY %s: the current key first, a leaked one believes no seal", (text, keys) => {
    expect(keysOf(text)).toEqual(keys);
  });

  test.each<[string, Readonly<Record<string, readonly string[]>>]>([
    ["sid", { names: ["sid"], exceptions: [], unbound: [] }],
    ["sid !sidebar_open", { names: ["sid"], exceptions: ["sidebar_open"], unbound: [] }],
    ["sid jwt:unbound", { names: ["sid", "jwt"], exceptions: [], unbound: ["jwt"] }],
    ["__Host-sid a.b !a.bc x:unbound", { names: ["__Host-sid", "a.b", "x"], exceptions: ["a.bc"], unbound: ["x"] }],
  ])("SESSION_COOKIES %s", (SESSION_COOKIES, sessionCookies) => {
    expect(readConfig({ ...VALID, CREDENTIAL_KEY: KEY, SESSION_COOKIES })).toMatchObject({
      ok: true,
      value: { sessionCookies },
    });
  });

  test("how sessions are bound is a choice, with the strict one as the default", () => {
    for (const BIND_SESSIONS of ["off", "enroll", "strict"])
      expect(readConfig({ ...VALID, BIND_SESSIONS })).toMatchObject({ value: { bindSessions: BIND_SESSIONS } });
  });

  const CHOICES = ["BIND_SESSIONS", "PASS_SEALS", "UNKNOWN_HOST", "FAIL_MODE", "WORKER_REQUESTS"];
  test.each(CHOICES)("%s is a choice: empty is none of them, and the fix names all and the default", (key) => {
    for (const empty of ["", " \n"]) {
      expect(readConfig({ ...VALID, [key]: empty })).toEqual({
        ok: false,
        error: [
          { key, detail: "is empty", fix: expect.stringMatching(/^write "\w+" or "\w+".*; or leave it out, which/) },
        ],
      });
    }
    expect(readConfig({ ...VALID, [key]: undefined })).toMatchObject({ ok: true });
  });

  test("every other setting is as good as not set when it is empty", () => {
    const others = PROFILE_VARS.filter((name) => !CHOICES.includes(name));
    expect(others).toContain("ACCOUNT_RESOLVER");
    const read = readConfig({ ...VALID, ...Object.fromEntries(others.map((name) => [name, ""])) });
    expect(read.ok).toBe(true);
    // As text, since compiled lists of paths are functions.
    expect(JSON.stringify(read)).toBe(JSON.stringify(readConfig(VALID)));
  });

  test("a product that takes no tokens says so: none, not even Authorization", () => {
    expect(readConfig({ ...VALID, TOKEN_HEADERS: "none" })).toMatchObject({ value: { tokenHeaders: null } });
  });

  test("ages, dates and PASS_SEALS", () => {
    const read = (vars: Readonly<Record<string, string>>) =>
      readConfig({ ...VALID, SESSION_COOKIES: "sid", CREDENTIAL_KEY: KEY, ...vars });
    const sessions = (facts: object) => ({ ok: true, value: { sessions: facts } });
    expect(read({ SESSION_SEAL_HOURS: "1" })).toMatchObject(sessions({ sealMaxAgeMs: HOUR_MS }));
    expect(read({ SESSION_SEAL_HOURS: "216" })).toMatchObject(sessions({ sealMaxAgeMs: 216 * HOUR_MS }));
    expect(read({ ENROLLED_UNTIL: "2027-01-31" })).toMatchObject(sessions({ enrolledUntil: Date.UTC(2027, 0, 31) }));
    expect(read({ ENROLLED_UNTIL: "2027-01-31T12:00:00Z" })).toMatchObject(
      sessions({ enrolledUntil: Date.UTC(2027, 0, 31, 12) }),
    );
    expect(read({ PASS_SEALS: "yes" })).toMatchObject(sessions({ passSeals: true }));
    expect(read({ PASS_SEALS: "no" })).toMatchObject(sessions({ passSeals: false }));
  });

  test("names everything that is wrong at once, and no secret", () => {
    const read = readConfig({ OPERATOR_TOKEN: "hunter2", API_PATHS: "x", FAIL_MODE: "y" });
    if (read.ok) throw new Error("was accepted");
    expect(read.error.map(({ key }) => key).sort()).toEqual([
      "API_PATHS",
      "ATTEMPTS",
      "DB",
      "FAIL_MODE",
      "LISTS",
      "OPERATOR_TOKEN",
    ]);
    expect(JSON.stringify(read.error)).not.toContain("hunter2");
  });
});
