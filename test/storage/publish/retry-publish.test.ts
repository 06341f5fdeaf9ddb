import { describe, expect, test } from "vitest";
import { retryPublish } from "../../../src/storage/publish/retry-publish.ts";

describe("retrying", () => {
  /** Publishes at the nth call; how long it slept before each. */
  async function retried(nth: number, jitter: number) {
    const pauses: number[] = [];
    let calls = 0;
    const outcome = await retryPublish(async () => ({ published: ++calls === nth, revision: 1 }), {
      sleep: async (ms) => void pauses.push(ms),
      random: () => jitter,
    });
    return { outcome, pauses };
  }

  test("waits longer each time, more than KV's second, until it is published", async () => {
    const { outcome, pauses } = await retried(3, 0);
    expect(outcome).toEqual({ published: true, revision: 1 });
    expect(pauses).toHaveLength(3);
    expect(pauses[0]).toBeGreaterThan(1_000);
    expect(pauses.toSorted((a, b) => a - b)).toEqual(pauses);
  });

  test("gives up within the thirty seconds that a response leaves, whatever the jitter", async () => {
    const { outcome, pauses } = await retried(99, 0.999);
    expect(outcome.published).toBe(false);
    expect(pauses.reduce((sum, pause) => sum + pause, 0)).toBeLessThan(28_000);
  });

  test("spreads those who failed together", async () => {
    expect((await retried(1, 0)).pauses).not.toEqual((await retried(1, 0.9)).pauses);
  });
});
