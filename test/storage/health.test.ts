import { expect, test } from "vitest";
import { createHealthProbe, WELL_MS } from "../../src/storage/health.ts";

/** Stores whose answers a test sets; it counts what they are asked. */
function setUp() {
  const world = { nowMs: 1_000_000, fails: false, d1: 0, kv: 0 };
  const answer = async (store: "d1" | "kv") => {
    world[store] += 1;
    if (world.fails) throw new Error("no answer");
  };
  const db = { prepare: () => ({ run: () => answer("d1") }) } as unknown as D1Database;
  const lists = { get: () => answer("kv") } as unknown as KVNamespace;
  return { world, probe: createHealthProbe(db, lists, () => world.nowMs) };
}

test.each(["d1", "kv"] as const)(
  "whoever asks how %s is again and again makes one question in five seconds",
  async (store) => {
    const { world, probe } = setUp();
    for (let i = 0; i < 100; i++) await probe[store]();
    expect(world[store]).toBe(1);
    world.nowMs += WELL_MS;
    await probe[store]();
    expect(world[store]).toBe(2);
  },
);

test.each(["d1", "kv"] as const)(
  "a bad answer of %s is not believed longer than it is true, nor hidden longer than that",
  async (store) => {
    const { world, probe } = setUp();
    await probe[store]();
    world.fails = true;
    world.nowMs += WELL_MS;
    await expect(probe[store]()).rejects.toThrow("no answer");
    await expect(probe[store]()).rejects.toThrow("no answer");
    world.fails = false;
    await probe[store]();
  },
);
