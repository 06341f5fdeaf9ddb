import { describe, expect, test } from "vitest";
import { aDeskWith } from "../gate/access-request/world.ts";
import { enterConsole, enterWithToken, readable, rowsOf } from "./visitor.ts";

const STRANGER = "203.0.113.9";

/** An account at whose refusal page somebody asked for access. */
async function asked(fields: Readonly<Record<string, string>> = {}) {
  const desk = await aDeskWith();
  await desk.ask(fields);
  const [request] = await desk.all();
  return {
    ...desk,
    account: { id: desk.id, host: desk.host },
    request: request?.id ?? "",
    reference: request?.reference ?? "",
  };
}

const menuOf = (html: string): string => readable(/<nav class="menu"[\s\S]*?<\/nav>/.exec(html)?.[0] ?? "");

describe("the page of access requests", () => {
  test("shows who asks, why, from where, on what, when and with which reference; the menu counts them", async () => {
    const { account, reference } = await asked({ name: "Ann Lee", reason: "At a customer's" });
    const visitor = await enterConsole(account);
    const { text } = await visitor.open("/requests");
    const [row] = rowsOf(text);
    for (const part of ["Ann Lee", "At a customer's", STRANGER, "Berlin, Germany", "Firefox 132 on Linux", reference]) {
      expect(row).toContain(part);
    }
    expect(menuOf(text)).toContain("Requests 1 waiting");
    expect(menuOf((await visitor.open("/sessions")).text)).toContain("Requests 1 waiting");
  });

  test("lets somebody in for a day by one button, and they are in", async () => {
    const { account, request, send, at } = await asked({ name: "Ann Lee" });
    expect((await send(at("/dashboard"))).status).toBe(403);
    const visitor = await enterConsole(account, { user: "bob" });
    const after = await visitor.submit("/requests/approve", { id: request, duration: "day" });
    expect(readable(after.text)).toContain(`${STRANGER} may visit until`);
    expect(readable(after.text)).toContain("No request is open.");
    expect(menuOf(after.text)).not.toContain("waiting");
    const { items } = (await visitor.api("GET", `/accounts/${account.id}/allowlist`)).body;
    const entry = items.find(({ value }: { value: string }) => value === STRANGER);
    expect(entry).toMatchObject({ label: "Ann Lee", created_by: "user:bob" });
    expect(Math.abs(Date.parse(entry.expires_at) - Date.now() - 86_400_000)).toBeLessThan(60_000);
    expect((await send(at("/dashboard"))).status).not.toBe(403);
    const activity = readable((await visitor.open("/activity")).text);
    expect(activity).toContain("let 203.0.113.9/32");
    expect(activity).toContain("for which Ann Lee had asked");
  });

  test("lets in for as long and with the label that is chosen, and for good", async () => {
    const { account, request, ask } = await asked();
    const visitor = await enterConsole(account);
    const form = await visitor.open(`/requests/${request}`);
    expect(form.text).toContain('value="Ann"');
    const after = await visitor.submit("/requests/approve", { id: request, duration: "always", label: "Fair" });
    expect(readable(after.text)).toContain(`${STRANGER} may visit.`);
    const { items } = (await visitor.api("GET", `/accounts/${account.id}/allowlist`)).body;
    expect(items.at(-1)).toMatchObject({ label: "Fair", expires_at: null });
    expect((await ask()).status).toBe(303);
  });

  test("of two decisions the second is told, and changes nothing", async () => {
    const { account, request } = await asked();
    const visitor = await enterConsole(account);
    const declined = await visitor.submit("/requests/decline", { id: request });
    expect(readable(declined.text)).toContain("The request was declined.");
    for (const path of ["/requests/approve", "/requests/decline"]) {
      const late = await visitor.submit(path, { id: request, duration: "day" });
      expect([late.status, readable(late.text)]).toEqual([409, expect.stringContaining("not open any more")]);
    }
    expect(rowsOf((await visitor.open("/requests?state=all")).text)[0]).toContain("Declined");
    expect(readable((await visitor.open("/activity")).text)).toContain(
      `declined the access request of Ann from ${STRANGER}`,
    );
  });

  test("shows what strangers wrote as text", async () => {
    const { account } = await asked({ name: "<script>alert(1)</script>", reason: '"><img src=x onerror=1>' });
    const { text } = await (await enterConsole(account)).open("/requests");
    expect(text).not.toMatch(/<script>alert|<img src=x/);
    expect(text).toContain("<bdi>&lt;script&gt;alert(1)&lt;/script&gt;</bdi>");
  });

  test("turns the form on and off, and says what visitors see", async () => {
    const { account, send, at } = await asked();
    const visitor = await enterConsole(account);
    expect((await visitor.open("/requests")).text).toMatch(/name="access_requests"[^>]* checked/);
    const off = await visitor.submit("/requests/switch", {});
    expect(readable(off.text)).toContain("cannot ask for access any more");
    expect((await send(at("/dashboard"))).page).not.toContain("<form");
    const on = await visitor.submit("/requests/switch", { access_requests: "yes" });
    expect(readable(on.text)).toContain("can ask for access now");
    expect((await send(at("/dashboard"))).page).toContain("<form");
    expect(readable((await visitor.open("/activity")).text)).toContain(
      "visitors who are turned away may ask for access",
    );
  });

  test("shows a reader no buttons, and does nothing for them", async () => {
    const { account, request, all } = await asked();
    const reader = await enterWithToken(account, ["allowlist:read"]);
    const { text } = await reader.open("/requests");
    expect(rowsOf(text)).toHaveLength(1);
    expect(text).not.toContain("/requests/approve");
    for (const path of ["/requests/approve", "/requests/decline", "/requests/switch"]) {
      expect((await reader.submit(path, { id: request })).status).toBe(403);
    }
    expect(await all()).toMatchObject([{ state: "open" }]);
  });

  test("is there in Spanish", async () => {
    const { account } = await asked();
    const { text } = await (await enterConsole(account)).open("/requests?lang=es");
    expect(readable(text)).toContain("Dejar entrar un día");
  });
});
