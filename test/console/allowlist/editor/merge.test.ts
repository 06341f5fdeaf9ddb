import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Base, Draft } from "../../../../src/console/allowlist/editor/draft.ts";
import { mergeDraft } from "../../../../src/console/allowlist/editor/merge.ts";
import { keysOf, proposeList, readListText } from "../../../../src/console/allowlist/editor/propose.ts";
import { rangeText } from "../../../../src/storage/entries/entry-records.ts";
import { anEntry } from "../../../support/storage.ts";

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
    expect(mergeDraft(typed(mine, upon), base(theirs, { revision: 2 })).draft.text).toBe(merged);
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
  const NOW = 1_000_000;
  const listed = (value: string, more: object = {}) => ({
    id: `ent_${value}`,
    key: rangeText(anEntry(value).range),
    label: null,
    enabled: true,
    expiresAt: null,
    ...more,
  });
  const propose = (text: string, before: string, all: readonly ReturnType<typeof listed>[]) => {
    const read = readListText(text);
    if (!read.ok) throw new Error("not a list");
    return proposeList(read.value, keysOf(before), all, NOW).entries.map(({ range, label, enabled, expiresAt }) => ({
      key: rangeText(range),
      label,
      enabled,
      expiresAt,
    }));
  };
  const one = "192.0.2.1";
  const key = rangeText(anEntry(one).range);

  test("takes a label away that was taken away, and leaves state and expiry alone", () => {
    expect(propose(one, `${one} # Office`, [listed(one, { label: "Office", expiresAt: NOW + 1 })])).toEqual([
      { key, label: null, enabled: undefined, expiresAt: undefined },
    ]);
  });

  test("makes an entry work again that was typed in again", () => {
    expect(propose(one, "", [listed(one, { enabled: false, expiresAt: NOW - 1 })])).toEqual([
      { key, label: undefined, enabled: true, expiresAt: null },
    ]);
  });

  test.each([{ enabled: false }, { expiresAt: NOW }])("keeps what the box never showed: %j", (state) => {
    expect(propose("", "", [listed(one, state)])).toEqual([{ key, label: undefined, enabled: undefined }]);
  });

  test("lets go what the box showed and has no more, also when it expired meanwhile", () => {
    expect(propose("", one, [listed(one)])).toEqual([]);
    expect(propose("", one, [listed(one, { expiresAt: NOW })])).toEqual([]);
  });
});
