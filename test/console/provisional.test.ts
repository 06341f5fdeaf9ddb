import { env } from "cloudflare:workers";
import { afterEach, describe, expect, test, vi } from "vitest";
import { makeAccount, TRUSTED, UNTRUSTED } from "../support/world.ts";
import { PAGES } from "./logged-in.ts";
import { enterConsole, enterWithToken, readable, type Visitor } from "./visitor.ts";

/** What the form of a review sends, but for its buttons. */
function fieldsOf(html: string): Record<string, string> {
  const hidden = [...html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)];
  const areas = [...html.matchAll(/<textarea(?=[^>]* name="([^"]+)")[^>]*>\n?([^<]*)<\/textarea>/g)];
  const checked = [...html.matchAll(/<input type="(?:radio|checkbox)" name="([^"]+)" value="([^"]+)" checked/g)];
  return Object.fromEntries([...hidden, ...areas, ...checked].map(([, name = "", value = ""]) => [name, value]));
}

/** From the page of the list to its review, with these fields changed. */
async function review(visitor: Visitor, change: Readonly<Record<string, string>>) {
  const { text } = await visitor.open("/allowlist");
  return visitor.submit("/allowlist", { ...fieldsOf(text), ...change, step: "review" });
}

const tryOut = (visitor: Visitor, reviewed: { readonly text: string }, more: Readonly<Record<string, string>> = {}) =>
  visitor.submit("/allowlist", { ...fieldsOf(reviewed.text), ...more, step: "try" });

const policyOf = async (visitor: Visitor, { id }: { readonly id: string }) =>
  (await visitor.api("GET", `/accounts/${id}/policy`)).body;
const valuesOf = async (visitor: Visitor, { id }: { readonly id: string }): Promise<readonly string[]> =>
  (await visitor.api("GET", `/accounts/${id}/allowlist?limit=1000`)).body.items.map(
    (item: { value: string }) => item.value,
  );

const BAR = "A change is on trial";

/** An account whose list was switched on and changed on trial, from the review. */
async function onTrial() {
  const account = await makeAccount({ mode: "off", entries: [TRUSTED, "192.0.2.7"] });
  const visitor = await enterConsole(account);
  const reviewed = await review(visitor, { mode: "enforce", list: `${TRUSTED}\n198.51.100.0/24` });
  const tried = await tryOut(visitor, reviewed);
  return { account, visitor, reviewed, tried };
}

/** Presses a button of the bar on this page. */
const end = (visitor: Visitor, kind: "keep" | "undo", { text }: { readonly text: string }) =>
  visitor.submit(`/provisional/${kind}`, { trial: fieldsOf(text).trial ?? "" });

afterEach(() => void vi.useRealTimers());

