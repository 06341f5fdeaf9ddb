import { describe, expect, test } from "vitest";
import { BOUND_SECONDS, endThere, logIn, secret } from "../../support/bound-world.ts";
import { travel } from "../../support/session-world.ts";
import { UNTRUSTED } from "../../support/world.ts";
import { account, browserAt, build, edge, expectHeldBack, host, otherEdge, reachedBy, vault } from "../bound/world.ts";
import { authorize, expectKeptBack, expectRefused, makeClosed, tokenOnRecord } from "./world.ts";

// Found while the other attacks were written: the same mistakes in other places.

describe.each(["strict", "enroll"])("whose token it is cannot be asked, BIND_SESSIONS %s", (BIND_SESSIONS) => {
  const vars = { BIND_SESSIONS };

  test("after many invented tokens from one address, a stolen one from there is refused", async () => {
    build({}, vars);
    const stolen = await tokenOnRecord(edge, (await makeClosed()).host);
    for (let sent = 0; sent < 150; sent++) await authorize(edge, host, `Bearer ${secret()}`, "/elsewhere", UNTRUSTED);
    await expectRefused(stolen, [401, 403, 429, 502, 503], () =>
      authorize(edge, host, `Bearer ${stolen}`, "/act", UNTRUSTED),
    );
    // From elsewhere, nobody notices.
    const own = vault.issue({ user: "bot", company: null });
    expect((await authorize(edge, host, `Bearer ${own}`)).status).toBe(200);
  });

  test("while D1 fails, and the ended set is fresh, a stolen token is refused; one that is known here passes", async () => {
    build({}, vars);
    const stolen = await tokenOnRecord(edge, (await makeClosed()).host);
    const at = otherEdge(vars);
    const own = await tokenOnRecord(at, host);
    at.d1.fault = "throws";
    await expectKeptBack(stolen, () => authorize(at, host, `Bearer ${stolen}`, "/act", UNTRUSTED));
    expect((await authorize(at, host, `Bearer ${own}`)).status).toBe(200);
  });
});

test("strict: a product that takes tokens in a header of its own gets no ended cookie's value in Authorization", async () => {
  build({}, { TOKEN_HEADERS: "X-Api-Key" });
  const victim = browserAt();
  await logIn(victim);
  const { value } = victim.pair();
  await endThere(account, { all: true });
  travel(BOUND_SECONDS);
  for (const text of [`Bearer ${value}`, value, `Basic ${btoa(`${value}:x`)}`])
    await expectKeptBack(value, () => authorize(edge, host, text, "/dashboard"));
});

describe("a session id in the path, spelled as servers read it", () => {
  test.each([
    [";crm.session=VALUE", "/dashboard"],
    [";%20sid=VALUE", "/dashboard"],
    [";sid%00=VALUE", "/dashboard"],
    [";v=1;+sid=VALUE/x", "/dashboard;v=1/x"],
  ])("%s", async (parameter, clean) => {
    const value = vault.issue({ user: "ann", company: null });
    await expectHeldBack(value, async () => {
      const answer = await edge.visit(`https://${host}/dashboard${parameter.replace("VALUE", value)}`);
      expect([answer.status, answer.headers.get("Location")]).toEqual([302, clean]);
    });
  });
});

test("FAIL_MODE = open while KV fails: no seal reaches the origin", async () => {
  const browser = browserAt();
  await logIn(browser);
  const LISTS = { get: () => Promise.reject(new Error("KV GET failed: 503")) };
  const open = otherEdge({ FAIL_MODE: "open", LISTS });
  const reached = await reachedBy(async () => {
    expect((await browser.send("/dashboard", { at: open })).status).toBe(200);
  });
  for (const { headers } of reached) expect(headers.get("Cookie")).not.toContain("gth1-");
});
