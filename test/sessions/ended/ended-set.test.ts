import { describe, expect, test } from "vitest";
import { ENDED_PAGE_SIZE } from "../../../src/sessions/ended/ended-set.ts";
import { createEndedWorld, type Fault, warmIsolate } from "./ended-world.ts";

const SECOND = 1000;

describe("the ended set of an isolate", () => {
  test("is the compiled copy and what D1's log holds beyond it", async () => {
    const world = createEndedWorld();
    world.end("compiled");
    world.compile();
    world.end("later");
    const { set } = await warmIsolate(world);
    expect(["compiled", "later", "live"].map(set.has)).toEqual([true, true, false]);
  });

  test.each<[string, Fault]>([
    ["missing", "answers"],
    ["unreadable", "throws"],
  ])("is read from D1 alone, page by page, when the copy is %s", async (_what, fault) => {
    const world = createEndedWorld();
    const hashes = Array.from({ length: 2 * ENDED_PAGE_SIZE + 7 }, (_, i) => `h${i}`);
    world.end(...hashes);
    world.kv.fault = fault;
    const isolate = world.createIsolate();
    const visit = isolate.visit();
    await world.time.pass(SECOND);
    expect(visit.readiness).toBe("ready");
    expect(world.d1.queries).toBe(3);
    expect(hashes.every(isolate.set.has)).toBe(true);
  });

  test("knows when all sessions of an account were ended, in the same query, also what became visible late", async () => {
    const world = createEndedWorld();
    const began = world.time.now();
    world.endEverybody("acme", began - 5 * SECOND);
    const { set, visit } = await warmIsolate(world);
    expect([set.everybodyEndedAt("acme"), set.everybodyEndedAt("globex")]).toEqual([began - 5 * SECOND, null]);
    world.endEverybody("globex", began - 60 * SECOND);
    world.endEverybody("acme", began + SECOND);
    await world.time.pass(31 * SECOND);
    visit();
    await world.time.pass(SECOND);
    expect([set.everybodyEndedAt("acme"), set.everybodyEndedAt("globex")]).toEqual([
      began + SECOND,
      began - 60 * SECOND,
    ]);
    set.addEverybody("initech", began);
    expect(set.everybodyEndedAt("initech")).toBe(began);
    expect(world.d1.queries).toBe(1);
  });

  test("takes what this isolate ended at once, without D1", async () => {
    const world = createEndedWorld();
    const { set } = await warmIsolate(world);
    set.add(["mine"]);
    expect(set.has("mine")).toBe(true);
    expect(world.d1.queries).toBe(0);
  });

  test("takes what this isolate alone knows of the same session, whoever ended it", async () => {
    const world = createEndedWorld();
    const { set, kin, visit } = await warmIsolate(world);
    kin.set("mine", ["mine-rotated"]).set("theirs", ["theirs-rotated"]);
    set.add(["mine"]);
    expect(["mine-rotated", "theirs-rotated"].map(set.has)).toEqual([true, false]);
    world.end("theirs");
    await world.time.pass(31 * SECOND);
    visit();
    await world.time.pass(SECOND);
    expect(set.has("theirs-rotated")).toBe(true);
  });

  test("asks D1 once in 15 seconds, however many visits there are, and none of them waits", async () => {
    const world = createEndedWorld();
    const isolate = await warmIsolate(world);
    for (let second = 0; second < 600; second += 0.5) {
      const visits = Array.from({ length: 20 }, isolate.visit);
      expect(visits.every(({ atOnce, readiness }) => atOnce && readiness === "ready")).toBe(true);
      await world.time.pass(SECOND / 2);
    }
    expect(world.d1.queries).toBeGreaterThan(30);
    expect(world.d1.queries).toBeLessThanOrEqual(40);
    expect(world.kv.reads).toBe(0);
  });

  test("a crowd after a quiet time waits for one query, not for one each", async () => {
    const world = createEndedWorld();
    const isolate = await warmIsolate(world);
    world.end("meanwhile");
    await world.time.pass(60 * SECOND);
    world.d1.latencyMs = 200;
    const visits = Array.from({ length: 50 }, isolate.visit);
    await world.time.pass(10);
    expect(visits.every(({ readiness }) => readiness === null)).toBe(true);
    await world.time.pass(SECOND);
    expect(visits.every(({ readiness }) => readiness === "ready")).toBe(true);
    expect(isolate.set.has("meanwhile")).toBe(true);
    expect(world.d1.queries).toBe(1);
  });

  test("a visit that dies while it asks leaves the others not waiting for ever", async () => {
    const world = createEndedWorld();
    const isolate = await warmIsolate(world);
    world.end("meanwhile");
    await world.time.pass(60 * SECOND);
    world.d1.losesNext = true;
    isolate.visit();
    const others = Array.from({ length: 5 }, isolate.visit);
    await world.time.pass(3 * SECOND);
    expect(others.every(({ readiness }) => readiness === "ready")).toBe(true);
    expect(isolate.set.has("meanwhile")).toBe(true);
    expect(world.d1.queries).toBe(2);
  });

  test("ages from the start of the query, not from its answer: what was ended in between is not in it", async () => {
    const world = createEndedWorld();
    const isolate = await warmIsolate(world);
    await world.time.pass(60 * SECOND);
    world.d1.latencyMs = 900;
    isolate.visit();
    await world.time.pass(SECOND);
    world.end("after the log was read");
    await world.time.pass(SECOND);
    world.d1.latencyMs = 5;
    await world.time.pass(29 * SECOND);
    const visit = isolate.visit();
    expect(visit.readiness).toBeNull();
    await world.time.pass(SECOND);
    expect(visit.readiness).toBe("ready");
    expect(isolate.set.has("after the log was read")).toBe(true);
  });

  test("gives up the memory of a large delta for a newer compiled copy, and loses nothing by it", async () => {
    const world = createEndedWorld();
    const isolate = await warmIsolate(world);
    const many = Array.from({ length: 30_000 }, (_, i) => `h${i}`);
    world.end(...many);
    isolate.set.add(["unsaved"]);
    for (let i = 0; i < 3; i++) {
      await world.time.pass(20 * SECOND);
      world.compile();
      world.end(`after ${i}`);
      isolate.visit();
      await world.time.pass(SECOND);
    }
    expect(world.kv.reads).toBe(1);
    expect([...many, "unsaved", "after 0", "after 1"].every(isolate.set.has)).toBe(true);
    expect(isolate.set.has("live")).toBe(false);
  });
});

