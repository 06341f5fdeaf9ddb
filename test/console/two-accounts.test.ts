import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";
import { makeAccount, TRUSTED } from "../support/world.ts";
import { BASE, cookieName, createVisitor, enterConsole, readable, type Visitor } from "./visitor.ts";

// docs/security.md, row 28: every form belongs to one account. One browser, two tabs, two accounts of one shared host.

const HOST = "crm.example.com";
const LIST = { value: "192.0.2.77", label: "", enabled: "yes", expires: "" };

interface Tab {
  readonly id: string;
  readonly name: string;
  readonly visitor: Visitor;
}

let acme: Tab;
let globex: Tab;

/** The console of an account on a host that belongs to none, come in by a link, in a browser that has this jar. */
async function openTab(name: string, jar?: Visitor["device"]["jar"]): Promise<Tab> {
  const { id } = await makeAccount({ entries: [TRUSTED, "203.0.113.7"] });
  const visitor = createVisitor(HOST, { account: id });
  await visitor.api("PATCH", `/accounts/${id}`, { name });
  for (const [cookie, value] of jar ?? []) visitor.device.jar.set(cookie, value);
  const { body } = await visitor.api("POST", `/accounts/${id}/console-links`, { actor_name: "Ann" });
  await visitor.submit(new URL(body.url).pathname.slice(BASE.length));
  return { id, name, visitor };
}

const entriesOf = async ({ id }: Tab): Promise<readonly string[]> => {
  const { results } = await env.DB.prepare("SELECT value FROM entries WHERE account_id = ?1 ORDER BY id")
    .bind(id)
    .all<{ value: string }>();
  return results.map(({ value }) => value);
};

const ORIGINAL = [TRUSTED, "203.0.113.7"];

/** Both tabs share one jar, as tabs do. */
const share = (): void => {
  for (const [cookie, value] of globex.visitor.device.jar) acme.visitor.device.jar.set(cookie, value);
  for (const [cookie, value] of acme.visitor.device.jar) globex.visitor.device.jar.set(cookie, value);
};

beforeEach(async () => {
  acme = await openTab("Acme Ltd");
  globex = await openTab("Globex", acme.visitor.device.jar);
  share();
});

describe("two consoles side by side", () => {
  test("are both usable, and each form changes its own account", async () => {
    for (const tab of [acme, globex]) {
      const page = await tab.visitor.open("/allowlist/entries");
      expect(page.status).toBe(200);
      expect(page.text).toContain(`<bdi>${tab.name}</bdi>`);
      expect(page.text).toContain(`${BASE}/a/${tab.id}/allowlist`);
    }
    await acme.visitor.submit("/allowlist/entries", LIST);
    expect(await entriesOf(acme)).toEqual([...ORIGINAL, "192.0.2.77"]);
    expect(await entriesOf(globex)).toEqual(ORIGINAL);
  });

  test("every link and form of a page leads to its own account", async () => {
    for (const path of [
      "/allowlist",
      "/allowlist/entries",
      "/allowlist/suggestions",
      "/allowlist/file",
      "/sessions",
      "/denials",
      "/activity",
    ]) {
      const { text } = await acme.visitor.open(path);
      const targets = [...text.matchAll(/(?:href|action)="(\/[^"]*)"/g)].map(([, target]) => target ?? "");
      const own = targets.filter((target) => !target.startsWith(`${BASE}/assets/`));
      expect(own.length).toBeGreaterThan(5);
      expect(own.filter((target) => !target.startsWith(`${BASE}/a/${acme.id}/`))).toEqual([]);
      const forms = text.match(/<form method="post".*?<\/form>/gs) ?? [];
      expect(forms.filter((form) => !form.includes(`name="account" value="${acme.id}"`))).toEqual([]);
      expect(forms.length).toBeGreaterThan(0);
    }
  });

  test("logging out of one leaves the other", async () => {
    await acme.visitor.open("/allowlist");
    await acme.visitor.submit("/logout");
    expect(acme.visitor.device.jar.get(cookieName(acme.id)) ?? "").toBe("");
    expect((await acme.visitor.open("/allowlist")).path).toMatch(/^\/login/);
    expect((await globex.visitor.open("/allowlist")).status).toBe(200);
  });

  test("a browser keeps sixteen logins: the oldest goes when there is one more", async () => {
    const others = Array.from({ length: 14 }, (_, i) => [`__Host-gatehouse-other-${i}`, "x".repeat(43)] as const);
    const jar = new Map([...acme.visitor.device.jar, ...others]);
    const { visitor } = await openTab("Initech", jar as Visitor["device"]["jar"]);
    expect(visitor.device.jar.get(cookieName(acme.id)) ?? "").toBe("");
    expect(visitor.device.jar.get(cookieName(globex.id))).toHaveLength(43);
    expect((await visitor.open("/allowlist")).status).toBe(200);
  });
});

