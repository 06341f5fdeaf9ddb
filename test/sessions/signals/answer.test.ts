import { describe, expect, test } from "vitest";
import type { SessionProfile } from "../../../src/config/profile.ts";
import { compilePathList } from "../../../src/policy/path-list.ts";
import { isFromCache, isLogin, isLogout, isProof } from "../../../src/sessions/signals/answer.ts";

const profile: SessionProfile = {
  authenticatedPaths: compilePathList(["/dashboard", "/api/"]),
  loginPaths: compilePathList(["/login"]),
  logoutPaths: compilePathList(["/logout"]),
  credentialKeys: [],
  sealMaxAgeMs: 168 * 3_600_000,
  enrolledUntil: null,
  passSeals: false,
  staleSessionsMaxSeconds: 900,
};

const answer = (status: number, headers: HeadersInit = {}): Response => new Response(null, { status, headers });

test.each<[HeadersInit, boolean]>([
  [{}, false],
  [{ "CF-Cache-Status": "HIT" }, true],
  [{ "CF-Cache-Status": "hit" }, true],
  [{ "CF-Cache-Status": "STALE" }, true],
  [{ "CF-Cache-Status": "UPDATING" }, true],
  [{ "CF-Cache-Status": "REVALIDATED" }, true],
  [{ "CF-Cache-Status": "MISS" }, false],
  [{ "CF-Cache-Status": "EXPIRED" }, false],
  [{ "CF-Cache-Status": "DYNAMIC" }, false],
  [{ "CF-Cache-Status": "BYPASS" }, false],
  [{ Age: "0" }, false],
  [{ Age: "1" }, true],
  [{ Age: "0, 12" }, true],
  [{ Age: "soon" }, true],
])("an answer with %j came out of a cache: %s", (headers, expected) => {
  expect(isFromCache(new Headers(headers))).toBe(expected);
});

describe("a proof", () => {
  test.each([200, 201, 204, 206])("is %i on an authenticated path, whatever the method", (status) => {
    for (const method of ["GET", "HEAD", "POST", "PUT", "DELETE"]) {
      expect(isProof(profile, { method, pathname: "/dashboard" }, answer(status))).toBe(true);
      expect(isProof(profile, { method, pathname: "/api/v4/leads" }, answer(status))).toBe(true);
    }
  });

  test.each([301, 302, 304, 401, 403, 404, 500])("is not %i", (status) => {
    expect(isProof(profile, { method: "GET", pathname: "/dashboard" }, answer(status))).toBe(false);
  });

  test.each([
    "/",
    "/dashboards",
    "/login",
    "/api",
    "/dashboard;x",
    "/dashboard/%2e%2e/login",
    "/dashboard//../login",
    "/dashboard%2f..%2flogin",
    "/dashboard/..;/login",
    "/api/%252e%252e/login",
    "/api/%00",
  ])("is not on %s", (pathname) => {
    expect(isProof(profile, { method: "GET", pathname }, answer(200))).toBe(false);
  });

  test("is not a preflight's answer, nor a cache's", () => {
    expect(isProof(profile, { method: "OPTIONS", pathname: "/api/x" }, answer(200))).toBe(false);
    expect(isProof(profile, { method: "GET", pathname: "/api/x" }, answer(200, { Age: "3" }))).toBe(false);
  });
});

test.each([
  ["POST", "/login", true],
  ["PUT", "/login/2fa", true],
  ["GET", "/login", false],
  ["HEAD", "/login", false],
  ["OPTIONS", "/login", false],
  ["POST", "/logins", false],
])("%s %s is a login: %s", (method, pathname, expected) => {
  expect(isLogin(profile, { method, pathname })).toBe(expected);
});

describe("a logout", () => {
  const ends = (method: string, status: number, deletesCookie = false, pathname = "/logout") =>
    isLogout(profile, { method, pathname }, answer(status), () => deletesCookie);

  test.each([200, 202, 204, 301, 302, 303, 307])("is %i to a POST or DELETE", (status) => {
    expect([ends("POST", status), ends("DELETE", status)]).toEqual([true, true]);
  });

  test.each([304, 400, 401, 403, 405, 419, 422, 500, 503])("is not %i: the product refused it", (status) => {
    expect([ends("POST", status), ends("GET", status, true)]).toEqual([false, false]);
  });

  test("by GET takes a redirect or a deleted cookie: a plain page may only ask whether to", () => {
    expect([ends("GET", 302), ends("GET", 200, true), ends("GET", 200)]).toEqual([true, true, false]);
  });

  test.each(["HEAD", "OPTIONS", "TRACE"])("is never %s", (method) => {
    expect(ends(method, 302, true)).toBe(false);
  });

  test.each(["/", "/logouts", "/x/logout", "/logout/..;/", "/logout%2f"])("is not on %s", (pathname) => {
    expect(ends("POST", 302, true, pathname)).toBe(false);
  });
});
