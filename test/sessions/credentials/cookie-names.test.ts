import { describe, expect, test } from "vitest";
import { createCookieRule } from "../../../src/sessions/credentials/cookie-names.ts";

const rule = createCookieRule({
  names: [
    "sid",
    "sid_admin",
    "remember.me",
    "ASP.NET_SessionId",
    "authjs.session-token",
    "sb-crm-auth-token",
    "__Host-crm",
    "jwt",
  ],
  exceptions: ["sid_hint", "sidebar_open"],
  unbound: ["jwt"],
});
const LONG = "4f2a9c7e4f2a9c7e";

/** A cookie, and the profile's name for it; null: no server takes it for a session cookie. */
const TABLE: readonly [string, string | null][] = [
  // The name itself, whatever it is worth.
  [`sid=${LONG}`, "sid"],
  ["sid=1", "sid"],
  ["sid=", "sid"],
  ["sid", null],
  ["=", null],
  ["", null],
  [`theme=${LONG}`, null],
  [`xsid=${LONG}`, null],
  [`si=${LONG}`, null],
  // Case (ASP.NET), and white space around it.
  ["SID=1", "sid"],
  ["Sid=1", "sid"],
  [" sid =1", "sid"],
  ["\tsid\t=1", "sid"],
  ["\u00a0sid=1", "sid"],
  ["asp.net_sessionid=1", "ASP.NET_SessionId"],
  // Prefixes that browsers give a meaning to; a server may look a cookie up without or with them.
  ["__Host-sid=1", "sid"],
  ["__Secure-sid=1", "sid"],
  ["__Http-sid=1", "sid"],
  ["__Host-Http-sid=1", "sid"],
  ["__host-SID=1", "sid"],
  ["__HOST-sid=1", "sid"],
  ["__Host-crm=1", "__Host-crm"],
  ["crm=1", "__Host-crm"],
  ["__Secure-crm=1", "__Host-crm"],
  ["__Host-theme=1", null],
  // The `$` of RFC 2965.
  ["$sid=1", "sid"],
  ["$$sid=1", "sid"],
  ["$__Host-sid=1", "sid"],
  ["$Version=1", null],
  ["$Path=/", null],
  // Percent escapes in the name.
  ["%73id=1", "sid"],
  ["s%69d=1", "sid"],
  ["%73%69%64=1", "sid"],
  ["%53ID=1", "sid"],
  ["%20sid=1", "sid"],
  ["%24sid=1", "sid"],
  ["remember%2eme=1", "remember.me"],
  // PHP: `.`, blank, `[` and `+` are `_`.
  ["remember.me=1", "remember.me"],
  ["remember_me=1", "remember.me"],
  ["remember me=1", "remember.me"],
  ["remember[me=1", "remember.me"],
  ["remember+me=1", "remember.me"],
  ["remember[me]=1", null],
  [`remember[me]=${LONG}`, "remember.me"],
  ["ASP_NET_SessionId=1", "ASP.NET_SessionId"],
  ["rememberme=1", null],
  ["remember-me=1", null],
  // PHP's arrays.
  ["sid[]=1", "sid"],
  ["sid[0]=1", "sid"],
  ["sid[x]=1", "sid"],
  ["sid[=1", "sid"],
  // Numbered parts of a long cookie, however short.
  ["sid.0=1", "sid"],
  ["sid.12=1", "sid"],
  ["sidC1=1", "sid"],
  ["sidc2=1", "sid"],
  ["sid_1=1", "sid"],
  ["sid-1=1", "sid"],
  ["sid1=1", "sid"],
  ["sid_C3=1", "sid"],
  ["sid.1234=1", null],
  // A name that merely begins so: a flag passes, what is as long as a secret does not.
  ["sid_seen=1", null],
  ["sid_seen=true", null],
  ["sid_seen=123456789012345", null],
  [`sid_seen=${LONG}`, "sid"],
  [`sid.sig=${LONG}`, "sid"],
  [`sidebar=${LONG}`, "sid"],
  ["sidebar=collapsed", null],
  // The longest name wins.
  ["sid_admin=1", "sid_admin"],
  [`sid_admin_2=${LONG}`, "sid_admin"],
  // Exceptions are exact.
  [`sid_hint=${LONG}`, null],
  [`sidebar_open=${LONG}`, null],
  [`SID_HINT=${LONG}`, "sid"],
  [`sid_hint2=${LONG}`, "sid"],
  [`sid_hint=1; sid=${LONG}`, "sid"],
  // Libraries that join every cookie with their prefix take short ones, too.
  ["authjs.session-token=1", "authjs.session-token"],
  ["authjs.session-token.0=1", "authjs.session-token"],
  ["authjs.session-tokenx=1", "authjs.session-token"],
  ["__Secure-authjs.session-token.1=1", "authjs.session-token"],
  ["authjs.csrf-token=1", null],
  ["sb-crm-auth-token=1", "sb-crm-auth-token"],
  ["sb-crm-auth-token.0=1", "sb-crm-auth-token"],
  ["sb-crm-auth-token-code-verifier=1", "sb-crm-auth-token"],
  // A name inside the value, where some server splits there.
  [`theme=dark, sid=${LONG}`, "sid"],
  ["theme=dark, sid=1", "sid"],
  ["theme=dark,sid=1", "sid"],
  ["theme=dark sid=1", "sid"],
  ["theme=dark\tsid=1", "sid"],
  ['theme="dark"sid=1', "sid"],
  ['theme="sid=1"', "sid"],
  ["theme=dark; sid=1", "sid"],
  ["theme=dark%3B sid=1", "sid"],
  ["theme=dark%3Bsid=1", "sid"],
  ["theme=dark%2C%20sid=1", "sid"],
  ["theme=dark%22sid=1", "sid"],
  ["theme=dark, %73id=1", "sid"],
  ["theme=dark%2C%73id%3D1", "sid"],
  ["=sid=1", "sid"],
  ["theme=sid=1", "sid"],
  ["theme=dark, SID =1", "sid"],
  ["theme=dark, $sid=1", "sid"],
  ["theme=darksid=1", null],
  ["theme=dark-sid=1", null],
  ["theme=dark.sid=1", null],
  ["theme=dark, sid", null],
  ["url=https://x.example/?a=1&sid=1", null],
  ["jwt=1", "jwt"],
];

