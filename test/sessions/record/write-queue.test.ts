import { expect, test } from "vitest";
import { createWriteQueue } from "../../../src/sessions/record/write-queue.ts";
import { createVirtualTime } from "../../support/virtual-time.ts";

function setUp(writeMs = 100) {
  const time = createVirtualTime(0);
  const batches: (readonly number[])[] = [];
  const state = { hangs: false };
  const queue = createWriteQueue<number>({
    now: time.now,
    async write(items) {
      batches.push(items);
      if (state.hangs) return new Promise(() => {});
      await time.sleep(writeMs);
    },
  });
  return { time, batches, state, queue };
}

test("what comes while a write is under way goes into the next one, as one batch", async () => {
  const { time, batches, queue } = setUp();
  const first = queue.add(0);
  await time.pass(10);
  const others = Array.from({ length: 50 }, (_, i) => queue.add(i + 1));
  // Whoever came later is not kept: another one writes for it.
  await Promise.all(others);
  await time.pass(200);
  await first;
  expect(batches.map(({ length }) => length)).toEqual([1, 50]);
});

test("a batch is bounded, and nothing is lost in between", async () => {
  const { time, batches, queue } = setUp(1);
  void queue.add(-1);
  for (let i = 0; i < 1_200; i++) void queue.add(i);
  await time.pass(100);
  expect(Math.max(...batches.map(({ length }) => length))).toBe(500);
  expect(batches.flat()).toHaveLength(1_201);
});

test("nobody writes for the others longer than 8 seconds: the next one takes over", async () => {
  const { time, batches, queue } = setUp(3_000);
  let isDone = false;
  void queue.add(0).then(() => {
    isDone = true;
  });
  for (let second = 1; second <= 12; second++) {
    await time.pass(1_000);
    void queue.add(second);
  }
  expect(isDone).toBe(true);
  await time.pass(20_000);
  expect([...batches.flat()].sort((a, b) => a - b)).toEqual(Array.from({ length: 13 }, (_, i) => i));
});

test("a writer that dies is replaced", async () => {
  const { time, batches, state, queue } = setUp();
  state.hangs = true;
  void queue.add(0);
  await time.pass(10_000);
  void queue.add(1);
  state.hangs = false;
  await time.pass(6_000);
  expect(batches).toEqual([[0]]);
  void queue.add(2);
  await time.pass(1_000);
  expect(batches).toEqual([[0], [1, 2]]);
});
