import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeEnded, encodeEnded } from "../../../src/storage/ended/ended-binary.ts";
import { createHashIndex, listHashes, mergeHashes, sortHashes } from "../../../src/storage/ended/ended-hashes.ts";
import { LOG_START, markOf } from "../../../src/storage/ended/ended-place.ts";
import { hashOf } from "../../support/sessions.ts";
import { NOW, sha256, unwrap } from "../../support/storage.ts";

/** Few distinct words, so that hashes agree in some of them. */
const word = fc.constantFrom("00000000", "00000001", "7fffffff", "80000000", "fffffffe", "ffffffff", "0a1b2c3d");
const hash = fc.tuple(word, word, word, word).map((words) => words.join(""));
const hashes = fc.array(hash, { maxLength: 40 });
const union = (...lists: (readonly string[])[]) => [...new Set(lists.flat())].sort();

describe("sorted hashes", () => {
  test("hold what they were made of, once and in order", () => {
    fc.assert(
      fc.property(hashes, (given) => {
        expect([...listHashes(sortHashes(given))]).toEqual(union(given));
      }),
    );
  });

  test("know exactly what is among them", () => {
    fc.assert(
      fc.property(hashes, hashes, (given, asked) => {
        const has = createHashIndex(sortHashes(given));
        for (const each of [...given, ...asked]) expect(has(each), each).toBe(given.includes(each));
      }),
    );
  });

  test.each([1, 2, 3, 4, 7, 8, 9, 1_000])("know exactly what is among them, however many: %j", (count) => {
    const given = Array.from({ length: count }, (_, i) => hashOf(`given ${i}`));
    const has = createHashIndex(sortHashes(given));
    expect(given.filter((each) => !has(each))).toEqual([]);
    const asked = Array.from({ length: 1_000 }, (_, i) => hashOf(`asked ${i}`));
    // One digit more or less, or another last one: the whole hash counts.
    const near = given.flatMap((each) => [each.slice(0, -1), `${each.slice(0, -1)}${each.endsWith("0") ? 1 : 0}`]);
    expect([...asked, ...near].filter(has)).toEqual([]);
  });

  test("merge to what is in either", () => {
    fc.assert(
      fc.property(hashes, hashes, (a, b) => {
        expect([...listHashes(mergeHashes(sortHashes(a), sortHashes(b)))]).toEqual(union(a, b));
      }),
    );
  });

  test.each(["", "not a hash", "0", "00000000"])("know nothing of %j", (text) => {
    expect(createHashIndex(sortHashes([hashOf("x"), "0".repeat(32)]))(text)).toBe(false);
  });
});

describe("the compiled copy", () => {
  const place = { seq: 2 ** 40 + 7, mark: markOf(hashOf("last"), NOW) };
  const content = (names: readonly string[]) => ({
    place,
    compiledAt: NOW + 1,
    rebuiltAt: NOW - 2 ** 33,
    words: sortHashes(names.map(hashOf)),
  });

  test.each([[[]], [["a"]], [["a", "b", "c"]]])("is read as it was written: %j", async (names) => {
    const buffer = await encodeEnded(content(names), sha256);
    expect(buffer.byteLength).toBe(96 + 16 * names.length);
    expect(unwrap(await decodeEnded(buffer, sha256))).toEqual(content(names));
  });

  test("of an empty log is at its start", async () => {
    const buffer = await encodeEnded({ ...content([]), place: LOG_START }, sha256);
    expect(unwrap(await decodeEnded(buffer, sha256)).place).toEqual(LOG_START);
  });

  test("with any byte changed, missing or added is refused", async () => {
    const buffer = await encodeEnded(content(["a", "b"]), sha256);
    for (let at = 0; at < buffer.byteLength; at++) {
      const damaged = buffer.slice(0);
      new Uint8Array(damaged)[at] = (new Uint8Array(damaged)[at] ?? 0) ^ 1;
      expect((await decodeEnded(damaged, sha256)).ok, `byte ${at}`).toBe(false);
      expect((await decodeEnded(buffer.slice(0, at), sha256)).ok, `${at} bytes`).toBe(false);
    }
    const longer = new Uint8Array(buffer.byteLength + 16);
    longer.set(new Uint8Array(buffer));
    expect((await decodeEnded(longer.buffer, sha256)).ok).toBe(false);
  });
});
