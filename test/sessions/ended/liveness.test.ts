import { describe, expect, test } from "vitest";
import type { LogRecord } from "../../../src/log.ts";
import { createLiveness } from "../../../src/sessions/ended/liveness.ts";
import { createVirtualTime } from "../../support/virtual-time.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

function setUp() {
  const time = createVirtualTime(Date.UTC(2026, 10, 22));
  const d1 = {
    ended: new Set<string>(),
    fault: "answers" as "answers" | "throws" | "hangs",
    queries: 0,
    latencyMs: 10,
  };
  const endedHere: string[] = [];
  const records: LogRecord[] = [];
  const liveness = createLiveness({
    log: {
      async endedAmong(hashes) {
        d1.queries += 1;
        await time.sleep(d1.latencyMs);
        if (d1.fault === "throws") throw new Error("D1_ERROR: internal error");
        if (d1.fault === "hangs") return new Promise<never>(() => {});
        return hashes.filter((hash) => d1.ended.has(hash));
      },
    },
    endHere: (hashes) => void endedHere.push(...hashes),
    now: time.now,
    sleep: time.sleep,
    report: (record) => void records.push(record),
  });
  /** The answer, once so much time has passed. */
  async function ask(hashes: readonly string[], passMs = SECOND) {
    let answer: Awaited<ReturnType<typeof liveness.ask>> | "none" = "none";
    void liveness.ask(hashes).then((given) => {
      answer = given;
    });
    await time.pass(passMs);
    return answer;
  }
  return { time, d1, endedHere, records, liveness, ask };
}

describe("asking D1 whether ids have ended", () => {
  test("tells which, ends them in this isolate, and is one query for all", async () => {
    const { d1, ask, endedHere, liveness } = setUp();
    d1.ended.add("b");
    expect(await ask(["a", "b", "c"])).toEqual({ kind: "known", ended: ["b"] });
    expect(endedHere).toEqual(["b"]);
    expect(d1.queries).toBe(1);
    // Those that came with an ended one are asked again.
    for (const hash of ["a", "b", "c"]) expect(liveness.lastLiveAt([hash])).toBeNull();
  });

  test("what was found live is remembered with the start of its query", async () => {
    const { d1, ask, time, liveness } = setUp();
    d1.latencyMs = 500;
    const begun = time.now();
    expect(await ask(["a", "b"])).toEqual({ kind: "known", ended: [] });
    expect(liveness.lastLiveAt(["a"])).toBe(begun);
    await time.pass(10 * MINUTE);
    expect(liveness.lastLiveAt(["a", "b"])).toBe(begun);
  });

  test("several are known live since the oldest look, and not when one of them is unknown", async () => {
    const { ask, time, liveness } = setUp();
    const first = time.now();
    await ask(["a"]);
    await ask(["b"]);
    expect(liveness.lastLiveAt(["a", "b"])).toBe(first);
    expect(liveness.lastLiveAt(["a", "b", "c"])).toBeNull();
    expect(liveness.lastLiveAt([])).toBeNull();
  });

  test.each(["throws", "hangs"] as const)("is bounded, and says that it does not know, when D1 %s", async (fault) => {
    const { d1, ask, records, time } = setUp();
    d1.fault = fault;
    expect(await ask(["a"], 1_900 + d1.latencyMs)).toEqual(fault === "throws" ? { kind: "unknown" } : "none");
    await time.pass(SECOND);
    expect(records).toMatchObject([{ level: "error", event: "liveness_unknown" }]);
    // Others do not wait for it: five seconds without a query.
    expect(await ask(["b"], 0)).toEqual({ kind: "unknown" });
    expect(d1.queries).toBe(1);
    d1.fault = "answers";
    await time.pass(5 * SECOND);
    expect(await ask(["b"])).toEqual({ kind: "known", ended: [] });
  });
});

test("questions for stamps alone have twenty turns in a second", () => {
  const { liveness, time } = setUp();
  const turnsAt = (ms: number) =>
    Array.from({ length: 100 }, (_, i) => liveness.takeTurn([`${ms}-${i}`], ms)).filter(Boolean).length;
  expect(turnsAt(time.now())).toBe(20);
  expect(turnsAt(time.now() + 999)).toBe(0);
  expect(turnsAt(time.now() + SECOND)).toBe(20);
});

test("a question about the same ids is not repeated for five seconds", () => {
  const { liveness, time } = setUp();
  const at = time.now();
  expect(liveness.takeTurn(["a", "b"], at)).toBe(true);
  expect(liveness.takeTurn(["a", "b"], at + 5 * SECOND - 1)).toBe(false);
  expect(liveness.takeTurn(["a"], at + 5 * SECOND - 1)).toBe(true);
  expect(liveness.takeTurn(["a", "b"], at + 5 * SECOND)).toBe(true);
});
