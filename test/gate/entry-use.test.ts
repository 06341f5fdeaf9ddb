import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, test, vi } from "vitest";
import { serve } from "../../src/app.ts";
import { createEntryUseCounter, ENTRY_USE_LIMITS, type EntryUseLimits } from "../../src/gate/entry-use.ts";
import type { AdmittedAddress } from "../../src/storage/entries/entry-use.ts";
import { DAY_MS } from "../../src/time.ts";
import { OPERATOR_TOKEN } from "../admin/api.ts";
import { countingD1 } from "../support/counting-d1.ts";
import { address, NOW } from "../support/storage.ts";
import { createVirtualTime } from "../support/virtual-time.ts";
import { makeAccount, TRUSTED, UNTRUSTED } from "../support/world.ts";

const { intervalMs, gatherMs, addressesABatch, addressesAnAccount } = ENTRY_USE_LIMITS;
const MINUTE = 60_000;

/** A counter, a clock that the test moves, and a store that writes, fails or hangs. */
function setUp({ startMs = NOW, limits = ENTRY_USE_LIMITS }: { startMs?: number; limits?: EntryUseLimits } = {}) {
  const time = createVirtualTime(startMs);
  const batches: (readonly AdmittedAddress[])[] = [];
  const logged: string[] = [];
  const store: { state: "writes" | "fails" | "hangs" } = { state: "writes" };
  const counter = createEntryUseCounter({
    entryUses: {
      async record(admitted) {
        if (store.state === "fails") throw new Error("D1_ERROR: no answer");
        if (store.state === "hangs") return new Promise<void>(() => undefined);
        batches.push(admitted);
      },
    },
    log: ({ event }) => logged.push(event),
    now: time.now,
    sleep: time.sleep,
    limits,
  });
  const note = (from = TRUSTED, account = "acme", revision: number | null = 1) => {
    const moment = { nowMs: time.now(), waitUntil: () => undefined };
    counter.note(account, { address: address(from), text: from }, revision, moment);
  };
  return { ...time, batches, logged, store, note, rows: () => batches.flat() };
}

const addressOf = (n: number): string => `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`;

describe("an address that a list admitted", () => {
  test("is written after the response, with those that come along", async () => {
    const world = setUp();
    world.note();
    await world.pass(gatherMs - 1);
    world.note("192.0.2.1", "other");
    expect(world.batches).toEqual([]);
    await world.pass(1);
    expect(world.batches).toMatchObject([
      [
        { account: "acme", address: address(TRUSTED), at: NOW },
        { account: "other", address: address("192.0.2.1"), at: NOW + gatherMs - 1 },
      ],
    ]);
  });

  test("is written once a day, however often it comes", async () => {
    const world = setUp({ startMs: Math.floor(NOW / DAY_MS) * DAY_MS });
    for (let minute = 0; minute < 3 * 24 * 60; minute++) {
      for (let i = 0; i < 3; i++) world.note();
      await world.pass(MINUTE);
    }
    expect(world.rows().map(({ at }) => Math.floor(at / DAY_MS) - Math.floor(NOW / DAY_MS))).toEqual([0, 1, 2]);
    expect(world.batches).toHaveLength(3);
  });

  test("is written for each account that admitted it", async () => {
    const world = setUp();
    for (const account of ["acme", "globex", "acme"]) world.note(TRUSTED, account);
    await world.pass(gatherMs);
    expect(world.rows().map(({ account }) => account)).toEqual(["acme", "globex"]);
  });
});

describe("when the list changes", () => {
  test("its addresses are noted anew, since other entries may cover them; those of other accounts are not", async () => {
    const world = setUp();
    for (const account of ["acme", "globex"]) world.note(TRUSTED, account, 7);
    await world.pass(intervalMs);
    world.note(TRUSTED, "acme", null);
    world.note(TRUSTED, "acme", 8);
    world.note(TRUSTED, "acme", 8);
    world.note(TRUSTED, "globex", 7);
    await world.pass(gatherMs);
    expect(world.rows().map(({ account }) => account)).toEqual(["acme", "globex", "acme"]);
  });

  test("again and again, the batches stay as many and as small", async () => {
    const world = setUp();
    for (let revision = 0; revision < 3_000; revision++) {
      world.note(TRUSTED, "acme", revision);
      await world.pass(100);
    }
    expect(world.batches.length).toBeLessThanOrEqual(6);
    for (const batch of world.batches) expect(batch).toHaveLength(1);
  });
});

