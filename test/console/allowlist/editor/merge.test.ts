import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Base, Draft } from "../../../../src/console/allowlist/editor/draft.ts";
import { mergeDraft } from "../../../../src/console/allowlist/editor/merge.ts";
import { keysOf, proposeList, readListText } from "../../../../src/console/allowlist/editor/propose.ts";

const base = (text: string, more: Partial<Base> = {}): Base => ({
  mode: "off",
  blockApi: false,
  revision: 1,
  text,
  ...more,
});
const typed = (text: string, upon: Base, more: Partial<Draft> = {}): Draft => ({
  mode: upon.mode,
  blockApi: upon.blockApi,
  text,
  base: upon,
  ...more,
});

describe("two people's changes", () => {
  test.each([
    {
      name: "additions of both stay",
      before: "192.0.2.1",
      mine: "192.0.2.1\n192.0.2.2",
      theirs: "192.0.2.1\n192.0.2.3",
      merged: "192.0.2.1\n192.0.2.3\n192.0.2.2",
    },
    {
      name: "removals of both hold",
      before: "192.0.2.1\n192.0.2.2\n192.0.2.3",
      mine: "192.0.2.1\n192.0.2.3",
      theirs: "192.0.2.1\n192.0.2.2",
      merged: "192.0.2.1",
    },
    {
      name: "of two labels mine stays",
      before: "192.0.2.1",
      mine: "192.0.2.1 # Mine",
      theirs: "192.0.2.1 # Theirs",
      merged: "192.0.2.1 # Mine",
    },
    {
      name: "their label stays where I have none",
      before: "192.0.2.1\n192.0.2.2",
      mine: "192.0.2.1",
      theirs: "192.0.2.1 # T\n192.0.2.2",
      merged: "192.0.2.1 # T",
    },
    {
      name: "different parts of one line both hold",
      before: "192.0.2.1 # Old",
      mine: "192.0.2.1 # Mine",
      theirs: "192.0.2.1 until 2026-12-01T18:00Z off # Old",
      merged: "192.0.2.1 until 2026-12-01T18:00Z off # Mine",
    },
    {
      name: "what I take out of a line is out, and what they put in is in",
      before: "192.0.2.1 until 2026-12-01T18:00Z # Old",
      mine: "192.0.2.1 # Old",
      theirs: "192.0.2.1 until 2026-12-01T18:00Z off # Old",
      merged: "192.0.2.1 off # Old",
    },
    {
      name: "what both added is there once",
      before: "",
      mine: "192.0.2.1",
      theirs: "192.0.2.1 # T",
      merged: "192.0.2.1",
    },
    {
      name: "what they removed and I relabelled stays",
      before: "192.0.2.1",
      mine: "192.0.2.1 # Mine",
      theirs: "",
      merged: "192.0.2.1 # Mine",
    },
  ])("$name", ({ before, mine, theirs, merged }) => {
    const upon = base(before);
    expect(mergeDraft(typed(mine, upon), base(theirs, { revision: 2 })).draft.text).toBe(`${merged}\n`);
  });

  test("of the switch: whoever touched it decides, and where both did it is said", () => {
    const upon = base("");
    const on = base("", { revision: 2, mode: "enforce" });
    expect(mergeDraft(typed("", upon), on)).toMatchObject({ draft: { mode: "enforce" }, isModeContested: false });
    const watching = typed("", upon, { mode: "monitor", blockApi: true });
    expect(mergeDraft(watching, on)).toMatchObject({
      draft: { mode: "monitor", blockApi: true },
      isModeContested: true,
      isBlockApiContested: false,
    });
  });

  const lists = fc
    .uniqueArray(fc.integer({ min: 0, max: 9 }))
    .map((numbers) => numbers.map((number) => `192.0.2.${number}`).join("\n"));

  test("any three lists: all that one added and none of what one removed", () => {
    fc.assert(
      fc.property(lists, lists, lists, (before, mine, theirs) => {
        const { draft } = mergeDraft(typed(mine, base(before)), base(theirs, { revision: 2 }));
        const [b, m, t, merged] = [before, mine, theirs, draft.text ?? ""].map(keysOf);
        for (const key of new Set([...(b ?? []), ...(m ?? []), ...(t ?? [])])) {
          const wanted = b?.has(key) ? m?.has(key) && t?.has(key) : m?.has(key) || t?.has(key);
          expect(merged?.has(key)).toBe(wanted);
        }
      }),
    );
  });
});

describe("the list that a text asks for", () => {
  const propose = (text: string) => {
    const read = readListText(text);
    if (!read.ok) throw new Error("not a list");
    return proposeList(read.value).entries.map(({ label, enabled, expiresAt }) => [label, enabled, expiresAt]);
  };

  test("has of each entry what its line says, and nothing else: the box shows all of it", () => {
    expect(propose("192.0.2.1\n192.0.2.2 until 2026-12-01T18:00Z off # Office")).toEqual([
      [null, true, null],
      ["Office", false, Date.UTC(2026, 11, 1, 18)],
    ]);
  });
});
