import { describe, expect, test } from "vitest";
import type { Proof } from "../../../../src/storage/sessions/session-records.ts";
import type { DenialCount } from "../../../../src/storage/visits/denials.ts";
import { aProof, DAY, who } from "../../../support/sessions.ts";
import { call, makeAccount, makeDeps, NOW, stateOf } from "../../api.ts";

type Account = Awaited<ReturnType<typeof makeAccount>>;

const OFFICE = "203.0.113.7";
const HOME = "198.51.100.23";
/** Where `call` comes from. */
const HERE = "198.51.100.1";

let made = 0;
/** Sessions on record, one for each proof. */
async function login(account: Account, ...proofs: readonly Partial<Proof>[]): Promise<readonly string[]> {
  const all = proofs.map((proof) => aProof(account, [`${account.id}-${++made}`], { at: NOW - 60_000, ...proof }));
  const recorded = await makeDeps().sessions.record(all, NOW);
  return recorded.map(({ session }) => session ?? "none");
}

const knock = (account: Account, ...counts: readonly Partial<DenialCount>[]) =>
  makeDeps().denials.record(
    counts.map((count) => ({
      account: account.id,
      address: HOME,
      surface: "dashboard",
      device: { label: "Safari on iPhone", type: "mobile" },
      isBlocked: true,
      reason: "address_not_listed",
      region: { country: "DE", region: null, city: null },
      firstAt: NOW - 1_000,
      lastAt: NOW - 1_000,
      visits: 1,
      ...count,
    })),
    NOW,
  );

const preview = (account: Account, body: unknown = {}, query = "") =>
  call("POST", `${account.path}/preview${query}`, { body });
const idsOf = ({ items }: { items: readonly { id: string }[] }) => items.map(({ id }) => id);