describe("when D1 is restored to an earlier time", () => {
  test("what was ended stays ended, new endings are seen, and D1 gets back what it lost", async () => {
    const world = createEndedWorld();
    world.end("a", "b", "c", "d");
    world.compile();
    world.end("e");
    const isolate = await warmIsolate(world);
    const quiet = await warmIsolate(world);
    await world.time.pass(60 * SECOND);
    world.restore(2);
    world.end("new 1", "new 2", "new 3", "new 4", "new 5");
    isolate.visit();
    await world.time.pass(SECOND);
    quiet.visit();
    await world.time.pass(SECOND);
    for (const { set } of [isolate, quiet]) {
      expect(["a", "b", "c", "d", "e", "new 1", "new 5"].every(set.has)).toBe(true);
    }
    expect(world.log.map(({ hash }) => hash).sort()).toEqual([
      "a",
      "b",
      "c",
      "d",
      "e",
      "new 1",
      "new 2",
      "new 3",
      "new 4",
      "new 5",
    ]);
    expect(isolate.records).toContainEqual({ level: "warn", event: "ended_log_restored", kept: 3, returned: 3 });
  });

  test("its log is read again once, even when it is shorter than before", async () => {
    const world = createEndedWorld();
    world.end("a", "b", "c", "d", "e", "f");
    const isolate = await warmIsolate(world);
    world.restore(1);
    for (let i = 0; i < 3; i++) {
      await world.time.pass(31 * SECOND);
      isolate.visit();
      await world.time.pass(SECOND);
    }
    expect(isolate.records.map(({ event }) => event)).toEqual(["ended_log_restored"]);
    expect(world.log).toHaveLength(6);
  });

  test("a cold isolate whose compiled copy is ahead of D1 misses nothing", async () => {
    const world = createEndedWorld();
    world.end("a", "b", "c");
    world.compile();
    world.restore(0);
    world.end("new");
    const { set } = await warmIsolate(world);
    expect(["a", "b", "c", "new"].every(set.has)).toBe(true);
  });
});

describe("a key that credentials were ended under", () => {
  test("and that is not configured lets no credential pass, until it is", async () => {
    const world = createEndedWorld();
    const { visit, keys, records } = world.createIsolate();
    keys.missing = ["00112233445566ff"];
    const first = visit();
    await world.time.pass(SECOND);
    expect(first.readiness).toBe("unavailable");
    expect(records[0]).toMatchObject({ event: "credential_key_missing", fingerprints: ["00112233445566ff"] });

    // One probe in five seconds; the others are refused at once.
    const others = Array.from({ length: 20 }, visit);
    await world.time.pass(SECOND);
    expect(new Set(others.map(({ readiness }) => readiness))).toEqual(new Set(["unavailable"]));
    expect(keys.asked).toBe(1);

    keys.missing = [];
    await world.time.pass(10 * SECOND);
    const later = visit();
    await world.time.pass(SECOND);
    expect(later.readiness).toBe("ready");
  });

  test("is asked about once while none is missing", async () => {
    const world = createEndedWorld();
    const { visit, keys } = await warmIsolate(world);
    for (let minute = 0; minute < 5; minute++) {
      await world.time.pass(60 * SECOND);
      visit();
      await world.time.pass(SECOND);
    }
    expect(keys.asked).toBe(1);
  });

  test("is asked about again when D1 did not say", async () => {
    const world = createEndedWorld();
    const { visit, keys } = world.createIsolate();
    keys.missing = null;
    const first = visit();
    await world.time.pass(SECOND);
    expect(first.readiness).toBe("unavailable");
    keys.missing = [];
    await world.time.pass(6 * SECOND);
    const second = visit();
    await world.time.pass(SECOND);
    expect([second.readiness, keys.asked]).toEqual(["ready", 2]);
  });
});
