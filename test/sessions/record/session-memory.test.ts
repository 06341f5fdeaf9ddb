import { describe, expect, test } from "vitest";
import { createSessionMemory, type RememberedSession } from "../../../src/sessions/record/session-memory.ts";

const session = (id: string, account = "acme"): RememberedSession => ({
  account,
  id,
  user: null,
  hasCookie: false,
  told: null,
  seenAt: 0,
  busyUntil: 0,
  changes: 0,
  changesSince: 0,
});

describe("kin: what of a session is known in this isolate alone", () => {
  test("is found by any hash of the session, and is nobody else's", () => {
    const memory = createSessionMemory();
    const [ann, bob] = [session("ses_ann"), session("ses_bob")];
    memory.remember(ann, [["a1", "a1-quoted"]], true);
    memory.remember(ann, [["a2", "a2-quoted"], ["a3"]], false);
    memory.remember(bob, [["b1"]], true);
    memory.remember(bob, [["b2"]], false);
    const known = ["a2", "a2-quoted", "a3"];
    for (const hash of ["a1", "a1-quoted", ...known]) expect([...memory.kinOf([hash])].sort()).toEqual(known);
    expect(memory.kinOf(["b1"])).toEqual(["b2"]);
    expect(memory.kinOf(["c1"])).toEqual([]);
    expect(memory.kinOf([])).toEqual([]);
  });

  test("is none any more once D1 knows the value", () => {
    const memory = createSessionMemory();
    const ann = session("ses_ann");
    memory.remember(ann, [["a1"]], true);
    memory.remember(ann, [["a2"]], false);
    memory.remember(ann, [["a2"]], true);
    expect(memory.kinOf(["a1"])).toEqual([]);
  });
});