describe("who would be shut out", () => {
  test("by enforcing the list: everybody who works from elsewhere, newest first, with what is known of them", async () => {
    const account = await makeAccount({ entries: [OFFICE] });
    const [ann, bob, carl] = await login(
      account,
      { address: OFFICE, who: who("1") },
      { address: HOME, who: who("2", { name: "Bob" }), at: NOW - 2 * DAY },
      { address: "2001:db8::7", at: NOW - DAY },
    );
    const { status, body, headers } = await preview(account, { policy: { mode: "enforce" } });
    expect(status).toBe(200);
    expect(headers.get("ETag")).toBe(`"${account.revision}"`);
    expect(body).toMatchObject({ revision: account.revision, mode: "enforce", block_api_requests: false });
    expect(body.sessions).toEqual({
      considered: 3,
      turned_away: {
        count: 2,
        items: [
          expect.objectContaining({ id: carl, address: "2001:db8::7", user: null }),
          {
            id: bob,
            user: "2",
            name: "Bob",
            kind: "web",
            address: HOME,
            device: { label: "Chrome 131 on Windows", type: "desktop" },
            last_seen_at: "2026-11-20T12:00:00Z",
          },
        ],
      },
      let_in: { count: 0, items: [] },
    });
    expect(idsOf(body.sessions.turned_away)).not.toContain(ann);
  });

  test("by removing an entry, and who would be let in by adding one", async () => {
    const account = await makeAccount({ mode: "enforce", entries: [OFFICE, HERE] });
    const [office, home] = await login(account, { address: OFFICE }, { address: HOME });
    await knock(account, { address: HOME }, { address: "192.0.2.1" });

    const { body } = await preview(account, { allowlist: `${HOME}/29 # Ann\n${HERE}` });
    expect(idsOf(body.sessions.turned_away)).toEqual([office]);
    expect(idsOf(body.sessions.let_in)).toEqual([home]);
    expect(body.denials).toMatchObject({ considered: 2, let_in: { count: 1, items: [{ address: HOME }] } });
    expect(body.denials.turned_away.count).toBe(0);
    expect(body.allowlist).toMatchObject({
      total: 2,
      added: { count: 1, items: ["198.51.100.16/29"] },
      removed: { count: 1, items: [`${OFFICE}/32`] },
      updated: 0,
      warning_count: 1,
      warnings: [{ code: "host_bits", line: 1 }],
    });
  });

  test("by an entry that is disabled", async () => {
    const account = await makeAccount({ mode: "enforce", entries: [OFFICE, HOME, HERE] });
    const [office, home] = await login(account, { address: OFFICE, at: NOW - 2 }, { address: HOME, at: NOW - 1 });
    const items: object[] = [
      { value: OFFICE, enabled: false },
      { value: HOME, enabled: false, expires_at: "2026-11-23T12:00:00Z" },
      { value: HERE },
    ];
    const { body } = await preview(account, { allowlist: { items } });
    expect(idsOf(body.sessions.turned_away)).toEqual([home, office]);
    expect(body.allowlist).toMatchObject({ updated: 2, added: { count: 0 }, removed: { count: 0 } });
    const plain = { label: null, enabled: true, expires_at: null };
    expect(body.allowlist.changed).toEqual([
      { entry: `${OFFICE}/32`, before: plain, after: { ...plain, enabled: false } },
      {
        entry: `${HOME}/32`,
        before: plain,
        after: { label: null, enabled: false, expires_at: "2026-11-23T12:00:00Z" },
      },
    ]);
    items[1] = { value: HOME, expires_at: "2026-11-22T12:00:00Z" };
    const past = await preview(account, { allowlist: { items } });
    expect(past.body.errors).toMatchObject([{ pointer: "/allowlist/items/1/expires_at", code: "in_the_past" }]);
  });

  test("nobody, when nothing is proposed or nothing changes", async () => {
    const account = await makeAccount({ mode: "enforce", entries: [OFFICE] });
    await login(account, { address: OFFICE }, { address: HOME });
    await knock(account, {});
    for (const proposal of [{}, { policy: {} }, { policy: { mode: "enforce" } }, { allowlist: OFFICE }]) {
      const { body } = await preview(account, proposal);
      for (const side of [body.sessions, body.denials]) {
        expect(side).toMatchObject({ turned_away: { count: 0 }, let_in: { count: 0 } });
      }
      expect(body.refusal).toBeNull();
    }
  });

  test("of the sessions that are active and were seen in the last 30 days", async () => {
    const account = await makeAccount({ entries: [OFFICE] });
    const [recent, , ended] = await login(account, { at: NOW - 30 * DAY }, { at: NOW - 32 * DAY }, {});
    await call("DELETE", `${account.path}/sessions/${ended}`);
    const { body } = await preview(account, { policy: { mode: "enforce" } });
    expect(body.sessions.considered).toBe(1);
    expect(idsOf(body.sessions.turned_away)).toEqual([recent]);
  });

  test("of one account alone", async () => {
    const [account, other] = [await makeAccount({ entries: [OFFICE] }), await makeAccount({ entries: [OFFICE] })];
    await login(other, {}, {});
    await knock(other, {});
    const { body } = await preview(account, { policy: { mode: "enforce" } });
    expect([body.sessions.considered, body.denials.considered]).toEqual([0, 0]);
  });
});

describe("API sessions", () => {
  test("are hit only when API requests are blocked; how many that would be is told in any case", async () => {
    const account = await makeAccount({ mode: "enforce", entries: [OFFICE, HERE] });
    const [, phone] = await login(
      account,
      { kind: "api", address: OFFICE },
      { kind: "api", address: HOME },
      { kind: "web", address: OFFICE },
    );
    const open = await preview(account);
    expect(open.body.sessions.turned_away.count).toBe(0);
    expect(open.body.api_sessions).toEqual({ considered: 2, untrusted: 1 });

    const closed = await preview(account, {
      policy: { block_api_requests: true, session: { bind_network: "network" } },
    });
    expect(closed.body).toMatchObject({
      block_api_requests: true,
      bind_network: "network",
      api_sessions: { considered: 2, untrusted: 1 },
    });
    expect(idsOf(closed.body.sessions.turned_away)).toEqual([phone]);

    const listed = await preview(account, {
      policy: { block_api_requests: true },
      allowlist: `${OFFICE},${HOME},${HERE}`,
    });
    expect(listed.body.api_sessions).toEqual({ considered: 2, untrusted: 0 });
  });

  test("count for an account whose list is off, too", async () => {
    const account = await makeAccount({ entries: [OFFICE] });
    await login(account, { kind: "api", address: HOME });
    expect((await preview(account)).body.api_sessions).toEqual({ considered: 1, untrusted: 1 });
  });
});

