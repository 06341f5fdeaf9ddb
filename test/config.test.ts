import { describe, expect, test } from "vitest";
import { readConfig } from "../src/config.ts";

const VALID = { DB: {}, LISTS: {}, ATTEMPTS: {}, OPERATOR_TOKEN: "0123456789abcdef0123456789abcdef" };

const KEY = "credential-key-0123456789abcdef01";

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
        sessionCookies: [],
        sessions: null,
        staleSnapshotMaxSeconds: 86_400,
        auditRetentionDays: 400,
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
      value: { sessionCookies: ["sid", "remember_me"], tokenHeaders: ["authorization", "x-api-key"] },
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
    ["AUTHENTICATED_PATHS", "dashboard"],
    ["LOGIN_PATHS", "/login?next=/"],
    ["LOGOUT_PATHS", "/log//out"],
    ["STALE_SESSIONS_MAX_SECONDS", "-1"],
    ["STALE_SESSIONS_MAX_SECONDS", "86401"],
    ["CREDENTIAL_KEY", "short"],
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
        value: { sessions: { credentialKeys: { current: KEY, old: [] }, staleSessionsMaxSeconds: 900 } },
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
      value: { sessions: { credentialKeys: { old: ["a".repeat(32), "b".repeat(40)] }, staleSessionsMaxSeconds: 0 } },
    });
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
