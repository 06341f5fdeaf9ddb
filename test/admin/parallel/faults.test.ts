import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { decodeSnapshot } from "../../../src/policy/snapshot.ts";
import { isolateOf } from "../../../src/wiring.ts";
import { type Fault, type FaultyBindings, faultyBindings } from "../../support/faulty-bindings.ts";
import { sha256 } from "../../support/storage.ts";
import { type Answer, type CallOptions, call, makeAccount, makeDeps } from "../api.ts";

// A change meets a D1 or KV of which one call fails, each call in turn: refused, or carried out with its answer lost.
// There is no half change, nothing that was acknowledged is lost, and to repeat the call is safe.

type Account = Awaited<ReturnType<typeof makeAccount>> & { readonly entry: string };

interface Change {
  readonly name: string;
  readonly make: (account: Account) => { readonly method: string; readonly path: string } & CallOptions;
  /** It is made under an Idempotency-Key, so its repetition gets the answer of the first call. */
  readonly isKeyed?: boolean;
  readonly event: string;
  /** What a repetition may answer when the first call was carried out, besides success. */
  readonly repeated?: number;
}

const CHANGES: readonly Change[] = [
  {
    name: "an entry is added",
    make: ({ list }) => ({ method: "POST", path: list, body: { value: "203.0.113.7", label: "Ann" } }),
    isKeyed: true,
    event: "allowlist.added",
  },
  {
    name: "many entries are added as text",
    make: ({ list }) => ({ method: "POST", path: list, body: "203.0.113.7 # Ann\n2001:db8::/48", type: "text/plain" }),
    isKeyed: true,
    event: "allowlist.added",
  },
  {
    name: "an entry comes to life again",
    make: ({ list }) => ({ method: "POST", path: list, body: { value: "192.0.2.9" } }),
    isKeyed: true,
    event: "allowlist.added",
  },
  {
    name: "the list is replaced",
    make: ({ list, revision }) => ({
      method: "PUT",
      path: list,
      body: "203.0.113.0/24\n198.51.100.0/24",
      type: "text/plain",
      ifMatch: revision,
    }),
    event: "allowlist.replaced",
    repeated: 412,
  },
  {
    name: "an entry is changed",
    make: ({ entry }) => ({ method: "PATCH", path: entry, body: { label: "Bob", enabled: false } }),
    event: "entry.changed",
  },
  {
    name: "an entry is deleted",
    make: ({ entry }) => ({ method: "DELETE", path: entry }),
    event: "entry.removed",
    repeated: 404,
  },
  {
    name: "the policy is changed",
    make: ({ path }) => ({
      method: "PATCH",
      path: `${path}/policy`,
      body: { mode: "enforce", contact: "a@b.example" },
    }),
    event: "policy.changed",
  },
  {
    name: "the policy is changed on trial",
    make: ({ path }) => ({
      method: "PATCH",
      path: `${path}/policy?confirm_within=600`,
      body: { block_api_requests: true, contact: "a@b.example" },
    }),
    event: "policy.changed",
    repeated: 409,
  },
  {
    name: "the state before the list came is brought back",
    make: ({ path, revision }) => ({ method: "POST", path: `${path}/revisions/${revision - 1}/restore` }),
    isKeyed: true,
    event: "revision.restored",
  },
];

async function accountFor(): Promise<Account> {
  const entries = ["192.0.2.1", "198.51.100.0/24", { value: "192.0.2.9", enabled: false }];
  const account = await makeAccount({ entries });
  const first = await env.DB.prepare("SELECT id FROM entries WHERE account_id = ?1 AND value = '192.0.2.1'")
    .bind(account.id)
    .first<string>("id");
  return { ...account, entry: `${account.list}/${first}` };
}

/** The policy and the list, without what differs from account to account. */
async function pictureOf({ id }: Account): Promise<unknown> {
  const [policy, entries] = await env.DB.batch([
    env.DB.prepare("SELECT mode, contact FROM accounts WHERE id = ?1").bind(id),
    env.DB.prepare("SELECT value, label, enabled, expires_at FROM entries WHERE account_id = ?1 ORDER BY value").bind(
      id,
    ),
  ]);
  return [policy?.results, entries?.results];
}

async function eventsOf(account: string, action: string): Promise<number> {
  const sql = "SELECT count(*) AS n FROM audit WHERE account_id = ?1 AND action = ?2";
  return (await env.DB.prepare(sql).bind(account, action).first<number>("n")) ?? 0;
}

async function publishedRevision(account: string): Promise<number | null> {
  const bytes = await env.LISTS.get(`account:${account}`, "arrayBuffer");
  const snapshot = bytes === null ? null : await decodeSnapshot(bytes, sha256);
  return snapshot?.ok === true ? snapshot.value.saved.revision : null;
}

const ask = (change: Change, account: Account, key: string, deps: CallOptions["deps"] = {}): Promise<Answer> => {
  const { method, path, ...options } = change.make(account);
  const headers = change.isKeyed === true ? { "Idempotency-Key": key } : {};
  return call(method, path, { ...options, headers, deps });
};

