import { describe, expect, test } from "vitest";
import { aProof, aSession, isEnded, record, who } from "../support/sessions.ts";
import { makeAccount, TRUSTED } from "../support/world.ts";
import { enterConsole, enterWithToken, readable, rowsOf } from "./visitor.ts";

const PHONE = {
  label: "Safari 18 on iPhone",
  browser: "Safari 18",
  os: "iOS 18.1",
  type: "mobile",
  kind: "mobile|safari|ios",
};
const NOWHERE = { country: null, region: null, city: null };

let made = 0;
/** Names of credentials are everybody's: each test has its own. */
const credential = (name: string): string => `${name}-${++made}`;

/** Ann at her desk, and her phone somewhere else; Bob on an address that is not on the list. */
async function threeDevices() {
  const account = await makeAccount();
  const [deskCookie, phoneCookie, bobCookie] = [credential("desk"), credential("phone"), credential("bob")];
  const at = Date.now();
  const desk = await aSession(account, [deskCookie], { address: TRUSTED, who: who("ann", { name: "Ann" }), at });
  const phone = await aSession(account, [phoneCookie], {
    device: PHONE,
    region: { country: "FR", region: null, city: "Paris" },
    who: who("ann", { name: "Ann", twoFactor: true }),
    at: at - 60_000,
  });
  const bob = await aSession(account, [bobCookie], {
    region: NOWHERE,
    who: who("bob", { twoFactor: false }),
    at: at - 120_000,
  });
  return { account, desk, phone, bob, deskCookie, phoneCookie, bobCookie };
}

