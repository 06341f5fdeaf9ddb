import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { createEntries } from "../../../src/storage/entries/entries.ts";
import { createRevisions } from "../../../src/storage/revisions/revisions.ts";
import { countingD1 } from "../../support/counting-d1.ts";
import { anAccount, anEntry, changeOf, manyEntries, random, reread, unwrap } from "../../support/storage.ts";

const COUNT = 60_000;
const SLOW_MACHINE_MS = 120_000;

test(
  "a long list that gave way to another comes back by few statements, whole or not at all",
  async () => {
    const entries = createEntries(env.DB, random);
    const account = await anAccount();
    const { added } = unwrap(await entries.add(changeOf(account), manyEntries(COUNT)));
    const then = await reread(account);
    const others = manyEntries(2 * COUNT).slice(COUNT);
    unwrap(await entries.replace(changeOf(then), { add: others, remove: added, update: [] }));
    const now = await reread(account);

    const counting = countingD1(env.DB);
    const revisions = createRevisions(counting.db, random);
    let count = 0;
    for await (const page of revisions.exportAt(account.id, then.revision)) count += page.length;
    expect(count).toBe(COUNT);
    const policy = unwrap(await revisions.readPolicyAt(account.id, then.revision));
    const span = { after: then.revision, upTo: null };

    // Somebody else was faster: nothing of it is written.
    unwrap(await entries.add(changeOf(now), [anEntry("192.0.2.77")]));
    expect(await revisions.takeBack(changeOf(now), span, policy)).toEqual({ ok: false, error: "overtaken" });
    expect(await entries.count(account.id)).toBe(COUNT + 1);

    const before = counting.sent.length;
    unwrap(await revisions.takeBack(changeOf(await reread(account)), span, policy));
    expect(counting.sent.length - before).toBeLessThanOrEqual(9);
    expect(await revisions.isListChanged(account.id, span)).toBe(false);
    expect((await entries.allRanges(account.id)).map(({ id }) => id)).toEqual(added);
  },
  SLOW_MACHINE_MS,
);
