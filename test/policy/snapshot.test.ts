import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseEntry } from "../../src/address/entry/entry.ts";
import { createRangeSetBuilder } from "../../src/address/set/range-set-builder.ts";
import {
  decodeSnapshot,
  encodeSnapshot,
  publishedOf,
  type Sha256,
  type Snapshot,
  snapshotAt,
} from "../../src/policy/snapshot.ts";

const sha256: Sha256 = (bytes) => crypto.subtle.digest("SHA-256", bytes);

function snapshotOf(entries: readonly string[], changes: Partial<Snapshot> = {}): Omit<Snapshot, "byteLength"> {
  const builder = createRangeSetBuilder();
  for (const text of entries) {
    const parsed = parseEntry(text);
    if (parsed.ok) builder.add(parsed.value.range, 0);
  }
  return {
    account: "acme",
    epoch: 1_800_000_000,
    revision: 7,
    createdAt: 1_800_000_123,
    mode: "enforce",
    blockApiRequests: true,
    bindNetwork: "network",
    contact: "mailto:it@example.com",
    accessRequests: true,
    entryCount: entries.length,
    ranges: builder.build(),
    ...changes,
  };
}

const typical = snapshotOf(["49.14.176.91", "49.37.0.0/16", "2001:db8::/32", "10.0.0.1-10.0.0.9"]);

describe("a snapshot comes back as it went in", () => {
  test.each<[string, Omit<Snapshot, "byteLength">]>([
    ["typical", typical],
    ["no entries", snapshotOf([])],
    ["IPv4 alone", snapshotOf(["10.0.0.0/8"])],
    ["IPv6 alone", snapshotOf(["2001:db8::1"])],
    [
      "mode off, API open, no network, no contact",
      snapshotOf(["10.0.0.1"], {
        mode: "off",
        blockApiRequests: false,
        bindNetwork: "off",
        contact: null,
        accessRequests: false,
      }),
    ],
    ["bound to the address", snapshotOf(["10.0.0.1"], { bindNetwork: "address" })],
    ["an empty contact is not none", snapshotOf(["10.0.0.1"], { contact: "" })],
    ["text beyond ASCII", snapshotOf(["10.0.0.1"], { account: "a".repeat(63), contact: "Zuständig: Ирина ☎️" })],
    ["the largest numbers", snapshotOf([], { epoch: 2 ** 32 - 1, revision: 2 ** 32 - 1, createdAt: 2 ** 32 - 1 })],
  ])("%s", async (_name, snapshot) => {
    const buffer = await encodeSnapshot(snapshot, sha256);
    expect(await decodeSnapshot(buffer, sha256)).toEqual({
      ok: true,
      value: { saved: { ...snapshot, byteLength: buffer.byteLength }, undo: null },
    });
  });
});

const AT = 1_800_000_600;
const before = snapshotOf(["203.0.113.0/24", "2001:db8:1::/48"], {
  mode: "monitor",
  blockApiRequests: false,
  bindNetwork: "address",
  contact: "Zuständig: Ирина",
});
const provisional = { ...typical, undo: { at: AT, state: before } };

describe("a snapshot with the state that holds again from a moment on", () => {
  test.each<[string, typeof provisional]>([
    ["another policy and other ranges", provisional],
    ["the same ranges", { ...typical, undo: { at: AT, state: { ...typical, mode: "off", contact: null } } }],
    ["nothing before", { ...typical, undo: { at: AT, state: snapshotOf([], { contact: null }) } }],
    ["nothing afterwards", { ...snapshotOf([]), undo: { at: 2 ** 32 - 1, state: typical } }],
  ])("comes back as it went in: %s", async (_name, { undo, ...saved }) => {
    const buffer = await encodeSnapshot({ ...saved, undo }, sha256);
    expect(await decodeSnapshot(buffer, sha256)).toEqual({
      ok: true,
      value: publishedOf({ ...saved, byteLength: buffer.byteLength }, undo),
    });
  });

  test("has the account, the version and the size of the saved state in both", async () => {
    const decoded = await decodeSnapshot(await encodeSnapshot(provisional, sha256), sha256);
    const { account, epoch, revision } = typical;
    expect(decoded).toMatchObject({
      value: { undo: { at: AT, state: { account, epoch, revision, mode: "monitor" } } },
    });
  });

  test("keeps ranges that both states share only once", async () => {
    const alone = await encodeSnapshot(typical, sha256);
    const shared = await encodeSnapshot({ ...typical, undo: { at: AT, state: { ...typical, mode: "off" } } }, sha256);
    expect(shared.byteLength - alone.byteLength).toBeLessThan(64);
  });

  test.each([
    [AT - 1, "enforce"],
    [AT, "monitor"],
    [AT + 1, "monitor"],
  ])("at %d is in mode %s", async (now, mode) => {
    const decoded = await decodeSnapshot(await encodeSnapshot(provisional, sha256), sha256);
    expect(decoded.ok && snapshotAt(decoded.value, now).mode).toBe(mode);
  });

  test("is of another version, which an older Worker refuses as a whole; without such a state it is of the older one", async () => {
    const versionOf = async (snapshot: Parameters<typeof encodeSnapshot>[0]) =>
      new Uint32Array(await encodeSnapshot(snapshot, sha256))[1];
    expect(await versionOf(typical)).toBe(1);
    expect(await versionOf({ ...typical, undo: null })).toBe(1);
    expect(await versionOf(provisional)).toBe(2);
  });
});

