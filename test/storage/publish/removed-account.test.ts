import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import type { Account } from "../../../src/storage/accounts/accounts.ts";
import { createDrift } from "../../../src/storage/publish/drift.ts";
import { compareVersions } from "../../../src/storage/version.ts";
import { anAccount, anEvent, changeOf, NOW, NOW_SECONDS, reread, unwrap } from "../../support/storage.ts";
import { accounts, publishing, putting } from "./publishing.ts";

describe("publishing a removed account", () => {
  const remove = async (account: Account) => unwrap(await accounts.remove(changeOf(await reread(account))));
  const recreate = async ({ id }: Account) => unwrap(await accounts.create({ id, name: "Again" }, anEvent(), NOW));

  test("writes a tombstone that is newer than what it was, for as long as a copy can last", async () => {
    const account = await anAccount();
    const puts: KVNamespacePutOptions[] = [];
    const kv = {
      put: async (key: string, value: ArrayBuffer, options: KVNamespacePutOptions) => {
        puts.push(options);
        await env.LISTS.put(key, value, options);
      },
    } as unknown as Partial<KVNamespace>;
    const { publisher, snapshots, memory } = publishing({ kv });
    await publisher.publishAccount(account.id);
    await remove(account);

    expect(await publisher.publishAccount(account.id)).toEqual({ published: true, revision: 2 });
    const tombstone = { account: account.id, epoch: NOW_SECONDS, revision: 2, snapshot: null };
    expect(unwrap(await snapshots.read(account.id))).toEqual(tombstone);
    expect(memory).toEqual([expect.objectContaining({ revision: 1 }), tombstone]);
    expect(puts.map(({ expirationTtl }) => expirationTtl)).toEqual([undefined, 172_800]);
  });

  test("carries the epoch of its own moment, or one above what was seen", async () => {
    const account = await anAccount();
    await remove(account);
    const { publisher, memory } = publishing({ now: () => NOW + 60_000 });
    await publisher.publishAccount(account.id);
    await publisher.publishAccount(account.id, { epoch: NOW_SECONDS + 100, revision: 9 });
    expect(memory).toMatchObject([{ epoch: NOW_SECONDS + 60 }, { epoch: NOW_SECONDS + 101 }]);
  });

  test("that KV refuses is said, this isolate refuses it all the same, and the next try publishes it", async () => {
    const account = await anAccount();
    await publishing().publisher.publishAccount(account.id);
    await remove(account);
    const failing = publishing({ kv: { put: () => Promise.reject(new Error("429")) } });
    expect(await failing.publisher.publishAccount(account.id)).toEqual({ published: false, revision: 2 });
    expect(failing.memory).toMatchObject([{ account: account.id, snapshot: null }]);
    expect(await createDrift(env.DB).unpublishedAccounts(1_000)).toContain(account.id);
    expect((await publishing().publisher.publishAccount(account.id)).published).toBe(true);
    expect(await createDrift(env.DB).unpublishedAccounts(1_000)).not.toContain(account.id);
  });

  test("and created again in the same second: the new one outranks the tombstone", async () => {
    const account = await anAccount();
    const { publisher, memory } = publishing();
    for (let times = 0; times < 3; times++) {
      await publisher.publishAccount(account.id);
      await remove(account);
      await publisher.publishAccount(account.id);
      await recreate(account);
    }
    await publisher.publishAccount(account.id);
    expect(memory.toSorted(compareVersions)).toEqual(memory);
    expect(new Set(memory.map(({ epoch, revision }) => `${epoch}.${revision}`)).size).toBe(memory.length);
    expect(memory.at(-1)).toMatchObject({ snapshot: { saved: { account: account.id } } });
  });

  test("and created again before its tombstone arrives: the late tombstone is replaced", async () => {
    const account = await anAccount();
    await remove(account);
    let isLate = true;
    const slow = publishing({
      kv: putting(async () => {
        if (!isLate) return;
        isLate = false;
        await recreate(account);
        expect((await publishing().publisher.publishAccount(account.id)).published).toBe(true);
      }),
    });
    expect(await slow.publisher.publishAccount(account.id)).toEqual({ published: true, revision: 1 });
    const { epoch } = await reread(account);
    expect(unwrap(await slow.snapshots.read(account.id))).toMatchObject({
      epoch,
      snapshot: { saved: { account: account.id } },
    });
  });
});
