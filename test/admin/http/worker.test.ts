import { exports } from "cloudflare:workers";
import { expect, test } from "vitest";
import { TRUSTED, UNTRUSTED, visit } from "../../support/world.ts";
import { API, OPERATOR_TOKEN } from "../api.ts";

/** The API through the Worker's own entry, as a newcomer calls it. */
async function api(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  const init: RequestInit = {
    method,
    headers: { Authorization: `Bearer ${OPERATOR_TOKEN}`, "CF-Connecting-IP": UNTRUSTED, ...headers },
  };
  if (body !== undefined) {
    init.body = JSON.stringify(body);
    init.headers = { ...init.headers, "Content-Type": "application/json" };
  }
  const response = await exports.default.fetch(new Request(`${API}${path}`, init));
  // biome-ignore lint/suspicious/noExplicitAny: what it holds is what the test is about
  return { status: response.status, headers: response.headers, body: (await response.json()) as any };
}

test("from nothing to a 403 and a 200, each change seen at once", async () => {
  const status = async (from: string) => (await visit("https://new.example/login", { from })).status;

  await api("POST", "/accounts", { id: "newcomer", name: "Newcomer" });
  expect((await api("PUT", "/accounts/newcomer/hosts/new.example")).body).toMatchObject({ published: true });
  expect(await status(UNTRUSTED)).toBe(200);

  expect((await api("PATCH", "/accounts/newcomer/policy", { mode: "enforce" })).body.code).toBe("empty_allowlist");
  await api("POST", "/accounts/newcomer/allowlist", { value: TRUSTED });
  await api("PATCH", "/accounts/newcomer/policy", { mode: "enforce" });
  expect(await status(TRUSTED)).toBe(200);
  expect(await status(UNTRUSTED)).toBe(403);

  const { body: entry } = await api("POST", "/accounts/newcomer/allowlist", { value: UNTRUSTED });
  expect(await status(UNTRUSTED)).toBe(200);
  await api("PATCH", `/accounts/newcomer/allowlist/${entry.id}`, { enabled: false });
  expect(await status(UNTRUSTED)).toBe(403);

  await api("DELETE", "/accounts/newcomer/hosts/new.example");
  expect(await status(TRUSTED)).toBe(404);
});

test("the API answers on every host, to the operator from every address", async () => {
  const { status, headers, body } = await api("GET", "/me");
  expect(status).toBe(200);
  expect(body).toMatchObject({ actor: "operator", address: UNTRUSTED });
  expect(headers.get("Gatehouse-Request-Id")).toMatch(/^[0-9a-f-]{36}$/);
  expect((await api("GET", "/me", undefined, { "X-Forwarded-For": TRUSTED })).body.address).toBe(UNTRUSTED);
});
