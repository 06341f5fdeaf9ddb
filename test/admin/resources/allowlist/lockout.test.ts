import { describe, expect, test } from "vitest";
import type { Actor } from "../../../../src/accounts/actor.ts";
import { parseEntry } from "../../../../src/address/entry/entry.ts";
import { parseAddress } from "../../../../src/address/entry/parse-address.ts";
import { guardedBy } from "../../../../src/admin/resources/allowlist/guard.ts";
import { judgeAfter, type NamedEffect } from "../../../../src/allowlist/lockout.ts";
import { NEW_ACCOUNT_POLICY } from "../../../../src/policy/policy.ts";
import { call, makeAccount, makeDeps, NOW, stateOf } from "../../api.ts";

const ME = "203.0.113.7";
const AS_ME = `?as_address=${ME}`;
const PAST = "2026-11-22T12:00:00Z"; // an entry matches while now is before its expiry
const NEXT_SECOND = "2026-11-22T12:00:01Z";

interface Write {
  readonly name: string;
  readonly method: string;
  /** From the account's paths and the id of its first entry. */
  readonly path: (account: { readonly path: string; readonly list: string }, id: string) => string;
  readonly body?: unknown;
  readonly type?: string;
}

const onEntry: Write["path"] = ({ list }, id) => `${list}/${id}`;
const onList: Write["path"] = ({ list }) => list;
const onPolicy: Write["path"] = ({ path }) => `${path}/policy`;

/** Writes to an enforced list of [203.0.113.0/24, 192.0.2.1] after which 203.0.113.7 would be turned away. */
const LOCKING: readonly Write[] = [
  { name: "deleting", method: "DELETE", path: onEntry },
  { name: "disabling", method: "PATCH", path: onEntry, body: { enabled: false } },
  { name: "another range", method: "PATCH", path: onEntry, body: { value: "203.0.112.0/24" } },
  {
    name: "another list",
    method: "PUT",
    path: onList,
    body: { items: [{ value: "192.0.2.1" }, { value: "10.0.0.1" }] },
  },
  { name: "another list as text", method: "PUT", path: onList, body: "192.0.2.1\n10.0.0.1", type: "text/plain" },
  {
    name: "a list that disables",
    method: "PUT",
    path: onList,
    body: { items: [{ value: "203.0.113.0/24", enabled: false }, { value: "192.0.2.1" }] },
  },
];

/** Writes to the same list after which 203.0.113.7 still passes. */
const HARMLESS: readonly Write[] = [
  { name: "a label", method: "PATCH", path: onEntry, body: { label: "Office" } },
  { name: "a narrower range", method: "PATCH", path: onEntry, body: { value: "203.0.113.0/28" } },
  { name: "a wider list", method: "PUT", path: onList, body: { items: [{ value: "203.0.0.0/16" }] } },
  { name: "the same list", method: "PUT", path: onList, body: "203.0.113.*\n192.0.2.1", type: "text/plain" },
  { name: "blocking the API", method: "PATCH", path: onPolicy, body: { block_api_requests: true } },
  { name: "turning off", method: "PATCH", path: onPolicy, body: { mode: "off" } },
  { name: "monitoring", method: "PATCH", path: onPolicy, body: { mode: "monitor" } },
  { name: "an addition", method: "POST", path: onList, body: { value: "10.0.0.1" } },
];

async function enforced() {
  const account = await makeAccount({ mode: "enforce", entries: ["203.0.113.0/24", "192.0.2.1"] });
  const [first] = (await call("GET", account.list)).body.items;
  return { account, id: first.id as string };
}

const send = (write: Write, path: string) =>
  call(write.method, path, {
    body: write.body,
    ...(write.type === undefined ? {} : { type: write.type }),
    ...(write.method === "PUT" ? { ifMatch: "*" } : {}),
  });

