import { describe, expect, test } from "vitest";
import { secret } from "../../support/bound-world.ts";
import { build, edge, expectHeldBack, host, vault } from "../bound/world.ts";

// PHP, and whoever reads parameters as it does, takes a session id from the query under many spellings of its name.
// SESSION_COOKIES here: sid, remember, crm_session.

const SPELLINGS: readonly (readonly [string, string])[] = [
  ["as it is", "sid"],
  ["in upper case", "SID"],
  ["with an escape", "%73id"],
  ["after an escaped space", "%20sid"],
  ["after a plus", "+sid"],
  ["before a null byte", "sid%00a"],
  ["before a null byte alone", "sid%00"],
  ["with a dot for the underscore", "crm.session"],
  ["with a bracket for the underscore", "crm%5Bsession"],
  ["with a bracket for the underscore, unescaped", "crm[session"],
  ["with a space for the underscore", "crm%20session"],
  ["with a plus for the underscore", "crm+session"],
  ["as an array", "sid[a]"],
  ["as a list", "sid[]"],
  ["as an array, escaped", "sid%5Ba%5D"],
  ["in mixed case, with an escape", "CRM%5fSession"],
];

/** Query with the id under this name, and without it. */
const PLACES: readonly (readonly [string, (pair: string) => string, string])[] = [
  ["alone", (pair) => `?${pair}`, ""],
  ["first", (pair) => `?${pair}&page=2&q=a%20b+c&x[]=1&e=`, "?page=2&q=a%20b+c&x[]=1&e="],
  ["in the middle", (pair) => `?page=2&${pair}&q=%c3%a9&q=1`, "?page=2&q=%c3%a9&q=1"],
  ["last", (pair) => `?a==1&b&${pair}`, "?a==1&b"],
  ["after a semicolon", (pair) => `?a=1;${pair}`, "?a=1"],
  ["between semicolons", (pair) => `?a=1;${pair};b=2&c=3`, "?a=1;b=2&c=3"],
];

const visit = (query: string, method = "GET") => edge.visit(`https://${host}/dashboard${query}`, { method });

describe.each(SPELLINGS)("a session id in the query, %s", (_spelling, name) => {
  test.each(PLACES)("%s", async (_, queryWith, rest) => {
    const value = vault.issue({ user: "ann", company: null });
    const query = queryWith(`${name}=${value}`);
    const seen: unknown[] = [];
    await expectHeldBack(value, async () => {
      for (const method of ["GET", "HEAD", "POST"]) {
        const answer = await visit(query, method);
        seen.push([answer.status, answer.headers.get("Location")]);
      }
    });
    const clean = [302, `/dashboard${rest}`];
    expect(seen).toEqual([clean, clean, [400, null]]);
  });
});

test("two ids in one query are both taken out", async () => {
  const answer = await visit(`?sid=${secret()}&a=1&crm.session=${secret()};%20SID=${secret()}`);
  expect([answer.status, answer.headers.get("Location")]).toEqual([302, "/dashboard?a=1"]);
});

const HONEST = [
  "?sidebar=1",
  "?q=sid",
  "?mysid=1",
  "?my.sid=1",
  "?a=1;b=2",
  "?q=a;b",
  "?crm=session",
  "?filter[sid]=1",
  "?x[crm_session]=1",
  "?page=2&q=a%20b+c&e=&&=&x[]=1",
  "?next=%2Fdashboard%3Fpage%3D2",
];

test.each(HONEST)("%s is none of Gatehouse's business", async (query) => {
  for (const method of ["GET", "POST"]) {
    await visit(query, method);
    expect(new URL(vault.last.url).search).toBe(query);
    expect(vault.last.method).toBe(method);
  }
});

test.each(["enroll", "off"])("BIND_SESSIONS %s forwards every query to the byte", async (BIND_SESSIONS) => {
  build({}, { BIND_SESSIONS });
  for (const query of ["?sid=x&a=1", "?%20sid=x", ...HONEST]) {
    await visit(query);
    expect(new URL(vault.last.url).search).toBe(query);
  }
});