describe("a change on trial from the console", () => {
  test("is offered by the review, and holds with switches and list as one", async () => {
    const { account, visitor, reviewed, tried } = await onTrial();
    expect(readable(reviewed.text)).toContain("Try it for 10 minutes");
    expect(readable(reviewed.text)).toContain("A trial holds at once and undoes itself");
    expect(tried.path).toMatch(/^\/allowlist\?done=trying/);
    expect(readable(tried.text)).toContain("The change is on trial. If everything works, choose “Keep it” above.");
    const policy = await policyOf(visitor, account);
    expect(policy).toMatchObject({ mode: "enforce", provisional: { actor_name: "Ann Admin" } });
    const { at, undoes_at: undoesAt } = policy.provisional;
    expect(Math.abs(Date.parse(undoesAt) - Date.parse(at) - 600_000)).toBeLessThanOrEqual(2_000);
    expect(await valuesOf(visitor, account)).toEqual([TRUSTED, "198.51.100.0/24"]);
  });

  test("shows a bar with its end and both ways out on every page", async () => {
    const { account, visitor } = await onTrial();
    const { provisional } = await policyOf(visitor, account);
    for (const path of PAGES.filter((page) => !page.includes(":") && !page.endsWith("/export"))) {
      const { text, status } = await visitor.open(path);
      expect(status, path).toBe(200);
      expect(readable(text), path).toContain(BAR);
      expect(text, path).toContain(`<time datetime="${provisional.undoes_at.replace("Z", ".000Z")}"`);
      expect(text, path).toMatch(/action="[^"]*\/provisional\/keep".*action="[^"]*\/provisional\/undo"/s);
    }
  });

  test("speaks Spanish, and shows no buttons to those who may only read", async () => {
    const { account } = await onTrial();
    const spanish = await enterConsole(account, { language: "es" });
    expect(readable((await spanish.open("/allowlist")).text)).toContain("Hay un cambio a prueba");
    const reader = await enterWithToken(account, ["allowlist:read"]);
    const { text } = await reader.open("/allowlist");
    expect(readable(text)).toContain(BAR);
    expect(text).not.toContain("/provisional/");
  });

  test("stays when it is kept", async () => {
    const { account, visitor, tried } = await onTrial();
    const kept = await end(visitor, "keep", tried);
    expect(readable(kept.text)).toContain("The change is kept.");
    expect(readable(kept.text)).not.toContain(BAR);
    expect(await policyOf(visitor, account)).toMatchObject({ mode: "enforce", provisional: null });
  });

  test("goes with all of it when it is undone", async () => {
    const { account, visitor, tried } = await onTrial();
    const undone = await end(visitor, "undo", tried);
    expect(readable(undone.text)).toContain("The change is undone");
    expect(await policyOf(visitor, account)).toMatchObject({ mode: "off", provisional: null });
    expect(await valuesOf(visitor, account)).toEqual([TRUSTED, "192.0.2.7"]);
  });

  test.each(["keep", "undo"] as const)("is not ended by a page that told of another one: %s", async (kind) => {
    const { account, visitor, tried } = await onTrial();
    const path = `/accounts/${account.id}`;
    await visitor.api("DELETE", `${path}/provisional`);
    const opened = await visitor.api("PATCH", `${path}/policy?confirm_within=60`, { mode: "monitor" });
    expect(opened.status).toBe(200);
    expect((await end(visitor, kind, tried)).status).toBe(409);
    expect((await visitor.submit(`/provisional/${kind}`)).status).toBe(409);
    const { mode, provisional } = await policyOf(visitor, account);
    expect({ mode, isOpen: provisional !== null }).toEqual({ mode: "monitor", isOpen: true });
    expect((await visitor.api("POST", `${path}/provisional/confirm`)).status).toBe(200);
    expect((await end(visitor, kind, tried)).status).toBe(409);
  });

  test("undoes itself: pages show the state before, and keeping it is too late", async () => {
    const { account, visitor, tried } = await onTrial();
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 601_000 });
    const late = await end(visitor, "keep", tried);
    expect(late.status).toBe(409);
    expect(readable(late.text)).toContain("the change has undone itself");
    const { text } = await visitor.open("/allowlist");
    expect(readable(text)).not.toContain(BAR);
    expect(readable(text)).toContain("Off: the dashboard and the API are open to every address.");
    expect(await valuesOf(visitor, account)).toEqual([TRUSTED, "192.0.2.7"]);
    expect(readable((await visitor.open("/activity")).text)).toContain(
      "A change on trial was not kept in time: it has undone itself",
    );
  });

  test("that shuts its maker out ends by itself: the same login works again, without anybody's help", async () => {
    const account = await makeAccount({ mode: "off", entries: [UNTRUSTED] });
    const visitor = await enterConsole(account);
    const reviewed = await review(visitor, { mode: "enforce" });
    expect((await tryOut(visitor, reviewed)).status).toBe(409);
    expect((await tryOut(visitor, reviewed, { acknowledge: "yes" })).status).toBe(403);
    expect((await visitor.open("/sessions")).status).toBe(403);
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 601_000 });
    // The page after the moment also settles D1, so it may take more queries than others.
    await visitor.submit("/allowlist", { step: "edit" });
    expect((await visitor.open("/sessions")).status).toBe(200);
  });

  test("lets nothing else be saved meanwhile, and says why", async () => {
    const { account, visitor } = await onTrial();
    const reviewed = await review(visitor, { mode: "monitor" });
    const { status, text } = await visitor.submit("/allowlist", { ...fieldsOf(reviewed.text), step: "save" });
    expect(status).toBe(409);
    expect(readable(text)).toContain(BAR);
    expect((await policyOf(visitor, account)).mode).toBe("enforce");
    const added = await visitor.submit("/allowlist/entries", {
      value: "192.0.2.9",
      label: "",
      enabled: "yes",
      expires: "",
    });
    expect(added.status).toBe(409);
  });

  test("of one entry is offered by its review too", async () => {
    const account = await makeAccount({ mode: "enforce", entries: [TRUSTED, "192.0.2.7"] });
    const visitor = await enterConsole(account);
    const { body } = await visitor.api("GET", `/accounts/${account.id}/allowlist`);
    const path = `/allowlist/entries/${body.items[1].id}`;
    const page = await visitor.open(path);
    const change = { value: "192.0.2.8", label: "", expires: "", enabled: "yes" };
    const reviewed = await visitor.submit(path, { ...fieldsOf(page.text), ...change });
    expect(readable(reviewed.text)).toContain("Try it for 10 minutes");
    const tried = await visitor.submit(path, { ...fieldsOf(reviewed.text), ...change, step: "try" });
    expect(readable(tried.text)).toContain(BAR);
    expect(await valuesOf(visitor, account)).toEqual([TRUSTED, "192.0.2.8"]);
    await end(visitor, "undo", tried);
    expect(await valuesOf(visitor, account)).toEqual([TRUSTED, "192.0.2.7"]);
  });
});

test("the account is settled before its list judges who comes into the console", async () => {
  const account = await makeAccount({ mode: "off", entries: [UNTRUSTED] });
  const visitor = await enterConsole(account);
  await visitor.api("PATCH", `/accounts/${account.id}/policy?confirm_within=60`, { mode: "enforce" });
  expect((await visitor.open("/allowlist")).status).toBe(403);
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 61_000 });
  expect((await visitor.submit("/allowlist", { step: "edit" })).status).toBe(200);
  const row = await env.DB.prepare("SELECT mode FROM accounts WHERE id = ?1").bind(account.id).first("mode");
  expect(row).toBe("off");
});