function depsWith(faulty: FaultyBindings): NonNullable<CallOptions["deps"]> {
  const isolate = isolateOf(faulty.bindings);
  if (!isolate.ok) throw new Error(JSON.stringify(isolate.error));
  return { ...isolate.value.stores, sleep: makeDeps().sleep };
}

const VARS = { CREDENTIAL_KEY: "k1:credential-key-for-tests-0123456789abcdef" };
/** No change needs as many calls of D1 and KV. */
const MOST_CALLS = 60;

describe.each(CHANGES)("$name", { timeout: 120_000 }, (change) => {
  test.each(["refused", "answer_lost"] as const)("while one call of D1 or KV after the other is %s", async (how) => {
    const model = await accountFor();
    const before = await pictureOf(model);
    expect((await ask(change, model, "model")).status).toBeLessThan(300);
    const after = await pictureOf(model);
    expect(after).not.toEqual(before);
    const events = await eventsOf(model.id, change.event);

    let faults = 0;
    for (let at = 1; at <= MOST_CALLS; at++) {
      if (!(await survives(at))) break;
      faults++;
    }
    expect(faults).toBeGreaterThan(3);
    expect(faults).toBeLessThan(MOST_CALLS);

    /** False: the change needs fewer calls, so nothing failed. */
    async function survives(at: number): Promise<boolean> {
      const account = await accountFor();
      const faulty = faultyBindings({ at, how }, VARS);
      const key = `${how}-${at}`;
      const first = await ask(change, account, key, depsWith(faulty));
      const told = `call ${at}: ${first.status} ${first.text}`;
      const picture = await pictureOf(account);
      expect([before, after], told).toContainEqual(picture);
      if (first.status < 300) expect(picture, told).toEqual(after);
      const isDone = JSON.stringify(picture) === JSON.stringify(after);

      const second = await ask(change, account, key);
      const isRefused = second.status === change.repeated && isDone;
      if (!isRefused) expect(second.status, `${told}, then ${second.text}`).toBeLessThan(300);
      expect(await pictureOf(account), told).toEqual(after);
      if (change.isKeyed === true || !isDone) {
        expect(await eventsOf(account.id, change.event), told).toBe(events);
      }
      if (!isRefused) {
        expect(second.body.published, told).toBe(true);
        expect(await publishedRevision(account.id), told).toBe(second.body.revision);
      }
      return faulty.calls >= at;
    }
  });
});

describe.each(CHANGES.filter(({ name }) => /many|replaced|policy is changed$/.test(name)))(
  "$name",
  { timeout: 60_000 },
  (change) => {
    test("while another administrator changes something else, and one call after the other is refused", async () => {
      let faults = 0;
      for (let at = 1; at <= MOST_CALLS; at++) {
        const account = await accountFor();
        const faulty = faultyBindings({ at, how: "refused" }, VARS);
        const [first, other] = await Promise.all([
          ask(change, account, `pair-${at}`, depsWith(faulty)),
          call("POST", account.list, { body: { value: "192.0.2.77" } }),
        ]);
        if (faulty.calls < at) break;
        faults++;
        const told = `call ${at}: ${first.status} ${first.text}`;
        expect(other.status, told).toBe(201);
        const { items } = (await call("GET", `${account.list}?limit=1000`)).body;
        const values = (items as { readonly value: string }[]).map(({ value }) => value);
        // A replacement that was judged after the addition is refused for its If-Match; one before it does not take it away.
        expect(values, told).toContain("192.0.2.77");
      }
      expect(faults).toBeGreaterThan(3);
    });
  },
);

test("250,000 entries are added as a whole or not at all, and once", { timeout: 120_000 }, async () => {
  const { id, list } = await makeAccount();
  const LONG = 250_000;
  const body = Array.from({ length: LONG }, (_, i) => `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`).join("\n");
  const headers = { "Idempotency-Key": "long" };
  const add = (how: Fault["how"] | null) =>
    call("POST", list, {
      body,
      headers,
      type: "text/plain",
      deps: how === null ? {} : depsWith(faultyBindings({ at: "change", how }, VARS)),
    });
  const count = () => env.DB.prepare("SELECT count(*) AS n FROM entries WHERE account_id = ?1").bind(id).first("n");

  expect((await add("refused")).status).toBe(503);
  expect(await count()).toBe(0);
  expect((await add("answer_lost")).status).toBe(503);
  expect(await count()).toBe(LONG);
  const repeated = await add(null);
  expect(repeated).toMatchObject({ status: 200, body: { added: LONG, total: LONG, published: true } });
  expect(repeated.headers.get("Idempotency-Replayed")).toBe("true");
  expect(await eventsOf(id, "allowlist.added")).toBe(1);
  expect(await publishedRevision(id)).toBe(repeated.body.revision);
});