describe.each(LOCKING)("$name locks out", (write) => {
  test("and is refused with the address, unless it is acknowledged", async () => {
    const { account, id } = await enforced();
    const before = await stateOf(account.path);
    const path = write.path(account, id);
    const refused = await send(write, path + AS_ME);
    expect(refused.status).toBe(409);
    expect(refused.body).toMatchObject({ code: "lockout_risk", your_address: ME });
    expect((await send(write, `${path}${AS_ME}&acknowledge_lockout=false`)).status).toBe(409);
    expect(await stateOf(account.path)).toEqual(before);
    expect((await send(write, `${path}${AS_ME}&acknowledge_lockout=true`)).status).toBe(200);
  });

  test("nobody when the operator does not say for whom, or for whom it does not matter", async () => {
    const first = await enforced();
    expect((await send(write, write.path(first.account, first.id))).status).toBe(200);
    const second = await enforced();
    expect((await send(write, `${write.path(second.account, second.id)}?as_address=192.0.2.1`)).status).toBe(200);
  });

  test("nobody while the list is not enforced", async () => {
    const { account, id } = await enforced();
    await call("PATCH", `${account.path}/policy`, { body: { mode: "monitor" } });
    expect((await send(write, write.path(account, id) + AS_ME)).status).toBe(200);
  });
});

test.each(HARMLESS)("$name goes through", async (write) => {
  const { account, id } = await enforced();
  const query = write.method === "POST" ? "" : AS_ME;
  expect((await send(write, write.path(account, id) + query)).status).toBeLessThan(300);
});

describe("enforcing", () => {
  test("is judged also when a policy asks for what is already so", async () => {
    const { path } = await makeAccount({ mode: "enforce", entries: ["192.0.2.1"] });
    const again = await call("PATCH", `${path}/policy${AS_ME}`, { body: { mode: "enforce" } });
    expect(again.body).toMatchObject({ code: "lockout_risk", your_address: ME });
    expect((await call("PATCH", `${path}/policy?as_address=192.0.2.1`, { body: { mode: "enforce" } })).status).toBe(
      200,
    );
  });

  test("is refused to whom it would lock out, whatever spelling names them", async () => {
    const { path } = await makeAccount({ entries: ["192.0.2.1", { value: "203.0.113.0/24", enabled: false }] });
    for (const address of [ME, `::ffff:${ME}`, "::ffff:cb00:7107"]) {
      const answer = await call("PATCH", `${path}/policy?as_address=${address}`, { body: { mode: "enforce" } });
      expect(answer.body).toMatchObject({ code: "lockout_risk", your_address: ME });
    }
    const v6 = await call("PATCH", `${path}/policy?as_address=2001:DB8::1`, { body: { mode: "enforce" } });
    expect(v6.body).toMatchObject({ code: "lockout_risk", your_address: "2001:db8::1" });
    expect((await call("GET", `${path}/policy`)).body.mode).toBe("off");
    const acknowledged = `${path}/policy${AS_ME}&acknowledge_lockout=true`;
    expect((await call("PATCH", acknowledged, { body: { mode: "enforce" } })).body.mode).toBe("enforce");
  });

  test("is judged on the state after: what locked out before may not stay", async () => {
    const { account } = await enforced();
    const answer = await call("PATCH", `${account.path}/policy?as_address=198.51.100.9`, { body: { contact: "x" } });
    expect(answer.body.code).toBe("lockout_risk");
  });

  test.each([
    { name: "no entry", entries: [] },
    { name: "a disabled entry", entries: [{ value: ME, enabled: false }] },
    { name: "an expired entry", entries: [{ value: ME, expires_at: PAST }] },
  ])("is refused with $name, and nothing overrides it", async ({ entries }) => {
    const { path } = await makeAccount({ entries });
    for (const query of ["", AS_ME, `${AS_ME}&acknowledge_lockout=true`]) {
      const answer = await call("PATCH", `${path}/policy${query}`, { body: { mode: "enforce" } });
      expect(answer.status).toBe(409);
      expect(answer.body.code).toBe("empty_allowlist");
    }
    expect((await call("PATCH", `${path}/policy`, { body: { mode: "monitor" } })).status).toBe(200);
  });
});