describe("turned-away visits", () => {
  test("of one address and device are one, over all days, and can be let in by their id", async () => {
    const account = await makeAccount({ mode: "enforce", entries: [HERE] });
    await knock(
      account,
      { visits: 3, firstAt: NOW - 2 * DAY - 5_000, lastAt: NOW - 2 * DAY },
      { visits: 2, isBlocked: false, firstAt: NOW - DAY, lastAt: NOW - DAY },
      { visits: 4, firstAt: NOW - 9_000 },
      { visits: 1, device: { label: "curl", type: "client" } },
      { visits: 7, surface: "api" },
      { visits: 9, firstAt: NOW - 40 * DAY, lastAt: NOW - 40 * DAY },
    );
    const { body } = await preview(account, { allowlist: `${HERE},${HOME}` });
    expect(body.denials.considered).toBe(3);
    const phone = body.denials.let_in.items.find((item: { count: number }) => item.count === 9);
    expect(phone).toMatchObject({
      first_at: "2026-11-20T11:59:55Z",
      last_at: "2026-11-22T11:59:59Z",
      outcome: "blocked",
    });
    expect((await call("POST", `${account.path}/denials/${phone.id}/allow`, { body: {} })).status).toBe(201);
  });

  test("that were only monitored would be turned away by enforcing", async () => {
    const account = await makeAccount({ mode: "monitor", entries: [HERE] });
    await knock(account, { isBlocked: false });
    const { body } = await preview(account, { policy: { mode: "enforce" } });
    expect(body.denials.turned_away).toMatchObject({
      count: 1,
      items: [{ address: HOME, outcome: "would_be_blocked" }],
    });
  });

  test("of floods are counted, and of other zones' Workers stay away whatever is listed", async () => {
    const account = await makeAccount({ mode: "enforce", entries: [HERE] });
    await knock(
      account,
      { address: null, device: null, visits: 50_000 },
      { address: "2a06:98c0:3600::103", reason: "worker_request" },
      { address: HOME, reason: "worker_request" },
    );
    const { body } = await preview(account, { allowlist: `${HERE},${HOME},2a06:98c0:3600::103` });
    expect(body.denials).toMatchObject({ considered: 2, without_address: 50_000, let_in: { count: 0 } });
  });
});

describe("whoever asks", () => {
  test("learns whether it concerns them, and the person they ask for", async () => {
    const account = await makeAccount({ mode: "enforce", entries: [HERE, OFFICE] });
    const { body } = await preview(account, { allowlist: `${HOME}` }, `?as_address=${HOME}`);
    expect(body.addresses).toEqual([
      {
        address: HERE,
        is: "caller",
        blocked_now: false,
        blocked_after: true,
        change: "turned_away",
        reason: "address_not_listed",
        access_ends_at: "2026-11-22T12:00:00Z",
        ends_with: null,
      },
      {
        address: HOME,
        is: "as_address",
        blocked_now: true,
        blocked_after: false,
        change: "let_in",
        reason: "address_listed",
        access_ends_at: null,
        ends_with: null,
      },
    ]);
    expect(body.refusal).toBeNull(); // the operator is not judged by its own address
    expect((await preview(account, { allowlist: HOME }, `?as_address=${OFFICE}`)).body.refusal).toBe("lockout_risk");
  });

  test("learns what saving would be refused for, as saving would say it", async () => {
    const empty = await makeAccount();
    expect((await preview(empty, { policy: { mode: "enforce" } })).body.refusal).toBe("empty_allowlist");
    expect((await preview(empty, { policy: { mode: "enforce" }, allowlist: OFFICE })).body.refusal).toBeNull();
    const on = await makeAccount({ mode: "enforce", entries: [OFFICE] });
    expect((await preview(on, { allowlist: { items: [] } })).body.refusal).toBe("empty_allowlist");

    const { token } = (await call("POST", `${empty.path}/tokens`, { body: { name: "x", scopes: ["allowlist:write"] } }))
      .body;
    const asked = await call("POST", `${empty.path}/preview`, {
      token,
      body: { policy: { mode: "enforce" }, allowlist: OFFICE },
    });
    expect(asked.body).toMatchObject({
      refusal: "lockout_risk",
      addresses: [{ address: HERE, change: "turned_away" }],
    });
    const added = await preview(on, { allowlist: `${OFFICE},192.0.2.1` }, `?as_address=${HOME}`);
    expect(added.body.refusal).toBeNull(); // a pure addition, although this address stays out
  });
});

