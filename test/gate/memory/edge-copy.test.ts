import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createEdgeCopy } from "../../../src/gate/memory/edge-copy.ts";
import { err, ok, type Result } from "../../../src/result.ts";

interface Copy {
  readonly epoch: number;
  readonly revision: number;
}

const copy = (revision: number, epoch = 1): Copy => ({ epoch, revision });
const SECOND = 1000;

/** A KV with one key, whose answer a test sets; it counts the reads. */
function setUp(first: Result<Copy | null, "down"> = ok(copy(1)), maxBytes = 1000) {
  const kv = { answer: first, reads: 0 };
  const memory = createEdgeCopy<Copy, "down">({
    read: async () => {
      kv.reads += 1;
      return kv.answer;
    },
    limits: { freshMs: 10 * SECOND, hardMs: 60 * SECOND, staleMaxMs: 3600 * SECOND },
    maxBytes,
    sizeOf: () => 100,
  });
  const background: Promise<unknown>[] = [];
  const find = (atSeconds: number, key = "acme") =>
    memory.find(key, { nowMs: atSeconds * SECOND, waitUntil: (work) => void background.push(work) });
  return { kv, memory, find, settle: () => Promise.all(background) };
}

describe("a copy in memory", () => {
  test("is read once, and answers without a read while it is fresh", async () => {
    const { kv, find } = setUp();
    for (const second of [0, 1, 5, 9]) expect(await find(second)).toEqual(ok(copy(1)));
    expect(kv.reads).toBe(1);
  });

  test("past 10 s still answers at once, and is refreshed after the response, by one visit alone", async () => {
    const { kv, find, settle } = setUp();
    await find(0);
    kv.answer = ok(copy(2));
    expect(await Promise.all([find(10), find(10)])).toEqual([ok(copy(1)), ok(copy(1))]);
    await settle();
    expect(kv.reads).toBe(2);
    expect(await find(11)).toEqual(ok(copy(2)));
  });

  test("past 60 s the visit waits for KV", async () => {
    const { kv, find } = setUp();
    await find(0);
    kv.answer = ok(copy(2));
    expect(await find(60)).toEqual(ok(copy(2)));
  });

  test("an answer that is older than what was seen changes nothing, and counts as a confirmation", async () => {
    const { kv, memory, find } = setUp();
    memory.remember("acme", copy(5), 0);
    kv.answer = ok(copy(4));
    expect(await find(61)).toEqual(ok(copy(5)));
    expect(await find(62)).toEqual(ok(copy(5)));
    expect(kv.reads).toBe(1);
  });

  test("a later epoch is newer, whatever its revision: the database was restored", async () => {
    const { kv, memory, find } = setUp();
    memory.remember("acme", copy(50, 1), 0);
    kv.answer = ok(copy(3, 2));
    expect(await find(61)).toEqual(ok(copy(3, 2)));
    kv.answer = ok(copy(60, 1));
    expect(await find(122)).toEqual(ok(copy(3, 2)));
  });

  test("what this isolate published is what it uses, before KV has it", async () => {
    const { kv, memory, find } = setUp(ok(null));
    expect(await find(0)).toEqual(ok(null));
    memory.remember("acme", copy(1), 0);
    expect(await find(0)).toEqual(ok(copy(1)));
    expect(kv.reads).toBe(1);
  });
});

describe("when KV fails", () => {
  test("nothing in memory: the failure is the answer", async () => {
    expect(await setUp(err("down")).find(0)).toEqual(err("down"));
  });

  test("the last good copy serves up to its greatest age, one visit in five seconds waits for KV", async () => {
    const { kv, find } = setUp();
    await find(0);
    kv.answer = err("down");
    expect(await find(60)).toEqual(ok(copy(1)));
    expect(kv.reads).toBe(2);
    for (const second of [61, 62, 63, 64]) expect(await find(second)).toEqual(ok(copy(1)));
    expect(kv.reads).toBe(2);
    expect(await find(65)).toEqual(ok(copy(1)));
    expect(kv.reads).toBe(3);
    expect(await find(3599)).toEqual(ok(copy(1)));
    expect(await find(3600)).toEqual(err("down"));
  });

  test("a copy that vanished is a failure of KV, not a removal", async () => {
    const { kv, find } = setUp();
    await find(0);
    kv.answer = ok(null);
    expect(await find(60)).toEqual(ok(copy(1)));
    expect(await find(3600)).toEqual(ok(null));
  });

  test("it is used again as soon as it answers", async () => {
    const { kv, find } = setUp();
    await find(0);
    kv.answer = err("down");
    await find(60);
    kv.answer = ok(copy(9));
    expect(await find(65)).toEqual(ok(copy(9)));
  });
});

describe("bounds", () => {
  test("that there is none is believed for three seconds", async () => {
    const { kv, find } = setUp(ok(null));
    expect(await find(0)).toEqual(ok(null));
    expect(await find(2)).toEqual(ok(null));
    expect(kv.reads).toBe(1);
    kv.answer = ok(copy(1));
    expect(await find(3)).toEqual(ok(copy(1)));
  });

  test("the least recently used copies make room, by bytes", async () => {
    const { kv, find } = setUp(ok(copy(1)), 300);
    for (const key of ["a", "b", "c", "a", "d"]) await find(0, key);
    expect(kv.reads).toBe(4);
    await find(0, "a");
    expect(kv.reads).toBe(4);
    await find(0, "b");
    expect(kv.reads).toBe(5);
  });

  test("a copy larger than all the room is kept while it is the only one", async () => {
    const { kv, find } = setUp(ok(copy(1)), 50);
    await find(0);
    await find(1);
    expect(kv.reads).toBe(1);
  });
});

test("an isolate never goes back, whatever KV answers in whatever order", async () => {
  const version = fc.record({ epoch: fc.integer({ min: 1, max: 3 }), revision: fc.integer({ min: 1, max: 5 }) });
  const answer = fc.oneof(
    version.map((value) => ok(value)),
    fc.constant(ok(null)),
    fc.constant(err("down" as const)),
  );
  const step = fc.record({
    answer,
    afterSeconds: fc.integer({ min: 0, max: 90 }),
    publishes: fc.option(version, { freq: 4 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
      const { kv, memory, find, settle } = setUp(ok(null));
      let second = 0;
      let last: Copy = { epoch: 0, revision: 0 };
      for (const { answer, afterSeconds, publishes } of steps) {
        second += afterSeconds;
        kv.answer = answer;
        if (publishes !== null) memory.remember("acme", publishes, second * SECOND);
        const found = await find(second);
        await settle();
        if (!found.ok || found.value === null) continue;
        const { epoch, revision } = found.value;
        expect(epoch > last.epoch || (epoch === last.epoch && revision >= last.revision)).toBe(true);
        last = found.value;
      }
    }),
  );
});