describe("a flood", () => {
  test("of visits from one address is one row and one batch", async () => {
    const world = setUp();
    for (let n = 0; n < 100_000; n++) {
      world.note();
      if (n % 1_000 === 0) await world.pass(1_000);
    }
    expect(world.rows()).toHaveLength(1);
  });

  test("of addresses is one bounded batch a minute; the others are noted when they come again", async () => {
    const world = setUp();
    const minutes = 7;
    for (let minute = 0; minute < minutes; minute++) {
      for (let n = 0; n < 500; n++) world.note(addressOf(n));
      await world.pass(intervalMs);
    }
    expect(world.batches.length).toBeLessThanOrEqual(minutes + 1);
    for (const batch of world.batches) expect(batch.length).toBeLessThanOrEqual(addressesAnAccount);
    const written = world.rows().map((row) => JSON.stringify(row.address));
    expect(new Set(written).size).toBe(500);
    expect(written).toHaveLength(500);
  });

  test("of one account leaves the others their room, and one of accounts is bounded too", async () => {
    const world = setUp();
    for (let n = 0; n < 1_000; n++) world.note(addressOf(n));
    world.note(TRUSTED, "other");
    await world.pass(gatherMs);
    expect(world.rows().filter(({ account }) => account === "other")).toHaveLength(1);

    const wide = setUp();
    for (let n = 0; n < addressesABatch + 50; n++) wide.note(TRUSTED, `account-${n}`);
    await wide.pass(gatherMs);
    expect(wide.rows()).toHaveLength(addressesABatch);
    expect(wide.logged).toEqual([]);
  });

  test("does not fill the memory: beyond the bound it begins anew", async () => {
    const world = setUp({ limits: { ...ENTRY_USE_LIMITS, rememberedAddresses: 10 } });
    for (let n = 0; n < 10; n++) world.note(addressOf(n));
    world.note(addressOf(0));
    await world.pass(gatherMs);
    expect(world.rows()).toHaveLength(10);
    world.note(addressOf(99));
    world.note(addressOf(0));
    await world.pass(intervalMs);
    world.note(addressOf(0));
    await world.pass(gatherMs);
    expect(
      world
        .rows()
        .slice(10)
        .map((row) => row.address),
    ).toEqual([address(addressOf(99)), address(addressOf(0))]);
  });
});

describe("when D1", () => {
  test.each(["fails", "hangs"] as const)(
    "%s, the use goes with a later batch, though no new address comes",
    async (state) => {
      const world = setUp();
      world.store.state = state;
      world.note();
      await world.pass(30_000);
      expect(world.logged).toEqual([state === "fails" ? "entry_use_not_written" : "entry_use_late"]);
      world.store.state = "writes";
      await world.pass(intervalMs);
      world.note();
      await world.pass(gatherMs);
      expect(world.rows()).toMatchObject([{ account: "acme", at: NOW }]);
      world.note();
      await world.pass(2 * intervalMs);
      world.note();
      await world.pass(gatherMs);
      expect(world.rows()).toHaveLength(1);
    },
  );

  test("fails for long, no more is held than a batch", async () => {
    const world = setUp();
    world.store.state = "fails";
    for (let minute = 0; minute < 20; minute++) {
      for (let n = 0; n < 200; n++) world.note(addressOf(minute * 200 + n), `account-${n % 20}`);
      await world.pass(intervalMs);
    }
    world.store.state = "writes";
    world.note("192.0.2.9", "account-x");
    await world.pass(intervalMs);
    expect(world.rows().length).toBeLessThanOrEqual(addressesABatch);
  });
});

