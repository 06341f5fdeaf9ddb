import { describe, expect, test } from "vitest";
import { createRangeSetBuilder } from "../../../src/address/set/range-set-builder.ts";
import { createEdgeCopy } from "../../../src/gate/memory/edge-copy.ts";
import { createSnapshots } from "../../../src/gate/memory/snapshots.ts";
import { err, ok, type Result } from "../../../src/result.ts";
import { type AccountRecord, recordOf, type SnapshotReadFault } from "../../../src/storage/kv/snapshot-store.ts";

const MINUTE = 60_000;

const snapshot = (epoch: number, revision: number): AccountRecord =>
  recordOf({
    account: "acme",
    epoch,
    revision,
    createdAt: epoch,
    mode: "enforce",
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

describe("snapshots in memory", () => {
  test("are what KV holds; a failure is a failure", async () => {
    const held = snapshot(1, 7);
    expect(await setUp(ok(held)).find(0)).toEqual(ok(held.snapshot));
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
    expect(await find(MINUTE)).toEqual(ok(again.snapshot));
    for (const [at, late] of [tombstone(1, 8), snapshot(1, 7)].entries()) {
      kv.answer = ok(late);
      expect(await find((at + 2) * MINUTE)).toEqual(ok(again.snapshot));
    }
  });
});