/** The snapshot with other flags (word 6), under a digest that is right. */
async function withFlags(good: ArrayBuffer, flags: (flags: number) => number): Promise<ArrayBuffer> {
  const forged = good.slice(0);
  const header = new Uint32Array(forged, 0, 16);
  header[6] = flags(header[6] ?? 0);
  const body = new Uint8Array(forged, 0, forged.byteLength - 32);
  new Uint8Array(forged).set(new Uint8Array(await sha256(body)), body.length);
  return forged;
}

test("a snapshot from before sessions could be bound to a network binds none", async () => {
  const before = await withFlags(await encodeSnapshot(typical, sha256), (flags) => flags & 0b1111);
  expect(await decodeSnapshot(before, sha256)).toMatchObject({
    ok: true,
    value: {
      saved: { mode: "enforce", blockApiRequests: true, bindNetwork: "off", contact: "mailto:it@example.com" },
    },
  });
});

test.each([
  ["mode", 0b000011],
  ["network binding", 0b110000],
])("a %s that has no meaning is refused", async (_what, bits) => {
  const forged = await withFlags(await encodeSnapshot(typical, sha256), (flags) => flags | bits);
  expect(await decodeSnapshot(forged, sha256)).toEqual({ ok: false, error: "wrong_flags" });
});

test("numbers of the second state that lie, under a digest that is right, are refused or change nothing", async () => {
  const good = await encodeSnapshot(provisional, sha256);
  const alone = await encodeSnapshot(typical, sha256);
  const undoAt = (alone.byteLength - 32) / 4;
  for (const word of [0, 1, 2, 3]) {
    for (const value of [1, 999, 0x40000000, 0x7fffffff, 0xffffffff]) {
      const forged = good.slice(0);
      const words = new Uint32Array(forged);
      words[undoAt + word] = value;
      const body = new Uint8Array(forged, 0, forged.byteLength - 32);
      new Uint8Array(forged).set(new Uint8Array(await sha256(body)), body.length);
      const decoded = await decodeSnapshot(forged, sha256);
      if (decoded.ok) expect(decoded.value.undo?.state.ranges).toEqual(before.ranges);
    }
  }
});

describe.each([
  ["a snapshot", typical],
  ["a snapshot of two states", provisional],
])("what is not the whole of %s is refused", (_name, typical) => {
  test("a flipped bit anywhere", async () => {
    const good = await encodeSnapshot(typical, sha256);
    await fc.assert(
      fc.asyncProperty(fc.nat(good.byteLength * 8 - 1), async (bit) => {
        const bytes = new Uint8Array(good.slice(0));
        bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect((await decodeSnapshot(bytes.buffer, sha256)).ok).toBe(false);
      }),
    );
  });

  test("any other length", async () => {
    const good = await encodeSnapshot(typical, sha256);
    for (let length = 0; length < good.byteLength; length++) {
      expect((await decodeSnapshot(good.slice(0, length), sha256)).ok).toBe(false);
    }
    const longer = new Uint8Array(good.byteLength + 4);
    longer.set(new Uint8Array(good));
    expect(await decodeSnapshot(longer.buffer, sha256)).toEqual({ ok: false, error: "wrong_length" });
  });

  test("counts that lie, under a digest that is right", async () => {
    const good = await encodeSnapshot(typical, sha256);
    for (const word of [7, 8, 10, 11]) {
      for (const value of [0, 1, 999, 0x7fffffff, 0xffffffff]) {
        const forged = good.slice(0);
        const header = new Uint32Array(forged, 0, 16);
        if (header[word] === value) continue;
        header[word] = value;
        const body = new Uint8Array(forged, 0, forged.byteLength - 32);
        new Uint8Array(forged).set(new Uint8Array(await sha256(body)), body.length);
        const decoded = await decodeSnapshot(forged, sha256);
        // A shorter text within the same padding is a different account or contact, never other ranges.
        if (decoded.ok) expect(decoded.value.saved.ranges).toEqual(typical.ranges);
      }
    }
  });

  test("any other version", async () => {
    const forged = (await encodeSnapshot(typical, sha256)).slice(0);
    for (const version of [0, 3, 2 ** 32 - 1]) {
      new Uint32Array(forged, 0, 16)[1] = version;
      expect(await decodeSnapshot(forged, sha256)).toEqual({ ok: false, error: "unknown_format" });
    }
  });

  test("random bytes", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        expect((await decodeSnapshot(bytes.slice().buffer, sha256)).ok).toBe(false);
      }),
    );
  });
});