describe("the page of sessions", () => {
  test("shows each device with its user, address, place, times and 2FA, the one last seen first", async () => {
    const { account, desk } = await threeDevices();
    const visitor = await enterConsole(account, { user: "ann", session: desk.id });
    const { status, text } = await visitor.open("/sessions");
    expect(status).toBe(200);
    const rows = rowsOf(text);
    expect(rows).toHaveLength(3);
    expect(rows[0]).toMatch(
      /^Chrome 131 on Windows This device Ann ann 49\.14\.176\.91 On the list Berlin, Germany Not known/,
    );
    expect(rows[1]).toMatch(/^Safari 18 on iPhone .*Ann ann 203\.0\.113\.9 Not on the list Paris, France Yes/);
    expect(rows[2]).toMatch(/^Chrome 131 on Windows .*bob 203\.0\.113\.9 Not on the list No/);
  });

  test("marks a device that is new, and says what to do about it: for oneself a link, for others advice", async () => {
    const { account } = await threeDevices();
    const mine = await enterConsole(account, { user: "ann", vars: { PASSWORD_URL: "/account/password" } });
    const { text } = await mine.open("/sessions");
    const [, phone] = rowsOf(text);
    expect(phone).toContain("New device Not you? Change your password");
    expect(text).toContain('<a href="/account/password">Change your password</a>');
    const bobs = await enterConsole(account, { user: "bob" });
    expect(rowsOf((await bobs.open("/sessions")).text)[1]).toContain("New device Not theirs? Log it out");
  });

  test("knows this device by the cookie of the request, too", async () => {
    const { account } = await threeDevices();
    const visitor = await enterConsole(account);
    expect(readable((await visitor.open("/sessions")).text)).not.toContain("This device");
    const products = visitor.device;
    await products.submit("/login", { email: "zoe@example.com", password: "zoe-password" });
    await products.open("/dashboard");
    const rows = rowsOf((await visitor.open("/sessions")).text);
    expect(rows.filter((row) => row.includes("This device"))).toHaveLength(1);
    expect(rows[0]).toContain("Zoë Çelik");
  });

  test("logs out one device at once, and leaves the others", async () => {
    const { account, phone, phoneCookie, deskCookie } = await threeDevices();
    const visitor = await enterConsole(account, { user: "ann" });
    await visitor.open("/sessions?q=iphone");
    const after = await visitor.submit("/sessions/end", { id: phone.id, back: "q=iphone&evil=1" });
    expect(after.path).toBe("/sessions?q=iphone&done=one");
    expect(readable(after.text)).toContain("The device is logged out.");
    expect([await isEnded(phoneCookie), await isEnded(deskCookie)]).toEqual([true, false]);
    const again = await visitor.submit("/sessions/end", { id: phone.id });
    expect(readable(again.text)).toContain("logged out already");
    const ended = rowsOf((await visitor.open("/sessions?state=ended")).text);
    expect(ended).toHaveLength(1);
    expect(ended[0]).toContain("Logged out by an administrator or the product");
    const { body } = await visitor.api("GET", `/accounts/${account.id}/audit?action=session.revoked`);
    expect(body.items).toMatchObject([{ actor: "user:ann", detail: { device: PHONE.label } }]);
  });

  test("logs out a user, and keeps this device when that is asked for", async () => {
    const { account, desk, phoneCookie, deskCookie, bobCookie } = await threeDevices();
    const visitor = await enterConsole(account, { user: "ann", session: desk.id });
    const confirm = await visitor.open("/sessions/revoke?user=ann");
    expect(readable(confirm.text)).toContain("Every device and every API token of Ann is logged out");
    const after = await visitor.submit("/sessions/revoke", { user: "ann", keep: "yes" });
    expect(readable(after.text)).toContain("1 session logged out.");
    expect(await Promise.all([phoneCookie, deskCookie, bobCookie].map(isEnded))).toEqual([true, false, false]);
    await visitor.submit("/sessions/revoke", { user: "ann" });
    expect(await isEnded(deskCookie)).toBe(true);
  });

  test("logs out everybody else", async () => {
    const { account, desk, phoneCookie, deskCookie, bobCookie } = await threeDevices();
    const visitor = await enterConsole(account, { session: desk.id });
    const confirm = await visitor.open("/sessions/revoke?others=yes");
    expect(readable(confirm.text)).toContain("but for the device that you use now");
    expect(readable(confirm.text)).toContain("3 sessions");
    const after = await visitor.submit("/sessions/revoke", { others: "yes" });
    expect(readable(after.text)).toContain("2 sessions logged out.");
    expect(await Promise.all([phoneCookie, deskCookie, bobCookie].map(isEnded))).toEqual([true, false, true]);
  });

  test("says so when it does not know this device: everybody is logged out then", async () => {
    const { account } = await threeDevices();
    const visitor = await enterConsole(account);
    expect(readable((await visitor.open("/sessions/revoke?others=yes")).text)).toContain("you too");
  });

  test.each([{}, { user: "" }, { user: "ann", others: "yes" }])(
    "ends nothing for a form that says %j",
    async (fields) => {
      const { account, deskCookie, bobCookie } = await threeDevices();
      const visitor = await enterConsole(account);
      await visitor.open("/sessions");
      expect((await visitor.submit("/sessions/revoke", fields)).path).toBe("/sessions");
      expect(await Promise.all([deskCookie, bobCookie].map(isEnded))).toEqual([false, false]);
    },
  );

  test("ends nothing without the form's proof, or from another site", async () => {
    const { account, phone, phoneCookie } = await threeDevices();
    const visitor = await enterConsole(account);
    const stale = await visitor.submit("/sessions/end", { id: phone.id, csrf: "guessed" });
    expect(stale.status).toBe(403);
    const foreign = await visitor.device.request(`/.gatehouse/a/${account.id}/sessions/end`, {
      method: "POST",
      headers: { "Sec-Fetch-Site": "cross-site", "Content-Type": "application/x-www-form-urlencoded" },
      body: `id=${phone.id}`,
    });
    expect(foreign.status).toBe(403);
    expect(await isEnded(phoneCookie)).toBe(false);
  });

  test("never reaches another account's sessions", async () => {
    const [mine, theirs] = [await threeDevices(), await threeDevices()];
    const visitor = await enterConsole(mine.account, { user: "ann" });
    const link = { actor_name: "Ann", user: "ann", session: theirs.desk.id };
    expect((await visitor.api("POST", `/accounts/${mine.account.id}/console-links`, link)).status).toBe(422);
    const page = await visitor.open("/sessions");
    expect(page.text).not.toContain(theirs.phone.id);
    expect(readable(page.text)).not.toContain("This device");
    expect((await visitor.submit("/sessions/end", { id: theirs.phone.id })).status).toBe(404);
    expect(await isEnded(theirs.phoneCookie)).toBe(false);
  });

  test("finds by user, address and text, and goes through the pages of what it found", async () => {
    const account = await makeAccount();
    for (let i = 0; i < 52; i++) {
      const proof = { who: who(`user-${i}`), at: Date.now() - i * 1000, address: i < 2 ? TRUSTED : "203.0.113.9" };
      await record(aProof(account, [credential("many")], proof));
    }
    const visitor = await enterConsole(account);
    const first = await visitor.open("/sessions?q=USER-");
    expect(rowsOf(first.text)).toHaveLength(50);
    const next = /href="\/\.gatehouse([^"]*cursor=[^"]*)" rel="next"/.exec(first.text)?.[1]?.replaceAll("&amp;", "&");
    const second = await visitor.open(next ?? "");
    expect(rowsOf(second.text)).toHaveLength(2);
    expect((await visitor.open("/sessions?q=user-&state=ended&cursor=made-up")).path).toBe(
      "/sessions?state=ended&q=user-",
    );
    expect(rowsOf((await visitor.open("/sessions?user=user-7")).text)).toHaveLength(1);
    expect(rowsOf((await visitor.open(`/sessions?address=${TRUSTED}`)).text)).toHaveLength(2);
    expect(readable((await visitor.open("/sessions?q=nobody%25")).text)).toContain("Nothing was found.");
    expect((await visitor.open(`/sessions?q=${"x".repeat(5_000)}&user=${"y".repeat(5_000)}&address=here`)).status).toBe(
      200,
    );
  });

  test("shows hostile names and devices as text, each kept to itself", async () => {
    const account = await makeAccount();
    const hostile = `<img src=x onerror=alert(1)>"'\u202Etxt.exe`;
    await record(
      aProof(account, [credential("evil")], {
        device: { ...PHONE, label: hostile, type: "__proto__" },
        region: { country: "<b>", region: null, city: "</bdi><script>alert(2)</script>" },
        who: who(`"><script>alert(3)</script>`, { name: hostile.repeat(50) }),
        at: Date.now(),
      }),
    );
    const visitor = await enterConsole(account);
    const { text, status } = await visitor.open("/sessions");
    expect(status).toBe(200);
    expect(text).not.toMatch(/<img|<script>|<b>/);
    expect(text).toContain(`<bdi class="device-label">&lt;img src=x onerror=alert(1)&gt;`);
    const user = encodeURIComponent(`"><script>alert(3)</script>`);
    expect((await visitor.open(`/sessions/revoke?user=${user}`)).text).not.toContain("<script>alert");
  });

  test("gives whoever may only read no buttons, and does nothing for them", async () => {
    const { account, phone, phoneCookie } = await threeDevices();
    const reader = await enterWithToken(account, ["sessions:read"]);
    const page = await reader.open("/sessions");
    expect(rowsOf(page.text)).toHaveLength(3);
    expect(page.text).not.toContain("/sessions/end");
    expect((await reader.submit("/sessions/end", { id: phone.id })).status).toBe(403);
    expect(await isEnded(phoneCookie)).toBe(false);
    const stranger = await enterWithToken(account, ["allowlist:read"]);
    expect((await stranger.open("/sessions")).status).toBe(403);
  });

  test("speaks Spanish", async () => {
    const { account } = await threeDevices();
    const visitor = await enterConsole(account, { language: "es-MX,en;q=0.5", user: "ann" });
    const text = readable((await visitor.open("/sessions")).text);
    expect(text).toContain("Cerrar sesión");
    expect(text).toContain("Berlin, Alemania");
    expect(text).toContain("¿No es usted?");
  });
});