describe("what belongs to one account is refused in the other, and names both:", () => {
  const expectRefused = async ({ status, text }: { readonly status: number; readonly text: string }) => {
    expect(status).toBe(403);
    expect(readable(text)).toContain("This form belongs to the account “Acme Ltd”, and you are logged in to “Globex”.");
    expect(text).not.toContain('name="csrf"');
    expect(await entriesOf(acme)).toEqual(ORIGINAL);
    expect(await entriesOf(globex)).toEqual(ORIGINAL);
  };

  test("a form, whatever proof it has", async () => {
    const proofOf = async ({ visitor }: Tab) =>
      /name="csrf" value="([^"]+)"/.exec((await visitor.open("/allowlist/entries")).text)?.[1] ?? "";
    for (const csrf of [await proofOf(acme), await proofOf(globex), ""]) {
      await expectRefused(await globex.visitor.submit("/allowlist/entries", { ...LIST, account: acme.id, csrf }));
    }
  });

  test("a draft of the list", async () => {
    const { text } = await acme.visitor.open("/allowlist");
    const revision = /name="revision" value="(\d+)"/.exec(text)?.[1] ?? "";
    const list = `${TRUSTED}\n192.0.2.77`;
    const draft = { account: acme.id, revision, mode: "enforce", base_mode: "enforce", list, base_list: TRUSTED };
    await globex.visitor.open("/allowlist");
    for (const step of ["review", "save"])
      await expectRefused(await globex.visitor.submit("/allowlist", { ...draft, step }));
  });

  test("what was typed in a login that is over, when the next login is to the other account", async () => {
    await acme.visitor.open("/allowlist/entries");
    const cookie = acme.visitor.device.jar.get(cookieName(acme.id)) ?? "";
    await acme.visitor.submit("/logout");
    acme.visitor.device.jar.set(cookieName(acme.id), cookie);
    const refused = await acme.visitor.submit("/allowlist/entries", LIST);
    await expectRefused(refused);
    // It waits for a login to its own account.
    expect(refused.text).toContain("192.0.2.77");
    expect(refused.text).toContain(`action="${BASE}/a/${acme.id}/allowlist/entries"`);
  });

  test("the same without a login to it that there ever was: nothing of it is read or shown", async () => {
    acme.visitor.device.jar.delete(cookieName(acme.id));
    const { status, text } = await acme.visitor.submit("/allowlist/entries", LIST);
    expect(status).toBe(403);
    expect(readable(text)).toContain(`belongs to the account “${acme.id}”, and you are logged in to “Globex”`);
    expect(text).not.toContain("192.0.2.77");
  });

  test("a form that names no account is none of the console's", async () => {
    await globex.visitor.open("/allowlist/entries");
    const { status } = await globex.visitor.submit("/allowlist/entries", { ...LIST, account: "" });
    expect(status).toBe(403);
    expect(await entriesOf(globex)).toEqual(ORIGINAL);
  });
});

describe("an address without an account", () => {
  const open = (tab: Tab, path: string) => tab.visitor.device.open(BASE + path);

  test("leads to the account of the only login, with its query", async () => {
    const alone = await openTab("Initech");
    for (const path of ["/allowlist", "/sessions?state=ended", "/allowlist/entries?q=office"]) {
      expect((await open(alone, path)).path).toBe(`${BASE}/a/${alone.id}${path}`);
    }
    expect((await open(alone, "/")).path).toBe(`${BASE}/a/${alone.id}/allowlist`);
  });

  test("asks which one when there are several, and names those alone", async () => {
    const { status, text } = await open(acme, "/sessions?state=ended");
    expect(status).toBe(200);
    expect(readable(text)).toContain("Choose an account");
    for (const { id, name } of [acme, globex]) {
      expect(text).toContain(`<a href="${BASE}/a/${id}/sessions?state=ended"><bdi>${name}</bdi></a>`);
    }
  });

  test("names no account for a cookie that is not of a live login to it", async () => {
    const stranger = await openTab("Umbrella");
    globex.visitor.device.jar.set(cookieName(stranger.id), "x".repeat(43));
    expect((await open(globex, "/")).text).not.toContain("Umbrella");
  });

  test("takes no form: it would not say for which account", async () => {
    const alone = await openTab("Initech");
    await alone.visitor.open("/allowlist/entries");
    const { status } = await alone.visitor.device.submit(`${BASE}/allowlist/entries`, { ...LIST, account: alone.id });
    expect(status).toBe(403);
    expect(await entriesOf(alone)).toEqual(ORIGINAL);
  });

  test("leads to the login without one, and from there into the account that is entered", async () => {
    const { id, host } = await makeAccount();
    const visitor = createVisitor(host, { account: id });
    const to = (await visitor.open("/sessions")).path;
    expect(to).toBe(`/login?to=${encodeURIComponent(`/a/${id}/sessions`)}`);
    const { body } = await visitor.api("POST", `/accounts/${id}/tokens`, { name: "T", scopes: ["sessions:read"] });
    expect((await visitor.submit(to, { token: body.token })).path).toBe("/sessions");
  });
});

test("a login opened in one account says nothing about a page of an account that does not exist", async () => {
  const account = await makeAccount();
  const visitor = await enterConsole(account);
  expect((await visitor.device.open(`${BASE}/a/no-such-account/allowlist`)).path).toContain("/login?to=");
  expect((await visitor.device.open(`${BASE}/a/NO/allowlist`)).status).toBe(404);
});
