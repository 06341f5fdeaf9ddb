import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { parseSignals } from "../../src/sessions/signals/signals.ts";
import { ANN, BOB, HOST, logIn, logInApp, submit, visit } from "./visits.ts";

describe("signals", () => {
  const gate = { "Gatehouse-Request-Id": "r-1" };
  const ZOE = { email: "zoe@example.com", password: "zoe-password" };
  const signalOf = async (answer: Promise<Response>) => (await answer).headers.get("Gatehouse-Signal");
  const annSession =
    /^session; user="ann@example\.com"; name="Ann Archer"; two_factor=\?0; session="s-[0-9a-f]{16}"; request="r-1"$/;

  it("tells whose session a login opens, and whose it is that a page or the API answers", async () => {
    expect(await signalOf(submit("/login", ANN, gate))).toMatch(annSession);
    const browser = { ...gate, ...(await logIn(ANN)) };
    for (const path of ["/", "/dashboard", "/api/v4/me", "/api/v4/leads"]) {
      expect(await signalOf(visit(path, { headers: browser }))).toMatch(annSession);
    }
    expect(await signalOf(visit("/api/v4/me", { headers: { ...gate, ...(await logInApp(ANN)) } }))).toMatch(annSession);
  });

  it("keeps the id of a login for its new tokens, and gives each login its own", async () => {
    const idOf = async (token: unknown) =>
      /session="(s-\w+)"/.exec(
        (await signalOf(visit("/api/v4/me", { headers: { ...gate, Authorization: `Bearer ${token}` } }))) ?? "",
      )?.[1];
    const password = { username: ANN.email, password: ANN.password };
    const first = await (await submit("/oauth/token", password)).json<Record<string, string>>();
    const second = await (await submit("/oauth/token", password)).json<Record<string, string>>();
    const refresh = { grant_type: "refresh_token", refresh_token: first.refresh_token ?? "" };
    const renewed = await (await submit("/oauth/token", refresh)).json<Record<string, string>>();
    expect(await idOf(renewed.access_token)).toBe(await idOf(first.access_token));
    expect(await idOf(second.access_token)).not.toBe(await idOf(first.access_token));
  });

  it("says that a login was made with a second factor", async () => {
    expect(await signalOf(submit("/login", { ...BOB, code: "123456" }, gate))).toContain("; two_factor; ");
  });

  it("writes a name beyond ASCII as a Display String, and Gatehouse reads it", async () => {
    const header = (await signalOf(submit("/login", ZOE, gate))) ?? "";
    expect(header).toContain('name=%"Zo%c3%ab%20%c3%87elik"');
    expect(parseSignals(header, "r-1")).toMatchObject({
      value: { signals: [{ user: "zoe@example.com", name: "Zoë Çelik" }], remarks: [] },
    });
  });

  it("tells of a logout and of a change of password, and of nothing that failed", async () => {
    const browser = { ...gate, ...(await logIn(ANN)) };
    const same = { current_password: ANN.password, new_password: ANN.password };
    expect(await signalOf(submit("/password", same, browser))).toBe(
      'password-changed; user="ann@example.com"; request="r-1"',
    );
    expect(await signalOf(submit("/password", { ...same, current_password: "x" }, browser))).toMatch(annSession);
    expect(await signalOf(submit("/logout", {}, browser))).toBe('logout; request="r-1"');
    for (const [path, init] of [
      ["/dashboard", {}],
      ["/api/v4/me", {}],
      ["/login", { method: "POST", body: new URLSearchParams({ ...ANN, password: "x" }) }],
    ] as const) {
      expect(await signalOf(visit(path, { ...init, headers: gate }))).toBeNull();
    }
  });

  it("tells nothing when no gate asks, or when it is told not to", async () => {
    expect(await signalOf(submit("/login", ANN))).toBeNull();
    const silent = new Request(`${HOST}/login`, { method: "POST", headers: gate, body: new URLSearchParams(ANN) });
    const answer = await env.SILENT_ORIGIN.fetch(silent, { redirect: "manual" });
    expect(answer.status).toBe(302);
    expect(answer.headers.has("Gatehouse-Signal")).toBe(false);
  });
});
