import { expect, test } from "vitest";
import { createFindOver } from "../../../src/sessions/ended/watermarks.ts";
import type { Session } from "../../../src/storage/sessions/session-records.ts";
import { createVirtualTime } from "../../support/virtual-time.ts";
import { aSeal, aSealed, aToken } from "../credentials/builders.ts";

const BORN = 1_700_000_000;
const own = aSealed("a", ["i"], { seal: aSeal(["i"], { birth: BORN }) });

/** All sessions of acme were ended at this moment; the record has these keys, with whether their session has ended. */
function setUp(everybodyEndedAt: number | null, record: ReadonlyMap<string, boolean> | "fails" | "hangs" = new Map()) {
  const time = createVirtualTime(BORN * 1000);
  const asked: string[] = [];
  const findOver = createFindOver({
    ended: { everybodyEndedAt: (account) => (account === "acme" ? everybodyEndedAt : null) },
    sessions: {
      async findByCredential(_, hashes) {
        asked.push(...hashes);
        if (record === "fails") throw new Error("D1_ERROR");
        if (record === "hangs") return new Promise(() => {});
        const found = hashes.filter((hash) => record.has(hash));
        return new Map(found.map((hash) => [hash, { endedAt: record.get(hash) ? 1 : null } as Session]));
      },
    },
    sleep: time.sleep,
  });
  return { findOver, asked, time };
}

test("nothing is over, and D1 is not asked, when no one ended all sessions of the account, or before they began", async () => {
  for (const [at, account] of [
    [null, "acme"],
    [BORN * 1000 + 5_000, "globex"],
    [BORN * 1000 + 999, "acme"],
    [BORN * 1000 - 1, "acme"],
  ] as const) {
    const { findOver, asked } = setUp(at);
    expect(await findOver([own, aToken("t")], account)).toEqual([]);
    expect(asked).toEqual([]);
  }
});

test("a session that began before and is not on record is over; one that was spared is not; D1 is asked once", async () => {
  const at = BORN * 1000 + 1_000;
  for (const [record, isOver] of [
    [new Map(), true],
    [new Map([[own.key, true]]), true],
    [new Map([[own.key, false]]), false],
  ] as const) {
    const { findOver, asked } = setUp(at, record);
    for (let turn = 0; turn < 2; turn++)
      expect(await findOver([own, aToken("t")], "acme")).toEqual(isOver ? [own] : []);
    expect(asked).toEqual([own.key]);
  }
});

test("it is not known while D1 does not answer, and asked again", async () => {
  const { findOver, asked } = setUp(BORN * 1000 + 1_000, "fails");
  for (let turn = 0; turn < 2; turn++) expect(await findOver([own], "acme")).toBe("unavailable");
  expect(asked).toHaveLength(2);
  const hanging = setUp(BORN * 1000 + 1_000, "hangs");
  const answer = hanging.findOver([own], "acme");
  await hanging.time.pass(2_000);
  expect(await answer).toBe("unavailable");
});
