import { env } from "cloudflare:workers";
import { afterEach, beforeEach, expect, vi } from "vitest";
import type { Device } from "../support/device.ts";
import { ANN, APP, BOB, CHROME, createLocation, FIREFOX, type Location, PHONE } from "../support/product-world.ts";
import { captureLog, freezeTime, travel } from "../support/session-world.ts";
import { makeAccount } from "../support/world.ts";

// Kommo's "Sessions": every device of the account with its address, last login and region, a Logout next to each,
// endings by themselves, and a password change that signs out everywhere. With the demo product, from outside.

export const OFFICE = "49.14.176.91";
export const HOME = "198.51.100.7";
export const ON_THE_ROAD = "2001:db8:7::1";
export const BERLIN = { country: "DE", region: "Land Berlin", city: "Berlin" };
export const MADRID = { country: "ES", region: "Madrid", city: "Madrid" };
export const DAY_SECONDS = 86_400;
export const LOGIN_PAGE = { path: "/login", status: 200 };
export const DASHBOARD = { path: "/dashboard", status: 200 };

/** The tests share their D1 and KV, and no clock goes back: each test goes on where the one before ended. */
let clock = Date.now();

export let account = "";
export let host = "";
export let here: Location;

beforeEach(async () => {
  freezeTime(clock);
  captureLog();
  ({ id: account, host } = await makeAccount({ entries: [OFFICE, HOME, ON_THE_ROAD] }));
  here = createLocation(host);
});

afterEach(() => {
  clock = Date.now();
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** The test goes on at another location. */
export function goTo(location: Location): void {
  here = location;
}

/** The account's devices, the one last seen first. */
export async function devices(query = "state=active") {
  const { status, body } = await here.api("GET", `/accounts/${account}/sessions?${query}`);
  expect(status).toBe(200);
  return body.items as readonly (Readonly<Record<string, unknown>> & { readonly id: string })[];
}

export async function idOf(label: string): Promise<string> {
  const found = (await devices()).filter(({ device }) => (device as { readonly label: string }).label === label);
  if (found.length !== 1 || found[0] === undefined) throw new Error(`${found.length} devices are ${label}`);
  return found[0].id;
}

export const logOut = (id: string) => here.api("DELETE", `/accounts/${account}/sessions/${id}`);
export const revoke = (which: object) => here.api("POST", `/accounts/${account}/sessions/revoke`, which);
export const logIn = (device: Device, user: object) => device.submit("/login", { ...user });

/** Straight to the product, as before it had a Gatehouse; the cookie. */
export async function logInPastGatehouse(user: Readonly<Record<string, string>>): Promise<string> {
  const body = new URLSearchParams(user);
  const answer = await env.SILENT_ORIGIN.fetch("https://crm.example/login", {
    method: "POST",
    body,
    redirect: "manual",
  });
  return /^crm_session=([^;]+)/.exec(answer.headers.getSetCookie()[0] ?? "")?.[1] ?? "";
}

export interface App {
  /** The status of a call with the token that it has. */
  call(): Promise<number>;
  /** Gets itself a new token with its refresh token, as apps do. */
  refresh(): Promise<void>;
  readonly response: () => Promise<Response>;
}

/** An app with tokens of its own: it keeps no cookie. */
export async function openApp(
  device: Device,
  user: { readonly email: string; readonly password: string },
): Promise<App> {
  const tokens = async (fields: Record<string, string>) => {
    const body = new URLSearchParams(fields).toString();
    const headers = { "Content-Type": "application/x-www-form-urlencoded" };
    const response = await device.request("/oauth/token", { method: "POST", headers, body });
    return response.json<{ access_token: string; refresh_token: string }>();
  };
  let has = await tokens({ grant_type: "password", username: user.email, password: user.password });
  const response = () => device.request("/api/v4/leads", { headers: { Authorization: `Bearer ${has.access_token}` } });
  return {
    response,
    call: async () => (await response()).status,
    async refresh() {
      has = await tokens({ grant_type: "refresh_token", refresh_token: has.refresh_token });
    },
  };
}

/** Ann at two computers, with her phone and with an app, and Bob; a minute after the other. */
export async function team(at = here) {
  const office = at.device({ userAgent: CHROME, from: OFFICE, region: BERLIN });
  const home = at.device({ userAgent: FIREFOX, from: HOME, region: BERLIN });
  const phone = at.device({ userAgent: PHONE, from: ON_THE_ROAD, region: MADRID });
  const appDevice = at.device({ userAgent: APP, from: ON_THE_ROAD, region: MADRID });
  const bob = at.device({ userAgent: CHROME, from: OFFICE, region: BERLIN });
  for (const device of [office, home, phone]) {
    expect(await logIn(device, ANN)).toMatchObject(DASHBOARD);
    travel(60);
  }
  const app = await openApp(appDevice, ANN);
  expect(await app.call()).toBe(200);
  travel(60);
  expect(await logIn(bob, BOB)).toMatchObject(DASHBOARD);
  return { office, home, phone, app, bob };
}