test("a preview changes nothing", async () => {
  const account = await makeAccount({ mode: "enforce", entries: [OFFICE] });
  await login(account, {});
  const before = await stateOf(account.path);
  await preview(account, { policy: { mode: "off", contact: "x" }, allowlist: HOME });
  expect(await stateOf(account.path)).toEqual(before);
});

test("of many, all are counted and the newest hundred shown", async () => {
  const account = await makeAccount({ entries: [OFFICE] });
  const ids = await login(
    account,
    ...Array.from({ length: 250 }, (_, i) => ({ address: `192.0.2.${i}`, at: NOW - i * 3_600_000 })),
  );
  const { body } = await preview(account, { policy: { mode: "enforce" } });
  expect(body.sessions.turned_away.count).toBe(250);
  expect(idsOf(body.sessions.turned_away)).toEqual(ids.slice(0, 100));
});

describe("a proposal that is none", () => {
  test.each<[string, unknown, readonly unknown[]]>([
    [
      "text",
      { allowlist: "203.0.113.7\nnonsense, 1.2.3\n" },
      [
        ["/allowlist", 2],
        ["/allowlist", 2],
      ],
    ],
    [
      "items",
      { allowlist: { items: [{ value: "x" }], more: 1 } },
      [
        ["/allowlist/items/0/value", undefined],
        ["/allowlist/more", undefined],
      ],
    ],
    ["a list of another kind", { allowlist: 7 }, [["/allowlist", undefined]]],
    ["an empty text", { allowlist: "" }, [["/allowlist", 1]]],
    [
      "policy and list",
      { policy: { mode: "on" }, allowlist: "x", z: 1 },
      [
        ["/allowlist", 1],
        ["/policy/mode", undefined],
        ["/z", undefined],
      ],
    ],
    [
      "contradictions",
      { policy: { session: { idle_days: 90, absolute_days: 30 } } },
      [["/policy/session/idle_days", undefined]],
    ],
  ])("is refused with the place of each error: %s", async (_what, body, expected) => {
    const account = await makeAccount({ entries: [OFFICE] });
    const answer = await preview(account, body);
    expect(answer.status).toBe(422);
    const places = answer.body.errors.map(({ pointer, line }: { pointer: string; line?: number }) => [pointer, line]);
    expect(places.sort()).toEqual(expected);
  });

  test("or that is too long, or asks for what is not known", async () => {
    const account = await makeAccount();
    const items = Array.from({ length: 250_001 }, () => ({}));
    expect((await preview(account, { allowlist: { items } })).body.code).toBe("too_many_entries");
    expect((await preview(account, {}, "?acknowledge_lockout=true")).status).toBe(422);
    expect((await preview(account, "{")).body.code).toBe("malformed_json");
    expect((await call("POST", "/accounts/nobody/preview", { body: {} })).body.code).toBe("account_not_found");
  });
});
