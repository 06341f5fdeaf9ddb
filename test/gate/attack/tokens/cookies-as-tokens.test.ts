import { describe, expect, test } from "vitest";
import { logIn } from "../../../support/bound-world.ts";
import { makeAccount, TRUSTED, UNTRUSTED } from "../../../support/world.ts";
import { browserAt, build, edge, otherEdge, vault } from "../../bound/world.ts";
import { authorize, expectRefused, logInAt, shareHost, UNSEALED_MODES } from "../world.ts";

// A stolen cookie's value, sent as a token from an address that is not on the list: the account restricts its dashboard
// alone, so an API token would pass. The isolate knows the cookie without a seal, by its value.

/** An account that admits API calls from everywhere. */
const makeOpenApi = () => makeAccount({ mode: "enforce", blockApiRequests: false });

test("on the host of one account, in enroll", async () => {
  const { host: own } = await makeOpenApi();
  build({}, { BIND_SESSIONS: "off" });
  const browser = browserAt({ host: own });
  await logIn(browser);
  const value = browser.jar.find("sid")?.value ?? "";
  const at = otherEdge({ BIND_SESSIONS: "enroll" });
  expect((await at.visit(`https://${own}/dashboard`, { headers: { Cookie: `sid=${value}` } })).status).toBe(200);
  for (const text of [`Bearer ${value}`, value])
    await expectRefused(value, [403], () => authorize(at, own, text, "/api/leads", UNTRUSTED));
});

describe.each(UNSEALED_MODES)("on a shared host, by signals, in %s", (BIND_SESSIONS) => {
  test("when the origin has just said whose session it is", async () => {
    build({ signals: true }, { BIND_SESSIONS });
    const shared = await shareHost();
    const browser = await logInAt(edge, shared, (await makeOpenApi()).id, TRUSTED);
    const value = browser.jar.find("sid")?.value ?? "";
    const headers = { Cookie: `sid=${value}` };
    expect((await edge.visit(`https://${shared}/dashboard`, { headers })).status).toBe(200);
    await expectRefused(value, [403], () => authorize(edge, shared, `Bearer ${value}`, "/api/leads", UNTRUSTED));
  });
});

test("an API token that is no cookie passes from there, and costs no look-up when it is known", async () => {
  const { host: own } = await makeOpenApi();
  build({}, { BIND_SESSIONS: "enroll" });
  const token = vault.issue({ user: "bot", company: null });
  for (let visits = 0; visits < 2; visits++)
    expect((await authorize(edge, own, `Bearer ${token}`, "/api/leads", UNTRUSTED)).status).toBe(200);
  const before = edge.sent.length;
  expect((await authorize(edge, own, `Bearer ${token}`, "/api/leads", UNTRUSTED)).status).toBe(200);
  expect(edge.sent).toHaveLength(before);
});
