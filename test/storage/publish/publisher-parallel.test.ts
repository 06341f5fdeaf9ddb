import { describe, expect, test } from "vitest";
import { retryPublish } from "../../../src/storage/publish/retry-publish.ts";
import { createEdgeWorld } from "../../support/edge-world.ts";
import { anAccount, anEntry, changeOf, NOW, reread, unwrap } from "../../support/storage.ts";
import { createVirtualTime } from "../../support/virtual-time.ts";

/*
 * Changes that do not conflict are all published, each by its own isolate, while KV has no compare-and-set, takes one
 * write of a key a second, and is slow: a copy that is put late overwrites a newer one. DESIGN: D1 is the truth, KV is
 * what the edge reads.
 */
const CHANGES = 50;
/** `waitUntil` ends 30 s after the answer. */
const AFTER_MS = 30_000;

describe(`${CHANGES} changes at the same moment, each published by itself`, () => {
  test.each([1, 2, 3, 4, 5])("leave the newest revision in KV, and D1 knows it: seed %i", async (seed) => {
    const time = createVirtualTime(NOW);
    const world = createEdgeWorld({
      seed,
      // Puts arrive in any order: up to three seconds late.
      kv: { now: time.now, beforeWrite: () => time.sleep(world.rng.below(3_000)) },
    });
    const account = await anAccount();
    const published: boolean[] = [];
    const changes = Array.from({ length: CHANGES }, async (_, i) => {
      unwrap(await world.entries.add(changeOf(account), [anEntry(`203.0.113.${i}`)]));
      const publish = () => world.rng.pick(world.isolates).publisher.publishAccount(account.id);
      const first = await publish();
      const last = first.published ? first : await retryPublish(publish, { random: world.rng.next, sleep: time.sleep });
      published.push(last.published);
    });
    // D1 answers in its own time, which is not this clock's.
    const all = Promise.all(changes);
    let isDone = false;
    void all.finally(() => (isDone = true));
    for (let passed = 0; !isDone && passed < 4 * AFTER_MS; passed += 100) {
      await time.pass(100);
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
    await all;

    const revision = account.revision + CHANGES;
    expect(await reread(account)).toMatchObject({ revision, publishedRevision: revision });
    expect(world.kv.current(`account:${account.id}`).metadata).toMatchObject({ revision, entries: CHANGES });
    expect(published).toContain(true);
  });
});
