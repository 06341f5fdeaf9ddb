import { expect } from "vitest";
import { type Browser, createBrowser, type Edge, expectNoPieceOf, logIn } from "../../support/bound-world.ts";
import { createLocation } from "../../support/product-world.ts";
import { makeAccount } from "../../support/world.ts";
import { host, reachedBy, vault } from "../bound/world.ts";

/** The operator's calls of the API, in an isolate of their own. */
export const { api } = createLocation("operator.example.com");

export const MODES = ["strict", "enroll", "off"] as const;
export const UNSEALED_MODES = ["enroll", "off"] as const;

/** A host of this test's own that accounts share. */
export async function shareHost(): Promise<string> {
  const shared = `shared-${host}`;
  expect((await api("PUT", `/shared-hosts/${shared}`)).status).toBeLessThan(300);
  return shared;
}

/** An account that admits TRUSTED alone, for its API as well. */
export const makeClosed = () => makeAccount({ mode: "enforce", blockApiRequests: true });

/** What is sent as Authorization, to a host. */
export const authorize = (at: Edge, name: string, Authorization: string, path = "/api/leads", from?: string) =>
  at.visit(`https://${name}${path}`, { headers: { Authorization }, ...(from === undefined ? {} : { from }) });

/** A token that is on record with the account of this host. */
export async function tokenOnRecord(at: Edge, name: string, token?: string): Promise<string> {
  const issued = vault.issue({ user: "bot", company: null }, token);
  expect((await authorize(at, name, `Bearer ${issued}`)).status).toBe(200);
  return issued;
}

/** A login of one company on a host that accounts share. */
export async function logInAt(at: Edge, name: string, company: string, from?: string): Promise<Browser> {
  const browser = createBrowser(at, { host: name, ...(from === undefined ? {} : { from }) });
  await logIn(browser, `user-of-${company}`, company);
  return browser;
}

/** User names and passwords in clear, as a lenient server reads them: up to the padding, whatever comes after it. */
function pairsIn(request: Request): string {
  const pairs = (request.headers.get("Authorization") ?? "").matchAll(/\bbasic +([\w+/-]+)/gi);
  return [...pairs]
    .map(([, digits = ""]) => digits.replaceAll("-", "+").replaceAll("_", "/"))
    .map((digits) => atob(digits.length % 4 === 1 ? digits.slice(0, -1) : digits))
    .join("\n");
}

/** The request may reach the origin or not; the value does not, in a user name or a password either. */
export async function expectKeptBack(value: string, act: () => Promise<unknown>): Promise<void> {
  for (const request of await reachedBy(act)) {
    expectNoPieceOf(value, request);
    expect(pairsIn(request)).not.toContain(value);
  }
}

/** The visit is refused, and no piece of the value reaches the origin. */
export async function expectRefused(
  value: string,
  statuses: readonly number[],
  act: () => Promise<Response>,
): Promise<void> {
  let status = 0;
  await expectKeptBack(value, async () => {
    ({ status } = await act());
  });
  expect(statuses).toContain(status);
}