describe("through the Worker", () => {
  /** One isolate, as long as the same `bindings` are given. */
  async function come(bindings: Env, url: string, from: string, headers: Record<string, string> = {}) {
    const context = createExecutionContext();
    const request = new Request(url, { headers: { "CF-Connecting-IP": from, ...headers }, redirect: "manual" });
    const response = await serve(request, bindings, context);
    await response.body?.cancel();
    await waitOnExecutionContext(context);
    return response.status;
  }
  const newIsolate = () => ({ ...env }) as Env;
  const usedDays = async (account: string): Promise<unknown> =>
    env.DB.prepare("SELECT sum(days) FROM entry_use WHERE account_id = ?1").bind(account).first("sum(days)");

  test.each(["enforce", "monitor", "off"] as const)("a visit that the list admits is use, in mode %s", async (mode) => {
    const { id, host } = await makeAccount({ mode });
    expect(await come(newIsolate(), `https://${host}/dashboard`, UNTRUSTED)).toBe(mode === "enforce" ? 403 : 302);
    expect(await usedDays(id)).toBeNull();
    await come(newIsolate(), `https://${host}/dashboard`, TRUSTED);
    expect(await usedDays(id)).toBe(1);
  });

  test("a visit that needs no entry is none, and one that the API is closed for is", async () => {
    const open = await makeAccount();
    await come(newIsolate(), `https://${open.host}/webhooks/in`, TRUSTED);
    await come(newIsolate(), `https://${open.host}/api/v4/leads`, TRUSTED);
    await come(newIsolate(), `https://${open.host}/login`, TRUSTED, { "CF-Worker": "evil.example" });
    expect(await usedDays(open.id)).toBeNull();
    const closed = await makeAccount({ blockApiRequests: true });
    await come(newIsolate(), `https://${closed.host}/api/v4/leads`, TRUSTED);
    expect(await usedDays(closed.id)).toBe(1);
  });

  test("a call with an account token is use of the entry that lets it in", async () => {
    const { id, host } = await makeAccount();
    const path = `https://${host}/.gatehouse/api/v1/accounts/${id}`;
    const bindings = newIsolate();
    const made = await serve(
      new Request(`${path}/tokens`, {
        method: "POST",
        headers: { Authorization: `Bearer ${OPERATOR_TOKEN}`, "Content-Type": "application/json" },
        body: JSON.stringify({ name: "CI", scopes: ["allowlist:read"] }),
      }),
      bindings,
      createExecutionContext(),
    );
    const { token } = await made.json<{ readonly token: string }>();
    expect(await usedDays(id)).toBeNull();
    const headers = { Authorization: `Bearer ${token}` };
    expect(await come(bindings, `${path}/allowlist`, UNTRUSTED, headers)).toBe(403);
    expect(await usedDays(id)).toBeNull();
    expect(await come(bindings, `${path}/allowlist`, TRUSTED, headers)).toBe(200);
    expect(await usedDays(id)).toBe(1);
  });

  test("an entry that is added is in use from the next visit on, on the same day and in the same isolate", async () => {
    const { id, host } = await makeAccount();
    const bindings = newIsolate();
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
    await come(bindings, `https://${host}/login`, TRUSTED);
    const headers = { Authorization: `Bearer ${OPERATOR_TOKEN}`, "Content-Type": "application/json" };
    const body = JSON.stringify({ value: `${TRUSTED}/24` });
    const path = `https://${host}/.gatehouse/api/v1/accounts/${id}/allowlist`;
    await serve(new Request(path, { method: "POST", headers, body }), bindings, createExecutionContext());
    vi.setSystemTime(Date.now() + intervalMs);
    await come(bindings, `https://${host}/login`, TRUSTED);
    vi.useRealTimers();
    expect(await usedDays(id)).toBe(2);
  });

  test("3,000 visits of three addresses write three rows", async () => {
    const { id, host } = await makeAccount({ entries: [TRUSTED, "10.0.0.0/8"] });
    const counting = countingD1(env.DB);
    const bindings = { ...env, DB: counting.db } as unknown as Env;
    const context = createExecutionContext();
    for (let n = 0; n < 1_000; n++) {
      for (const from of [TRUSTED, "10.0.0.1", "10.0.0.2"]) {
        const request = new Request(`https://${host}/login`, { headers: { "CF-Connecting-IP": from } });
        await (await serve(request, bindings, context)).body?.cancel();
      }
    }
    await waitOnExecutionContext(context);
    const sent = counting.sent.filter((sql) => sql.includes("entry_use"));
    expect(sent).toHaveLength(1);
    expect(await usedDays(id)).toBe(2);
    expect(counting.rowsWritten).toBeLessThanOrEqual(3);
  });

  test("while D1 fails, visits pass as before", async () => {
    const { host } = await makeAccount();
    const refuse = () => {
      throw new Error("D1_ERROR: no answer");
    };
    const bindings = { ...env, DB: { prepare: refuse, batch: refuse } } as unknown as Env;
    expect(await come(bindings, `https://${host}/login`, TRUSTED)).toBe(200);
    expect(await come(bindings, `https://${host}/login`, TRUSTED)).toBe(200);
  });
});
