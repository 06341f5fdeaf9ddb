import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseEntry } from "../../src/address/entry/entry.ts";
import { createRangeSetBuilder } from "../../src/address/set/range-set-builder.ts";
import { decodeSnapshot, encodeSnapshot, type Sha256, type Snapshot } from "../../src/policy/snapshot.ts";

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
      value: { ...snapshot, byteLength: buffer.byteLength },
    });
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
    value: { mode: "enforce", blockApiRequests: true, bindNetwork: "off", contact: "mailto:it@example.com" },
  });
});

test.each([
  ["mode", 0b000011],
  ["network binding", 0b110000],
])("a %s that has no meaning is refused", async (_what, bits) => {
  const forged = await withFlags(await encodeSnapshot(typical, sha256), (flags) => flags | bits);
  expect(await decodeSnapshot(forged, sha256)).toEqual({ ok: false, error: "wrong_flags" });
});

describe("what is not a whole snapshot is refused", () => {
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
        if (decoded.ok) expect(decoded.value.ranges).toEqual(typical.ranges);
      }
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
