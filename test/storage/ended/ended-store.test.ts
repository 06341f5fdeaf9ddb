import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";
import { sortHashes } from "../../../src/storage/ended/ended-hashes.ts";
import { LOG_START, markOf } from "../../../src/storage/ended/ended-place.ts";
import { createEndedStore } from "../../../src/storage/ended/ended-store.ts";
import type { Sleep } from "../../../src/storage/time-limit.ts";
import { hashOf } from "../../support/sessions.ts";
import { alwaysLate, NOW, neverLate, sha256, unwrap } from "../../support/storage.ts";

const CONTENT = {
  place: { seq: 7, mark: markOf(hashOf("b"), NOW) },
  compiledAt: NOW + 5,
  rebuiltAt: NOW - 5,
  words: sortHashes(["a", "b"].map(hashOf)),
};

function storeOn(kv: KVNamespace, sleep: Sleep = neverLate) {
  const faults: string[] = [];
  const report = ({ key, fault, cause }: { key: string; fault: string; cause: unknown }) =>
    faults.push(`${key} ${fault}: ${String(cause)}`);
  return { store: createEndedStore({ kv, sha256, limitMs: 2_000, sleep, report }), faults };
}

beforeEach(() => env.LISTS.delete("ended"));

describe("the compiled copy in KV", () => {
  test("is read as it was written, and answers what is in it", async () => {
    const { store } = storeOn(env.LISTS);
    expect(unwrap(await store.write(CONTENT))).toBe(96 + 2 * 16);

    const { has, hashes, ...copy } = unwrap(await store.read()) ?? { has: null };
    const { words, ...told } = CONTENT;
    expect(copy).toEqual({ ...told, count: 2, byteLength: 128 });
    expect(["a", "b", "c"].map((name) => has?.(hashOf(name)))).toEqual([true, true, false]);
    expect([...(hashes?.() ?? [])]).toEqual(["a", "b"].map(hashOf).sort());
    expect(unwrap(await store.readContent())).toMatchObject({ ...told, words });
  });

  test("tells at a glance how far it goes and how old it is", async () => {
    const { store } = storeOn(env.LISTS);
    expect(unwrap(await store.glance())).toBeNull();
    unwrap(await store.write(CONTENT));
    const { words: _, ...told } = CONTENT;
    expect(unwrap(await store.glance())).toEqual(told);
  });

  test("that is not there is null and no fault", async () => {
    const { store, faults } = storeOn(env.LISTS);
    expect([await store.read(), await store.readContent()]).toEqual([
      { ok: true, value: null },
      { ok: true, value: null },
    ]);
    expect(faults).toEqual([]);
  });

  test.each<[string, () => ArrayBuffer]>([
    ["nothing", () => new ArrayBuffer(0)],
    ["text", () => new Uint8Array(200).fill(120).buffer],
    ["a snapshot's beginning", () => new Uint32Array([0x53485447, 1, 128, ...new Array(29).fill(0)]).buffer],
  ])("that holds %s is corrupt, without a word of metadata trusted", async (_, bytes) => {
    await env.LISTS.put("ended", bytes(), { metadata: { seq: "7", mark: 7 } });
    const { store, faults } = storeOn(env.LISTS);
    expect(await store.read()).toEqual({ ok: false, error: "ended_corrupt" });
    expect(faults).toEqual([expect.stringMatching(/^ended ended_corrupt: \w+$/)]);
    expect(unwrap(await store.glance())).toBeNull();
  });

  test("is unreachable when KV fails, and late when it does not answer in time", async () => {
    const fail = () => Promise.reject(new Error("500"));
    const hang = () => new Promise(() => undefined);
    for (const [call, sleep, error] of [
      [fail, neverLate, "kv_unreachable"],
      [hang, alwaysLate, "kv_timeout"],
    ] as const) {
      const { store } = storeOn({ get: call, put: call, list: call } as unknown as KVNamespace, sleep);
      const answers = [await store.read(), await store.readContent(), await store.glance(), await store.write(CONTENT)];
      for (const answer of answers) expect(answer).toEqual({ ok: false, error });
    }
  });

  test("of an empty log says so", async () => {
    const { store } = storeOn(env.LISTS);
    unwrap(await store.write({ ...CONTENT, place: LOG_START, words: sortHashes([]) }));
    expect(unwrap(await store.read())).toMatchObject({ place: LOG_START, count: 0 });
  });
});
