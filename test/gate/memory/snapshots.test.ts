import { describe, expect, test } from "vitest";
import { createRangeSetBuilder } from "../../../src/address/set/range-set-builder.ts";
import { createEdgeCopy } from "../../../src/gate/memory/edge-copy.ts";
import { createSnapshots } from "../../../src/gate/memory/snapshots.ts";
import type { Mode } from "../../../src/policy/policy.ts";
import { publishedOf, type Snapshot } from "../../../src/policy/snapshot.ts";
import { err, ok, type Result } from "../../../src/result.ts";
import { type AccountRecord, recordOf, type SnapshotReadFault } from "../../../src/storage/kv/snapshot-store.ts";

const MINUTE = 60_000;

const snapshot = (epoch: number, revision: number): AccountRecord =>
  recordOf(publishedOf(stateOf(epoch, revision, "enforce"), null));
const stateOf = (epoch: number, revision: number, mode: Mode): Snapshot => ({
  account: "acme",
  epoch,
  revision,
  createdAt: epoch,
  mode,
  blockApiRequests: false,
  bindNetwork: "off",
  contact: null,
  accessRequests: false,
  entryCount: 0,
  byteLength: 96,
  ranges: createRangeSetBuilder().build(),
});
const tombstone = (epoch: number, revision: number): AccountRecord => ({
  account: "acme",
  epoch,
  revision,
  snapshot: null,
});

/** Memory in front of a KV whose answer a test sets. */
function setUp(answer: Result<AccountRecord | null, SnapshotReadFault>) {
  const kv = { answer };
  const records = createEdgeCopy<AccountRecord, SnapshotReadFault>({
    read: async () => kv.answer,
    limits: { freshMs: 10_000, hardMs: MINUTE, staleMaxMs: 1_440 * MINUTE },
    maxBytes: 1_000,
    sizeOf: () => 1,
  });
  const snapshots = createSnapshots(records);
  const find = (nowMs: number) => snapshots.find("acme", { nowMs, waitUntil: () => undefined });
  return { kv, snapshots, find };
}

describe("a provisional change in memory", () => {
  const AT = 1_000;
  const provisional = (epoch: number, revision: number): AccountRecord =>
    recordOf(publishedOf(stateOf(epoch, revision, "enforce"), { at: AT, state: stateOf(epoch, revision, "off") }));
  const modeOf = (found: Result<Snapshot | null, SnapshotReadFault>) => (found.ok ? found.value?.mode : found.error);

  test.each([
    ["read a moment ago", AT * 1000 - 2_000, ok(provisional(1, 7))],
    ["read 50 seconds before, and KV fails since", AT * 1000 - 50_000, err("kv_unreachable" as const)],
    ["read hours before, and KV fails since", AT * 1000 - 5 * 60 * MINUTE, err("kv_timeout" as const)],
  ])("undoes itself on the second in an isolate whose copy was %s", async (_age, readAt, later) => {
    const { kv, find } = setUp(ok(provisional(1, 7)));
    expect(modeOf(await find(readAt))).toBe("enforce");
    kv.answer = later;
    const seen = [];
    for (const nowMs of [AT * 1000 - 1_000, AT * 1000 - 1, AT * 1000, AT * 1000 + 1_000]) {
      seen.push(modeOf(await find(nowMs)));
    }
    expect(seen).toEqual(["enforce", "enforce", "off", "off"]);
  });

  test("stays when the copy of its confirmation has come", async () => {
    const { snapshots, find } = setUp(ok(provisional(1, 7)));
    await find(AT * 1000 - 2_000);
    snapshots.remember(snapshot(1, 8), AT * 1000 - 1_000);
    expect(modeOf(await find(AT * 1000))).toBe("enforce");
  });
});

describe("snapshots in memory", () => {
  test("are what KV holds; a failure is a failure", async () => {
    const held = snapshot(1, 7);
    expect(await setUp(ok(held)).find(0)).toEqual(ok(held.snapshot?.saved));
    expect(await setUp(ok(null)).find(0)).toEqual(ok(null));
    expect(await setUp(err("kv_timeout")).find(0)).toEqual(err("kv_timeout"));
  });

  test("of a removed account are none, at once where it was removed, whatever KV still answers", async () => {
    const { snapshots, find } = setUp(ok(snapshot(1, 7)));
    await find(0);
    snapshots.remember(tombstone(1, 8), 1);
    for (const nowMs of [1, MINUTE, 2 * MINUTE, 2_000 * MINUTE]) expect(await find(nowMs)).toEqual(ok(null));
  });

  test("of a removed account are none after a refresh, also while KV fails and after its tombstone has ended", async () => {
    const { kv, find } = setUp(ok(snapshot(1, 7)));
    await find(0);
    kv.answer = ok(tombstone(1, 8));
    expect(await find(MINUTE)).toEqual(ok(null));
    kv.answer = err("kv_unreachable");
    expect(await find(2 * MINUTE)).toEqual(ok(null));
    kv.answer = ok(null);
    for (const minutes of [3, 1_000, 3_000]) expect(await find(minutes * MINUTE)).toEqual(ok(null));
  });

  test("of an account that was created again are the new ones, and stay, whatever comes late", async () => {
    const { kv, find } = setUp(ok(tombstone(1, 8)));
    expect(await find(0)).toEqual(ok(null));
    const again = snapshot(2, 1);
    kv.answer = ok(again);
    expect(await find(MINUTE)).toEqual(ok(again.snapshot?.saved ?? null));
    for (const [at, late] of [tombstone(1, 8), snapshot(1, 7)].entries()) {
      kv.answer = ok(late);
      expect(await find((at + 2) * MINUTE)).toEqual(ok(again.snapshot?.saved ?? null));
    }
  });
});
