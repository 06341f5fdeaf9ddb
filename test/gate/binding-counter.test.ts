import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { BINDING_LIMITS, type BindingVisit, createBindingCounter } from "../../src/gate/binding-counter.ts";
import { type BindingCount, createBindingCounts } from "../../src/storage/visits/binding-counts.ts";
import { DAY_MS } from "../../src/time.ts";
import { anAccount, NOW } from "../support/storage.ts";
import { createVirtualTime } from "../support/virtual-time.ts";

const TODAY = Math.floor(NOW / DAY_MS);
const { rowsABatch } = BINDING_LIMITS;

/** A counter, a clock that the test moves, and what the counter hands over to be written. */
function setUp({ startMs = NOW } = {}) {
  const time = createVirtualTime(startMs);
  const batches: (readonly BindingCount[])[] = [];
  const logged: unknown[] = [];
  const counter = createBindingCounter({
    bindingCounts: {
      async record(counts) {
        batches.push(counts);
      },
    },
    log: ({ event, visits }) => logged.push({ event, visits }),
    now: time.now,
    sleep: time.sleep,
  });
  return {
    batches,
    logged,
    pass: time.pass,
    note: (visit: Partial<BindingVisit> = {}) =>
      counter.note(
        { account: "acme", hostname: "app.example.com", name: "sid", kind: "sealed", ...visit },
        { nowMs: time.now(), waitUntil: () => undefined },
      ),
  };
}

const NONE = { sealed: 0, unsealed: 0, unsealedAfterSealed: 0, removed: 0 };
const SID = { account: "acme", hostname: "app.example.com", name: "sid", day: TODAY };

test("cookies are counted by the way in which they came, one row for each account, host and name", async () => {
  const world = setUp();
  const kinds = ["sealed", "sealed", "unsealed", "unsealed_after_sealed", "removed", "sealed", "removed"] as const;
  for (const kind of kinds) world.note({ kind });
  world.note({ name: "remember_me" });
  world.note({ hostname: "api.example.com", kind: "removed" });
  world.note({ account: "globex" });
  world.note({ account: null, kind: "unsealed" });
  await world.pass(0);
  expect(world.batches).toEqual([
    [
      { ...SID, sealed: 3, unsealed: 1, unsealedAfterSealed: 1, removed: 2 },
      { ...SID, ...NONE, name: "remember_me", sealed: 1 },
      { ...SID, ...NONE, hostname: "api.example.com", removed: 1 },
      { ...SID, ...NONE, account: "globex", sealed: 1 },
      { ...SID, ...NONE, account: null, unsealed: 1 },
    ],
  ]);
});

test("a batch over midnight (UTC) has a row for each day", async () => {
  const world = setUp({ startMs: (TODAY + 1) * DAY_MS - 50_000 });
  world.note();
  await world.pass(49_999);
  world.note();
  await world.pass(1);
  world.note();
  await world.pass(10_000);
  expect(world.batches.map((batch) => batch.map(({ day, sealed }) => [day, sealed]))).toEqual([
    [[TODAY, 1]],
    [
      [TODAY, 1],
      [TODAY + 1, 1],
    ],
  ]);
});

test("an isolate writes at most once in a minute, however many visits there are", async () => {
  const world = setUp();
  for (let second = 0; second < 599; second++) {
    for (let i = 0; i < 5; i++) world.note();
    await world.pass(1_000);
  }
  expect(world.batches).toHaveLength(10);
});

test("hosts beyond the bound are dropped and logged", async () => {
  const world = setUp();
  for (let i = 0; i < rowsABatch + 7; i++) world.note({ hostname: `h${i}.example.com` });
  world.note({ hostname: "h0.example.com" });
  await world.pass(0);
  expect(world.batches[0]).toHaveLength(rowsABatch);
  expect(world.batches[0]?.[0]).toMatchObject({ hostname: "h0.example.com", sealed: 2 });
  expect(world.logged).toEqual([{ event: "binding_counts_dropped", visits: 7 }]);
});

test("what it writes is what the API reads", async () => {
  const { id } = await anAccount();
  const bindingCounts = createBindingCounts(env.DB);
  const time = createVirtualTime(NOW);
  const counter = createBindingCounter({ bindingCounts, log: () => undefined, now: time.now, sleep: async () => {} });
  const work: Promise<unknown>[] = [];
  for (const kind of ["sealed", "removed"] as const) {
    const visit = { account: id, hostname: "app.example.com", name: "sid", kind };
    counter.note(visit, { nowMs: NOW, waitUntil: (promise) => work.push(promise) });
  }
  await Promise.all(work);
  expect(await bindingCounts.sums({ account: id }, NOW, 10)).toEqual({
    sums: [{ account: id, hostname: "app.example.com", name: "sid", ...NONE, sealed: 1, removed: 1 }],
    firstDay: TODAY,
  });
});
