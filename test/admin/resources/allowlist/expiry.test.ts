import { exports } from "cloudflare:workers";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { makeAccount, TRUSTED, UNTRUSTED, visit } from "../../../support/world.ts";
import { API, OPERATOR_TOKEN } from "../../api.ts";

/** The Worker's own entry, with the time that this test gives it. */
const START = Date.UTC(2027, 0, 1, 11, 59, 30);
const at = (ms: number): void => {
  vi.setSystemTime(START + ms);
};

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: START });
});
afterEach(() => {
  vi.useRealTimers();
});

async function api(method: string, path: string, body?: unknown): Promise<{ readonly id: string }> {
  const response = await exports.default.fetch(
    new Request(`${API}/accounts${path}`, {
      method,
      headers: { Authorization: `Bearer ${OPERATOR_TOKEN}`, "Content-Type": "application/json", "If-Match": "*" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }),
  );
  expect(response.status).toBeLessThan(300);
  return response.json();
}

test("an entry stops matching at its second, at the edge, with nothing published anew", async () => {
  const { id, host } = await makeAccount();
  const status = async (from: string) => (await visit(`https://${host}/login`, { from })).status;
  await api("POST", `/${id}/allowlist`, { value: UNTRUSTED, expires_at: "2027-01-01T12:00:00.999Z" });

  at(0);
  expect(await status(UNTRUSTED)).toBe(200);
  at(29_999);
  expect(await status(UNTRUSTED)).toBe(200);
  at(30_000);
  expect(await status(UNTRUSTED)).toBe(403);
  expect(await status(TRUSTED)).toBe(200);
  at(3_600_000);
  expect(await status(UNTRUSTED)).toBe(403);
});

test("the latest of the entries that cover an address counts, to its own second", async () => {
  const { id, host } = await makeAccount();
  const status = async (from: string) => (await visit(`https://${host}/login`, { from })).status;
  const items = [
    { value: "203.0.113.0/24", expires_at: "2027-01-01T12:00:00Z" },
    { value: UNTRUSTED, expires_at: "2027-01-01T12:00:05Z" },
    { value: "203.0.113.0-203.0.113.10", expires_at: "2027-01-01T11:59:40Z" },
  ];
  await api("POST", `/${id}/allowlist`, { items });

  at(34_999);
  expect(await status(UNTRUSTED)).toBe(200);
  expect(await status("203.0.113.8")).toBe(403);
  at(35_000);
  expect(await status(UNTRUSTED)).toBe(403);
});

test("a new expiry holds at once, an entry that is over can be given a new one, and one that is over lets nobody in", async () => {
  const { id, host } = await makeAccount();
  const status = async (from: string) => (await visit(`https://${host}/login`, { from })).status;
  const entry = await api("POST", `/${id}/allowlist`, { value: UNTRUSTED, expires_at: "2027-01-01T11:59:31Z" });
  at(1_000);
  expect(await status(UNTRUSTED)).toBe(403);

  await api("PATCH", `/${id}/allowlist/${entry.id}`, { expires_at: "2027-01-01T12:00:00Z" });
  expect(await status(UNTRUSTED)).toBe(200);
  at(30_000);
  expect(await status(UNTRUSTED)).toBe(403);
  await api("PATCH", `/${id}/allowlist/${entry.id}`, { expires_at: null });
  at(40 * 86_400_000);
  expect(await status(UNTRUSTED)).toBe(200);
});