describe("an enforced list", () => {
  const EMPTYING: readonly Write[] = [
    { name: "deleting", method: "DELETE", path: onEntry },
    { name: "disabling", method: "PATCH", path: onEntry, body: { enabled: false } },
    { name: "an empty list", method: "PUT", path: onList, body: { items: [] } },
    { name: "a disabled list", method: "PUT", path: onList, body: { items: [{ value: ME, enabled: false }] } },
    { name: "a list of what is disabled", method: "PUT", path: onList, body: { items: [{ value: "192.0.2.1" }] } },
  ];

  test.each(EMPTYING)("is never emptied: $name is refused, and nothing overrides it", async (write) => {
    const entries = [ME, { value: "192.0.2.1", enabled: false }];
    const account = await makeAccount({ mode: "enforce", entries });
    const { id } = (await call("GET", account.list)).body.items.find(({ value }: { value: string }) => value === ME);
    const before = await stateOf(account.path);
    for (const query of ["", "?acknowledge_lockout=true"]) {
      const answer = await send(write, write.path(account, id) + query);
      expect(answer.status).toBe(409);
      expect(answer.body.code).toBe("empty_allowlist");
    }
    expect(await stateOf(account.path)).toEqual(before);
  });

  test("that has run out by itself can be filled again, and be turned off", async () => {
    const later = { now: () => NOW + 2000 };
    const entries = [{ value: ME, expires_at: NEXT_SECOND }];
    const { list, path } = await makeAccount({ mode: "enforce", entries });
    const { id } = (await call("GET", list)).body.items[0];
    expect((await call("PATCH", `${list}/${id}`, { body: { label: "late" }, deps: later })).status).toBe(200);
    expect((await call("PATCH", `${list}/${id}`, { body: { expires_at: null }, deps: later })).status).toBe(200);
    expect((await call("PATCH", `${path}/policy`, { body: { mode: "off" }, deps: later })).status).toBe(200);
  });

  test("takes additions from whom it turns away", async () => {
    const { list } = await makeAccount({ mode: "enforce", entries: ["192.0.2.1"] });
    const { id } = (await call("POST", list, { body: { value: "10.0.0.1", enabled: false } })).body;
    expect((await call("POST", list, { body: { items: [{ value: "10.0.0.2" }] } })).status).toBe(200);
    expect((await call("PATCH", `${list}/${id}${AS_ME}`, { body: { enabled: true } })).status).toBe(200);
    const wider = "192.0.2.1\n10.0.0.1\n10.0.0.2\n10.0.0.3";
    const answer = await call("PUT", `${list}${AS_ME}`, { type: "text/plain", body: wider, ifMatch: "*" });
    expect(answer.status).toBe(200);
  });
});

test.each(["203.0.113.256", "203.0.113.0/24", "me", "", "127.1"])(
  "as_address=%j is refused by name",
  async (address) => {
    const { path } = await makeAccount();
    const answer = await call("PATCH", `${path}/policy?as_address=${address}`, { body: {} });
    expect(answer.status).toBe(422);
    expect(answer.body.errors).toEqual([expect.objectContaining({ parameter: "as_address" })]);
  },
);

describe("the judgement", () => {
  const addressOf = (text: string) => {
    const address = parseAddress(text);
    if (!address.ok) throw new Error(text);
    return address.value;
  };
  const entry = (text: string): NamedEffect => {
    const parsed = parseEntry(text);
    if (!parsed.ok) throw new Error(text);
    return { range: parsed.value.range, enabled: true, expiresAt: null, label: null };
  };

  test("guards an account's own people always, and whom they act for", () => {
    const actor: Actor = {
      kind: "token",
      id: "tok_1",
      name: "CI",
      account: "acme",
      expiresAt: null,
      scopes: new Set(),
    };
    const deps = makeDeps({ address: addressOf("198.51.100.1") });
    expect(guardedBy(actor, {}, deps).addresses).toEqual([addressOf("198.51.100.1")]);
    const both = guardedBy(actor, { as_address: addressOf(ME) }, deps).addresses;
    expect(both).toEqual([addressOf("198.51.100.1"), addressOf(ME)]);
    expect(guardedBy({ kind: "operator" }, {}, deps).addresses).toEqual([]);

    const after = {
      policy: { ...NEW_ACCOUNT_POLICY, mode: "enforce" as const },
      hasLiveEntry: true,
      entries: [entry("198.51.100.1")],
    };
    const refusal = judgeAfter(after, { addresses: both, isAcknowledged: false }, NOW);
    expect(refusal).toEqual({
      ok: false,
      error: { code: "lockout_risk", address: ME, lockedOutAt: NOW, entry: null },
    });
  });
});
