import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { serve } from "../../src/app.ts";
import { createDenialCounter, DENIAL_LIMITS } from "../../src/gate/denials.ts";
import { describeDevice } from "../../src/sessions/device/device.ts";
import { createDenials, type DenialCount } from "../../src/storage/visits/denials.ts";
import { MAX_MERGED_ADDRESSES } from "../../src/storage/visits/merged-denials.ts";
import { DAY_MS } from "../../src/time.ts";
import { OPERATOR_TOKEN } from "../admin/api.ts";
import { address, NOW, random } from "../support/storage.ts";
import { createVirtualTime } from "../support/virtual-time.ts";
import { makeAccount, TRUSTED, UNTRUSTED } from "../support/world.ts";

const CHROME =
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36";
const { intervalMs, rowsAMinute, devicesAMinute, rowsABatch, mergedABatch } = DENIAL_LIMITS;

interface Knock {
  readonly account: string;
  readonly from: string;
  readonly surface: "dashboard" | "api" | "public";
  readonly blocked: boolean;
  readonly agent: string;
  /** The reference that the visitor is shown. */
  readonly reference: string;
}

const REFERENCE_KEY = /^[0-9a-f]{8}-[0-9a-f]{4}$/;

type StoreState = "writes" | "fails" | "hangs";

/** A counter, a clock that the test moves, and a store that writes, fails or hangs. */
function setUp({ losesFirstFlush = false } = {}) {
  const time = createVirtualTime(NOW);
  const batches: (readonly DenialCount[])[] = [];
  const logged: string[] = [];
  const store: { state: StoreState } = { state: "writes" };
  let responses = 0;
  const counter = createDenialCounter({
    denials: {
      async record(counts) {
        if (store.state === "hangs") await new Promise(() => {});
        if (store.state === "fails") throw new Error("D1_ERROR: no answer");
        batches.push(counts);
      },
    },
    describeDevice,
    log: ({ event }) => logged.push(event),
    now: time.now,
    sleep: (ms, options) => (losesFirstFlush && responses === 0 ? new Promise(() => {}) : time.sleep(ms, options)),
  });
  return {
    batches,
    logged,
    store,
    pass: time.pass,
    /** Responses that had work after them. */
    responses: () => responses,
    rows: () => batches.flat(),
    knock({
      account = "acme",
      from = UNTRUSTED,
      surface = "dashboard",
      blocked = true,
      agent = CHROME,
      reference = crypto.randomUUID(),
    }: Partial<Knock> = {}) {
      const request = new Request("https://app.example.com/", {
        headers: { "User-Agent": agent },
        cf: { country: "DE", city: "Berlin" },
      });
      counter.note(
        { account, address: address(from), surface, reason: "address_not_listed", isBlocked: blocked, request },
        {
          nowMs: time.now(),
          requestId: reference,
          waitUntil: () => {
            responses += 1;
          },
        },
      );
    },
  };
}

describe("denied visits are counted in memory", () => {
  test("the first is written after its response, later ones together, one batch in ten seconds", async () => {
    const world = setUp();
    world.knock();
    expect(world.batches).toEqual([]);
    await world.pass(0);
    expect(world.rows()).toMatchObject([{ visits: 1 }]);

    for (let i = 0; i < 40; i++) {
      world.knock();
      await world.pass(100);
    }
    expect(world.batches).toHaveLength(1);
    await world.pass(intervalMs);
    expect(world.batches).toHaveLength(2);
    expect(world.rows().at(-1)).toMatchObject({ visits: 40, firstAt: NOW, lastAt: NOW + 3_900 });
    expect(world.responses()).toBe(2);
  });

  test("by address, surface, device, outcome and day, with the region", async () => {
    const world = setUp();
    const knocks = [
      {},
      { surface: "api" },
      { blocked: false },
      { agent: "curl/8.5.0" },
      { from: "2001:DB8::1" },
    ] as const;
    for (const knock of [...knocks, ...knocks]) world.knock(knock);
    await world.pass(0);
    expect(world.rows().map(({ visits }) => visits)).toEqual([2, 2, 2, 2, 2]);
    expect(world.rows()[0]).toEqual({
      account: "acme",
      address: UNTRUSTED,
      surface: "dashboard",
      device: { label: "Chrome 131 on Windows", type: "desktop" },
      isBlocked: true,
      reason: "address_not_listed",
      region: { country: "DE", region: null, city: "Berlin" },
      firstAt: NOW,
      lastAt: NOW,
      visits: 2,
      references: [expect.stringMatching(REFERENCE_KEY), expect.stringMatching(REFERENCE_KEY)],
      merged: expect.anything(),
    });
    expect(world.rows().at(-1)?.address).toBe("2001:db8::1");

    await world.pass(DAY_MS / 2 - intervalMs - 1);
    world.knock();
    await world.pass(0);
    world.knock();
    await world.pass(intervalMs + 1);
    world.knock();
    await world.pass(intervalMs);
    for (const { firstAt, lastAt } of world.rows())
      expect(Math.floor(firstAt / DAY_MS)).toBe(Math.floor(lastAt / DAY_MS));
  });

  test("a public path is denied to nobody", () => {
    const world = setUp();
    world.knock({ surface: "public" });
    expect(world.responses()).toBe(0);
  });
});

