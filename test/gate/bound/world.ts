import { afterEach, beforeEach, expect, vi } from "vitest";
import {
  type Browser,
  createBrowser,
  createEdge,
  createVault,
  type Edge,
  expectNoPieceOf,
  type Vault,
} from "../../support/bound-world.ts";
import { captureLog, forgetKeys, freezeTime } from "../../support/session-world.ts";
import { makeAccount } from "../../support/world.ts";

/** What every test here begins with: an account whose list is off, its host, an origin, and one isolate in front of it. */
export let account = "";
export let host = "";
export let vault: Vault = createVault();
export let edge: Edge = createEdge(vault);
export let logged: ReturnType<typeof captureLog> = [];

/** Tests share their D1 and KV, and no clock goes back. */
let clock = Date.now();

beforeEach(async () => {
  freezeTime(clock);
  await forgetKeys();
  logged = captureLog();
  ({ id: account, host } = await makeAccount({ mode: "off" }));
  build();
});

afterEach(() => {
  const text = JSON.stringify(logged);
  for (const value of vault.issued.keys()) expect(text).not.toContain(value);
  clock = Date.now() + 60_000;
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** Another origin, or other settings. */
export function build(
  options: Parameters<typeof createVault>[0] = {},
  vars: Readonly<Record<string, unknown>> = {},
): void {
  vault = createVault(options);
  edge = createEdge(vault, vars);
}

/** Another isolate, with no memory of anything. */
export const otherEdge = (vars: Readonly<Record<string, unknown>> = {}): Edge => createEdge(vault, vars);

export const browserAt = (
  plan: Partial<Parameters<typeof createBrowser>[1]> & { readonly edge?: Edge } = {},
): Browser => createBrowser(plan.edge ?? edge, { host, ...plan });

export const events = (event: string) => logged.filter((line) => line.event === event);

/** What reaches the origin while this is done. */
export async function reachedBy(act: () => Promise<unknown>): Promise<readonly Request[]> {
  const before = vault.reached.length;
  await act();
  return vault.reached.slice(before);
}

/** It may reach the origin or not; no piece of this value does. */
export async function expectHeldBack(value: string, act: () => Promise<unknown>): Promise<void> {
  for (const request of await reachedBy(act)) expectNoPieceOf(value, request);
}