test.each(TABLE)("%j is %s", (text, name) => {
  expect(rule.match(text)?.name ?? null).toBe(name);
});

test("there are enough of them", () => expect(TABLE.length).toBeGreaterThanOrEqual(80));

describe("a match", () => {
  test("says where the values begin, in the text as it is and decoded once", () => {
    expect(rule.match("sid=abc")).toMatchObject({ values: [4], decodedValues: [] });
    expect(rule.match("theme=a, sid=b sid=c")).toMatchObject({ values: [13, 19], decodedValues: [] });
    expect(rule.match("theme=a%3Bsid=b")).toMatchObject({ values: [], decodedValues: [12] });
    expect(rule.match("sid=a%20")).toMatchObject({ values: [4], decodedValues: [4] });
  });

  test("says that a script sets the cookie", () => {
    expect(rule.match("jwt=1")?.isUnbound).toBe(true);
    expect(rule.match("jwt.0=1")?.isUnbound).toBe(true);
    expect(rule.match("sid=1")?.isUnbound).toBe(false);
  });
});

test("in a URL only the very names count, in any case, and not those that a script sets", () => {
  expect(["sid", "SID", "remember.me", "jwt", "sid2", "theme", ""].map(rule.isName)).toEqual([
    true,
    true,
    true,
    false,
    false,
    false,
    false,
  ]);
});

test("without names nothing is a session cookie", () => {
  const none = createCookieRule({ names: [], exceptions: [], unbound: [] });
  expect([none.size, none.match("sid=1"), none.isName("sid")]).toEqual([0, null, false]);
});