describe("a flood (row 16)", () => {
  const addressOf = (n: number) => `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`;

  test("of 100,000 addresses in a minute is so many rows, and every visit is counted", async () => {
    const world = setUp();
    for (let n = 0; n < 100_000; n++) {
      world.knock({ from: addressOf(n), agent: `curl/8.${n % 7}.0` });
      if (n % 2_000 === 1_999) await world.pass(1_000);
    }
    await world.pass(intervalMs);
    expect(world.batches.length).toBeLessThanOrEqual(7);
    expect(world.rows().reduce((sum, { visits }) => sum + visits, 0)).toBe(100_000);
    const own = world.rows().filter((row) => row.address !== null);
    expect(own.length).toBe(rowsAMinute);
    expect(world.rows().length - own.length).toBeLessThanOrEqual(world.batches.length);
  });

  test("leaves every address that shares a row beside it, with its reference, up to a bound", async () => {
    const world = setUp();
    for (let n = 0; n < rowsAMinute + MAX_MERGED_ADDRESSES + 10; n++) world.knock({ from: addressOf(n) });
    const late = addressOf(rowsAMinute + 7);
    world.knock({ from: late, reference: "9f86d081-884c-4d65-a1b2-c3d4e5f60718" });
    await world.pass(0);
    const [shared] = world.rows().filter((row) => row.address === null);
    const merged = [...(shared?.merged ?? [])];
    expect(merged).toHaveLength(MAX_MERGED_ADDRESSES);
    expect(merged.filter(({ address: of }) => of === late)).toEqual([{ address: late, reference: "9f86d081-884c" }]);
    expect(shared?.visits).toBe(MAX_MERGED_ADDRESSES + 11);
  });

  test("keeps a bounded number of addresses for all accounts together", async () => {
    const world = setUp();
    const accounts = mergedABatch / MAX_MERGED_ADDRESSES + 3;
    for (let a = 0; a < accounts; a++) {
      for (let n = 0; n < rowsAMinute + MAX_MERGED_ADDRESSES; n++) {
        world.knock({ account: `account-${a}`, from: addressOf(n) });
      }
    }
    await world.pass(0);
    expect(world.rows().reduce((sum, { merged }) => sum + [...(merged ?? [])].length, 0)).toBe(mergedABatch);
  });

  test("of devices takes one address's share, not the account's", async () => {
    const world = setUp();
    for (let n = 0; n < 1_000; n++) world.knock({ agent: `Client${n.toString(36)}/1.0` });
    world.knock({ from: "203.0.113.77" });
    await world.pass(0);
    expect(world.rows().map(({ address: of, device }) => [of, device === null])).toEqual([
      ...Array.from({ length: devicesAMinute }, () => [UNTRUSTED, false]),
      [UNTRUSTED, true],
      ["203.0.113.77", false],
    ]);
  });

  test("of one account leaves another its rows; the next minute is a new one", async () => {
    const world = setUp();
    for (let n = 0; n <= rowsAMinute; n++) world.knock({ from: addressOf(n) });
    world.knock({ account: "other" });
    world.knock({ from: addressOf(3) });
    await world.pass(60_000);
    world.knock({ from: addressOf(9_999) });
    await world.pass(intervalMs);
    const rowOf = (account: string, of: string | null) =>
      world.rows().filter((row) => row.account === account && row.address === of);
    expect(rowOf("other", UNTRUSTED)).toHaveLength(1);
    expect(rowOf("acme", addressOf(3))).toMatchObject([{ visits: 2 }]); // known before the share was used up
    expect(rowOf("acme", null)).toMatchObject([{ visits: 1, device: null, region: { country: null } }]);
    expect(rowOf("acme", addressOf(9_999))).toHaveLength(1);
  });

  test("of accounts is bounded too", async () => {
    const world = setUp();
    for (let n = 0; n < rowsABatch + 100; n++) world.knock({ account: `account-${n}` });
    await world.pass(0);
    expect(world.rows()).toHaveLength(rowsABatch);
    expect(world.logged).toContain("denials_dropped");
  });
});

