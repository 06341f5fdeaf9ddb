import { env, exports } from "cloudflare:workers";
import { parseEntry } from "../../src/address/entry/entry.ts";
import { NEW_ACCOUNT_POLICY, type Policy } from "../../src/policy/policy.ts";
import { createAccounts } from "../../src/storage/accounts/accounts.ts";
import { createHosts } from "../../src/storage/accounts/hosts.ts";
import type { EventDraft } from "../../src/storage/d1/audit.ts";
import type { ChangeContext } from "../../src/storage/d1/change.ts";
import { createEntries } from "../../src/storage/entries/entries.ts";
import { createHostStore } from "../../src/storage/kv/host-store.ts";
import type { KvDeps } from "../../src/storage/kv/kv.ts";
import { createSnapshotStore } from "../../src/storage/kv/snapshot-store.ts";
import { createPublisher } from "../../src/storage/publish/publisher.ts";

export const TRUSTED = "49.14.176.91";
export const UNTRUSTED = "203.0.113.9";

const random = (count: number): Uint8Array => crypto.getRandomValues(new Uint8Array(count));
const sha256 = (bytes: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer> => crypto.subtle.digest("SHA-256", bytes);
const event: EventDraft = { actor: "operator", address: null, action: "test.setup", detail: {} };
const kv: KvDeps = { kv: env.LISTS, limitMs: 2000, sleep: (ms, options) => scheduler.wait(ms, options ?? {}) };

const accounts = createAccounts(env.DB, random);
const hosts = createHosts(env.DB, random);
const entries = createEntries(env.DB, random);
const publisher = createPublisher({
  db: env.DB,
  snapshots: createSnapshotStore({ ...kv, tombstoneSeconds: 1000, sha256 }),
  hosts: createHostStore({ ...kv, tombstoneSeconds: 1000 }),
  sha256,
  now: Date.now,
  memory: { account() {}, host() {} },
});

export interface AccountPlan {
  readonly mode?: Policy["mode"];
  readonly blockApiRequests?: boolean;
  readonly contact?: string;
  /** Refused visitors may ask for access. */
  readonly accessRequests?: boolean;
  readonly entries?: readonly string[];
  readonly expiresAt?: number;
}

let made = 0;
/** Apart from the accounts of other files. */
const RUN = crypto.randomUUID().slice(0, 8);

/** A published account of its own for a test, enforced and with the trusted address unless the plan says otherwise. */
export async function makeAccount(plan: AccountPlan = {}): Promise<{ readonly id: string; readonly host: string }> {
  made += 1;
  const id = `account-${made}-${RUN}`;
  const host = `app-${made}-${RUN}.example.com`;
  const change = async (): Promise<ChangeContext> => {
    const account = await accounts.get(id);
    if (account === null) throw new Error(`no account ${id}`);
    return { account, event, now: Date.now() };
  };
  await accounts.create({ id, name: id }, event, Date.now());
  const added = (plan.entries ?? [TRUSTED]).map((text) => {
    const parsed = parseEntry(text);
    if (!parsed.ok) throw new Error(`not an entry: ${text}`);
    const { value, range } = parsed.value;
    return { value, range, label: null, enabled: true, expiresAt: plan.expiresAt ?? null };
  });
  await entries.add(await change(), added);
  await accounts.setPolicy(await change(), {
    ...NEW_ACCOUNT_POLICY,
    mode: plan.mode ?? "enforce",
    blockApiRequests: plan.blockApiRequests ?? false,
    contact: plan.contact ?? null,
    accessRequests: plan.accessRequests ?? false,
  });
  await hosts.put(await change(), host);
  await publisher.publishAccount(id);
  await publisher.publishHost(host);
  return { id, host };
}

/** A visit through the Worker's own entry, from `from` (null: without CF-Connecting-IP). */
export function visit(url: string, init: RequestInit & { readonly from?: string | null } = {}): Promise<Response> {
  const { from = TRUSTED, ...rest } = init;
  const headers = new Headers(rest.headers);
  if (from !== null) headers.set("CF-Connecting-IP", from);
  return exports.default.fetch(new Request(url, { redirect: "manual", ...rest, headers }));
}

/** What the demo product received: /debug/request answers with it. */
export interface ReceivedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly (readonly [string, string])[];
}

export async function received(response: Promise<Response>): Promise<ReceivedRequest> {
  const answer = await response;
  if (answer.status !== 200) throw new Error(`the origin was not reached: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

export const headerOf = (request: ReceivedRequest, name: string): string | undefined =>
  request.headers.find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];
