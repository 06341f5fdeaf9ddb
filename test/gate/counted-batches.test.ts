import { describe, expect, test } from "vitest";
import { createCountedBatches } from "../../src/gate/counted-batches.ts";
import { NOW } from "../support/storage.ts";
import { createVirtualTime } from "../support/virtual-time.ts";

interface Count {
  readonly key: string;
  readonly visits: number;
}

const INTERVAL_MS = 60_000;
const WAIT_MAX_MS = 15_000;

/** Counts, a clock that the test moves, and what was written and logged. */
function setUp({ intervalMs = INTERVAL_MS, rowsABatch = 100 } = {}) {
  const time = createVirtualTime(NOW);
  const batches: (readonly Count[])[] = [];
  const logged: unknown[] = [];
  const store: { state: "writes" | "fails" } = { state: "writes" };
  let waiting = 0;
  const counted = createCountedBatches<Count>({
    subject: "things",
    keyOf: ({ key }) => key,
    addUp: (a, b) => ({ ...b, visits: a.visits + b.visits }),
    visitsOf: ({ visits }) => visits,
    async record(counts) {
      if (store.state === "fails") throw new Error("D1_ERROR: no answer");
      batches.push(counts);
    },
    log: ({ event, ...facts }) => logged.push([event, facts.visits ?? facts.rows]),
    intervalMs,
    rowsABatch,
    now: time.now,
    sleep: time.sleep,
  });
  return {
    ...time,
    batches,
    logged,
    store,
    /** Responses that had work after them. */
    waiting: () => waiting,
    add(key = "a", visits = 1) {
      const waitUntil = () => {
        waiting += 1;
      };
      counted.add({ key, visits }, { nowMs: time.now(), waitUntil });
    },
  };
}

describe("an interval that is longer than work after a response may take", () => {
  test("keeps no visit waiting: the first visit after it writes what came before", async () => {
    const world = setUp();
    world.add();
    await world.pass(0);
    expect(world.batches).toEqual([[{ key: "a", visits: 1 }]]);

    world.add("a", 2);
    await world.pass(INTERVAL_MS + 1);
    expect(world.waiting()).toBe(1);
    expect(world.batches).toHaveLength(1);
    world.add("b");
    await world.pass(0);
    expect(world.batches[1]).toEqual([
      { key: "a", visits: 2 },
      { key: "b", visits: 1 },
    ]);
  });

  test("is waited for in its last quarter, by one visit", async () => {
    const world = setUp();
    world.add();
    await world.pass(INTERVAL_MS - WAIT_MAX_MS - 1);
    world.add();
    expect(world.waiting()).toBe(1);
    await world.pass(1);
    for (let i = 0; i < 3; i++) world.add();
    expect(world.waiting()).toBe(2);
    await world.pass(WAIT_MAX_MS);
    expect(world.batches).toEqual([[{ key: "a", visits: 1 }], [{ key: "a", visits: 4 }]]);
  });
});

test("rows beyond the bound are dropped and logged under their name, those that are there add up", async () => {
  const world = setUp({ rowsABatch: 2 });
  for (const key of ["a", "b", "c", "a", "d"]) world.add(key, 3);
  await world.pass(0);
  expect(world.batches).toEqual([
    [
      { key: "a", visits: 6 },
      { key: "b", visits: 3 },
    ],
  ]);
  expect(world.logged).toEqual([["things_dropped", 6]]);
});

test("a batch that D1 refuses goes with the next one, within the bound", async () => {
  const world = setUp({ rowsABatch: 2 });
  world.store.state = "fails";
  world.add("a");
  world.add("b");
  await world.pass(0);
  expect(world.logged).toEqual([["things_not_written", 2]]);
  world.store.state = "writes";
  await world.pass(INTERVAL_MS);
  world.add("c");
  await world.pass(0);
  expect(world.batches).toEqual([
    [
      { key: "a", visits: 1 },
      { key: "b", visits: 1 },
    ],
  ]);
  expect(world.logged.at(-1)).toEqual(["things_dropped", 1]);
});