describe("when D1 fails", () => {
  test("what was counted goes with the next batch", async () => {
    const world = setUp();
    world.store.state = "fails";
    world.knock();
    await world.pass(0);
    expect(world.logged).toEqual(["denials_not_written"]);
    world.store.state = "writes";
    world.knock();
    await world.pass(intervalMs);
    expect(world.rows()).toMatchObject([{ visits: 2 }]);
  });

  test("or hangs, nobody waits for it, and the next batch is written", async () => {
    const world = setUp();
    world.store.state = "hangs";
    world.knock();
    await world.pass(0);
    world.store.state = "writes";
    await world.pass(intervalMs);
    expect(world.logged).toEqual(["denials_late"]);
    world.knock();
    await world.pass(intervalMs);
    expect(world.rows()).toMatchObject([{ visits: 1 }]);
  });

  test("and a flush is lost with its visit, another takes over within seconds", async () => {
    const world = setUp({ losesFirstFlush: true });
    world.knock();
    await world.pass(intervalMs);
    expect(world.batches).toEqual([]);
    world.knock();
    await world.pass(2 * intervalMs);
    world.knock();
    await world.pass(0);
    expect(world.rows()).toMatchObject([{ visits: 3 }]);
  });
});

describe("through the Worker", () => {
  const denials = createDenials(env.DB, random);
  const knock = async (host: string, path: string, from: string, headers: Record<string, string> = {}) => {
    const context = createExecutionContext();
    const request = new Request(`https://${host}${path}`, {
      headers: { "CF-Connecting-IP": from, "User-Agent": CHROME, ...headers },
      redirect: "manual",
      cf: { country: "DE" },
    });
    // A new isolate each time: its first denial is written at once.
    const response = await serve(request, { ...env } as Env, context);
    await response.body?.cancel();
    await waitOnExecutionContext(context);
    return response.status;
  };
  const list = (account: string) => denials.list(account, { after: null, limit: 100 });

  test("a visit that is turned away is on record, one that passes is not", async () => {
    const { id, host } = await makeAccount();
    expect(await knock(host, "/dashboard", TRUSTED)).not.toBe(403);
    expect(await list(id)).toEqual([]);
    expect(await knock(host, "/dashboard", UNTRUSTED)).toBe(403);
    expect(await knock(host, "/login", UNTRUSTED)).toBe(403);
    expect(await list(id)).toMatchObject([
      { address: UNTRUSTED, surface: "dashboard", isBlocked: true, visits: 2, region: { country: "DE" } },
    ]);
  });

  test("in monitor mode the visit passes, and is marked as one that would be turned away", async () => {
    const { id, host } = await makeAccount({ mode: "monitor", blockApiRequests: true });
    expect(await knock(host, "/login", UNTRUSTED)).toBe(200);
    expect(await knock(host, "/api/v4/leads", UNTRUSTED)).toBe(401);
    const rows = await list(id);
    expect(rows.map(({ surface, isBlocked }) => [surface, isBlocked]).sort()).toEqual([
      ["api", false],
      ["dashboard", false],
    ]);
  });

  test("mode off and public paths leave no trace", async () => {
    const off = await makeAccount({ mode: "off" });
    const on = await makeAccount();
    await knock(off.host, "/login", UNTRUSTED);
    await knock(on.host, "/webhooks/in", UNTRUSTED);
    await knock(on.host, "/api/v4/leads", UNTRUSTED);
    expect([...(await list(off.id)), ...(await list(on.id))]).toEqual([]);
  });

  test("an address is on record in canonical form, and the reason with it", async () => {
    const { id, host } = await makeAccount({ expiresAt: Date.now() - 10_000 });
    await knock(host, "/login", "2001:DB8:0::1");
    await knock(host, "/login", TRUSTED, { "CF-Worker": "evil.example" });
    expect((await list(id)).map(({ address: of, reason }) => [of, reason]).sort()).toEqual([
      ["2001:db8::1", "address_not_listed"],
      [TRUSTED, "worker_request"],
    ]);
  });

  test("somebody who knocked is let in by one call, for an hour", async () => {
    const { id, host } = await makeAccount();
    expect(await knock(host, "/login", UNTRUSTED)).toBe(403);
    const api = async (method: string, path: string, body?: unknown) => {
      const context = createExecutionContext();
      const request = new Request(`https://${host}/.gatehouse/api/v1/accounts/${id}${path}`, {
        method,
        headers: { Authorization: `Bearer ${OPERATOR_TOKEN}`, "Content-Type": "application/json" },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const response = await serve(request, { ...env } as Env, context);
      await waitOnExecutionContext(context);
      return response.json<{ readonly items: readonly { readonly id: string }[]; readonly published: boolean }>();
    };
    const [denial] = (await api("GET", "/denials")).items;
    const hour = new Date(Date.now() + 3_600_000).toISOString();
    const entry = await api("POST", `/denials/${denial?.id}/allow`, { label: "Ann", expires_at: hour });
    expect(entry).toMatchObject({ value: UNTRUSTED, label: "Ann", published: true });
    expect(await knock(host, "/login", UNTRUSTED)).toBe(200);
  });
});
