import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";
import { createCredentialKeys } from "../../../src/storage/sessions/credential-keys.ts";
import { countingD1 } from "../../support/counting-d1.ts";
import { forgetKeys } from "../../support/session-world.ts";
import { NOW } from "../../support/storage.ts";

const [A, B, C] = ["00112233445566aa", "00112233445566bb", "00112233445566cc"] as const;
const counting = countingD1(env.DB);
const keys = createCredentialKeys(counting.db);
const onRecord = async () =>
  (await env.DB.prepare("SELECT fingerprint, first_used_at AS at FROM credential_keys ORDER BY fingerprint").all())
    .results;

beforeEach(async () => {
  await forgetKeys();
});

describe("the keys that credentials were ended under", () => {
  test("go on record when they are used first, and none of them is missing", async () => {
    expect(await keys.findMissing([A], NOW)).toEqual([]);
    expect(await keys.findMissing([B, A], NOW + 1)).toEqual([]);
    expect(await onRecord()).toEqual([
      { fingerprint: A, at: NOW },
      { fingerprint: B, at: NOW + 1 },
    ]);
  });

  test("are one query when nothing is new, whatever their order", async () => {
    await keys.findMissing([A, B], NOW);
    const before = counting.sent.length;
    expect(await keys.findMissing([B, A], NOW)).toEqual([]);
    expect(counting.sent.length - before).toBe(1);
  });

  test("are named when they are not configured any more, and then no other goes on record", async () => {
    await keys.findMissing([A, B], NOW);
    expect(await keys.findMissing([B, C], NOW)).toEqual([A]);
    expect((await onRecord()).map(({ fingerprint }) => fingerprint)).toEqual([A, B]);
    expect(await keys.findMissing([C, B, A], NOW)).toEqual([]);
  });

  test("are taken by several isolates at once", async () => {
    const missing = await Promise.all([1, 2, 3].map(() => keys.findMissing([A, B], NOW)));
    expect(missing).toEqual([[], [], []]);
    expect(await onRecord()).toHaveLength(2);
  });
});
