import fc from "fast-check";
import { expect, test } from "vitest";
import { call, makeAccount } from "../../api.ts";

interface Listed {
  readonly id: string;
  readonly value: string;
}

const VALUES = ["192.0.2.1", "192.0.2.2", "198.51.100.0/24", "2001:db8::/48"] as const;
const value = fc.constantFrom(...VALUES);
const act = fc.oneof(
  fc.record({ do: fc.constant("add" as const), value }),
  fc.record({ do: fc.constant("label" as const), value, label: fc.constantFrom("Ann", "Bob") }),
  fc.record({ do: fc.constant("move" as const), value, to: value }),
  fc.record({ do: fc.constant("remove" as const), value }),
  fc.record({ do: fc.constant("replace" as const), values: fc.uniqueArray(value, { minLength: 1 }) }),
);

const listOf = async (list: string): Promise<readonly Listed[]> => (await call("GET", list)).body.items;

/** An answer that refuses is as good: then nothing is changed. */
async function perform(list: string, step: typeof act extends fc.Arbitrary<infer T> ? T : never): Promise<void> {
  if (step.do === "add") return void (await call("POST", list, { body: { value: step.value } }));
  if (step.do === "replace") {
    return void (await call("PUT", list, { body: step.values.join("\n"), type: "text/plain", ifMatch: "*" }));
  }
  const entry = (await listOf(list)).find((each) => each.value === step.value);
  if (entry === undefined) return;
  const path = `${list}/${entry.id}`;
  if (step.do === "remove") await call("DELETE", path);
  if (step.do === "label") await call("PATCH", path, { body: { label: step.label } });
  if (step.do === "move") await call("PATCH", path, { body: { value: step.to } });
}

/** What stays the same of an entry when it is restored, by its id. */
const byId = (entries: readonly Listed[]) =>
  new Map(
    entries.map((entry) => {
      const {
        updated_at: _,
        state: __,
        covered_by: ___,
        warnings: ____,
        last_used_at: _____,
        visits_30d: ______,
        ...rest
      } = entry as Listed & Record<string, unknown>;
      return [entry.id, rest];
    }),
  );

test("whatever was changed: an undo takes back what one change did and nothing else, or changes nothing", async () => {
  const seen = { done: 0, refused: 0 };
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 2, maxLength: 6 }), fc.nat(5), async (acts, pick) => {
      const { path, list, revision } = await makeAccount({ entries: ["203.0.113.1"] });
      for (const step of acts) await perform(list, step);
      const now = (await call("GET", `${path}/policy`)).body.revision;
      if (now === revision) return;
      const chosen = revision + 1 + (pick % (now - revision));
      const { added, removed, changed } = (await call("GET", `${path}/revisions/${chosen}`)).body;
      const before = byId(await listOf(list));

      const undone = await call("POST", `${path}/revisions/${chosen}/undo`);
      const after = byId(await listOf(list));
      if (undone.status !== 200) {
        expect(undone.body.code).toBe("undo_not_possible");
        expect(chosen).toBeLessThan(now);
        expect(after).toEqual(before);
        seen.refused += 1;
        return;
      }
      const expected = new Map(before);
      for (const { id } of added) expected.delete(id);
      const were = [...removed, ...changed.map((each: { readonly before: Listed }) => each.before)];
      for (const [id, entry] of byId(were)) expected.set(id, entry);
      expect(after).toEqual(expected);
      seen.done += 1;
    }),
    { numRuns: 40 },
  );
  // Both ways were met.
  expect(Math.min(seen.done, seen.refused)).toBeGreaterThan(3);
}, 120_000);
