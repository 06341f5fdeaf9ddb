import { afterEach, beforeAll, beforeEach, vi } from "vitest";
import { createLocation, type Location } from "../support/product-world.ts";
import { captureLog, freezeTime } from "../support/session-world.ts";

// Avaamo's "Restrict login IP address" on a host that all companies share: Carol works for Acme and Globex, Dave for Globex.

export const SHARED = "shared.localhost";
export const ACME_OFFICE = "49.14.176.91";
export const GLOBEX_OFFICE = "49.37.9.9";
export const ELSEWHERE = "203.0.113.9";
export const CAROL = { email: "carol@example.com", password: "carol-password" };
export const DAVE = { email: "dave@example.com", password: "dave-password" };
export const LOGIN_PAGE = { path: "/login", status: 200 };

export let here: Location;

/** Each way by which the account can be known. */
export const WAYS = [
  { name: "by resolver", signals: false, vars: { ACCOUNT_RESOLVER: "/whoami" } },
  { name: "by resolver and signals", signals: true, vars: { ACCOUNT_RESOLVER: "/whoami" } },
  { name: "by signals alone", signals: true, vars: {} },
] as const;

beforeAll(async () => {
  const { api } = createLocation(SHARED);
  await api("PUT", `/shared-hosts/${SHARED}`);
  for (const id of ["acme", "globex"]) await api("POST", "/accounts", { id, name: id });
  await api("POST", "/accounts/acme/allowlist", { value: ACME_OFFICE });
  await api("POST", "/accounts/globex/allowlist", { value: "49.37.165.0/16" });
});

/** The tests share their D1 and KV, and no clock goes back. */
let clock = Date.now();
beforeEach(() => {
  freezeTime(clock);
  captureLog();
});
afterEach(() => {
  clock = Date.now() + 1000;
  vi.useRealTimers();
  vi.restoreAllMocks();
});

export async function setPolicy(account: string, policy: object): Promise<void> {
  const { status, body } = await here.api("PATCH", `/accounts/${account}/policy`, policy);
  if (status !== 200) throw new Error(JSON.stringify(body));
}

/** Tests go on at such a location, with both companies' lists enforced. */
export async function goTo(plan: Parameters<typeof createLocation>[1] = {}): Promise<void> {
  here = createLocation(SHARED, plan);
  for (const account of ["acme", "globex"]) await setPolicy(account, { mode: "enforce", block_api_requests: false });
}

export const from = (address: string) => here.device({ from: address });
export const logIn = (address: string, user: object, company: string) => {
  const device = from(address);
  return device.submit("/login", { ...user, company }).then((seen) => ({ device, seen }));
};

export async function tokenOf(user: { email: string; password: string }, company: string): Promise<string> {
  const answer = await from(ELSEWHERE).request("/oauth/token", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ username: user.email, password: user.password, company }),
  });
  return ((await answer.json()) as { access_token: string }).access_token;
}
