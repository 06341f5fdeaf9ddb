import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import type { AdminDeps } from "../../../src/admin/deps.ts";
import { MAX_ENTRIES } from "../../../src/storage/entries/entry-records.ts";
import { seeded } from "../../support/seeded.ts";
import { type Answer, call, makeAccount, makeDeps, makeToken, NOW } from "../api.ts";

/** Where the calls come from, see api.ts. */
const HERE = "198.51.100.1";

/** Stores for several calls, of which none writes before all have judged: the worst order that there is. */
function judgedTogether(calls: number): Partial<AdminDeps> {
  const { accounts, entries } = makeDeps();
  const { promise: all, resolve } = Promise.withResolvers<void>();
  let arrived = 0;
  const arrive = async (): Promise<void> => {
    arrived += 1;
    if (arrived >= calls) resolve();
    await all;
  };
  return {
    accounts: { ...accounts, setPolicy: (...args) => arrive().then(() => accounts.setPolicy(...args)) },
    entries: {
      ...entries,
      add: (...args) => arrive().then(() => entries.add(...args)),
      update: (...args) => arrive().then(() => entries.update(...args)),
      remove: (...args) => arrive().then(() => entries.remove(...args)),
    },
  };
}

async function listOf(entries: readonly string[], mode = "enforce") {
  const account = await makeAccount({ mode, entries });
  const { token } = await makeToken(account.id, ["allowlist:write"]);
  const ids = ((await call("GET", account.list)).body.items as { readonly id: string }[]).map(({ id }) => id);
  return { ...account, token, entry: (i: number) => `${account.list}/${ids[i]}` };
}

const codesOf = (answers: readonly Answer[]) =>
  answers.map(({ status, body }) => (status === 200 ? "ok" : body.code)).sort();

const isEnforcedWithNothing = async ({ path, list }: { readonly path: string; readonly list: string }) => {
  const { mode } = (await call("GET", `${path}/policy`)).body;
  const live = (await call("GET", list)).body.items.filter(({ enabled }: { enabled: boolean }) => enabled);
  return mode === "enforce" && live.length === 0;
};

describe("an enforced list is not emptied by two calls that each leave an entry:", () => {
  type Account = Awaited<ReturnType<typeof listOf>>;
  const off = { body: { enabled: false } };
  test.each<[string, string, (account: Account, deps: Partial<AdminDeps>) => readonly Promise<Answer>[]]>([
    [
      "both delete",
      "enforce",
      ({ entry }, deps) => [call("DELETE", entry(0), { deps }), call("DELETE", entry(1), { deps })],
    ],
    [
      "both switch off",
      "enforce",
      ({ entry }, deps) => [call("PATCH", entry(0), { ...off, deps }), call("PATCH", entry(1), { ...off, deps })],
    ],
    [
      "one deletes, one switches off",
      "enforce",
      ({ entry }, deps) => [call("DELETE", entry(0), { deps }), call("PATCH", entry(1), { ...off, deps })],
    ],
  ])("%s", async (_, mode, calls) => {
    const account = await listOf(["203.0.113.7", "192.0.2.1"], mode);
    expect(codesOf(await Promise.all(calls(account, judgedTogether(2))))).toEqual(["empty_allowlist", "ok"]);
    expect(await isEnforcedWithNothing(account)).toBe(false);
  });

  test("one enforces the list, the other deletes its last entry", async () => {
    const account = await listOf(["203.0.113.7"], "monitor");
    const deps = judgedTogether(2);
    const answers = await Promise.all([
      call("PATCH", `${account.path}/policy`, { body: { mode: "enforce" }, deps }),
      call("DELETE", account.entry(0), { deps }),
    ]);
    expect(codesOf(answers)).toEqual(["empty_allowlist", "ok"]);
    expect(await isEnforcedWithNothing(account)).toBe(false);
  });
});

const others = ["192.0.2.1", "192.0.2.2"];

describe("the caller is not locked out by two calls that each leave an entry that covers the caller:", () => {
  test("both delete; the second hears what it would do, and may insist", async () => {
    const { entry, token } = await listOf(["198.51.100.0/24", "198.51.0.0/16", ...others]);
    const deps = judgedTogether(2);
    const answers = await Promise.all([0, 1].map((i) => call("DELETE", entry(i), { token, deps })));
    expect(codesOf(answers)).toEqual(["lockout_risk", "ok"]);
    const refused = answers.find(({ status }) => status === 409);
    expect(refused?.body).toMatchObject({ your_address: HERE });
    const left = answers.findIndex(({ status }) => status === 409);
    const insisted = await call("DELETE", `${entry(left)}?acknowledge_lockout=true`, { token });
    expect(insisted.status).toBe(200);
  });

  test("one deletes, the other moves its entry elsewhere", async () => {
    const { entry, token } = await listOf(["198.51.100.0/24", "198.51.0.0/16", ...others]);
    const deps = judgedTogether(2);
    const answers = await Promise.all([
      call("DELETE", entry(0), { token, deps }),
      call("PATCH", entry(1), { body: { value: "10.0.0.0/8" }, token, deps }),
    ]);
    expect(codesOf(answers)).toEqual(["lockout_risk", "ok"]);
  });

  test("one enforces the list, the other deletes what covers the caller", async () => {
    const { path, entry, token } = await listOf(["198.51.100.0/24", ...others], "monitor");
    const deps = judgedTogether(2);
    const answers = await Promise.all([
      call("PATCH", `${path}/policy`, { body: { mode: "enforce" }, token, deps }),
      call("DELETE", entry(0), { token, deps }),
    ]);
    expect(codesOf(answers)).toEqual(["lockout_risk", "ok"]);
  });

  const TOMORROW = new Date(NOW + 86_400_000).toISOString();
  const ends = { body: { expires_at: TOMORROW } };
  test("both give their entry an end within 24 hours", async () => {
    const { entry, token } = await listOf(["198.51.100.0/24", "198.51.0.0/16", ...others]);
    const deps = judgedTogether(2);
    const answers = await Promise.all([0, 1].map((i) => call("PATCH", entry(i), { ...ends, token, deps })));
    expect(codesOf(answers)).toEqual(["lockout_risk", "ok"]);
    const refused = answers.find(({ status }) => status === 409);
    expect(refused?.body).toMatchObject({ your_address: HERE, locked_out_at: TOMORROW.replace(".000Z", "Z") });
  });

  test("one gives its entry such an end, the other deletes the one without", async () => {
    const { entry, token } = await listOf(["198.51.100.0/24", "198.51.0.0/16", ...others]);
    const deps = judgedTogether(2);
    const answers = await Promise.all([
      call("PATCH", entry(0), { ...ends, token, deps }),
      call("DELETE", entry(1), { token, deps }),
    ]);
    expect(codesOf(answers)).toEqual(["lockout_risk", "ok"]);
  });

  test("one enforces the list, the other gives what covers the caller such an end", async () => {
    const { path, entry, token } = await listOf(["198.51.100.0/24", ...others], "monitor");
    const deps = judgedTogether(2);
    const answers = await Promise.all([
      call("PATCH", `${path}/policy`, { body: { mode: "enforce" }, token, deps }),
      call("PATCH", entry(0), { ...ends, token, deps }),
    ]);
    expect(codesOf(answers)).toEqual(["lockout_risk", "ok"]);
  });

  test("another call deletes one and acknowledges a lockout, while the caller deletes the other", async () => {
    const { entry, token } = await listOf(["198.51.100.0/24", "198.51.0.0/16", ...others]);
    const { entries } = makeDeps();
    const acknowledged: Answer[] = [];
    const overtaken: Partial<AdminDeps> = {
      entries: {
        ...entries,
        async remove(...args) {
          if (acknowledged.length === 0) {
            acknowledged.push(await call("DELETE", `${entry(0)}?acknowledge_lockout=true`, { token }));
          }
          return entries.remove(...args);
        },
      },
    };
    const guarded = await call("DELETE", entry(1), { token, deps: overtaken });
    expect(codesOf([...acknowledged, guarded])).toEqual(["lockout_risk", "ok"]);
  });
});

describe("an entry that comes to life again is so as it is when that is written:", () => {
  const off = { value: "203.0.113.7", label: "Old", enabled: false };

  async function reactivateWhile(other: (entry: string, deps: Partial<AdminDeps>) => Promise<Answer>) {
    const { list } = await makeAccount({ entries: [off] });
    const [entry] = (await call("GET", list)).body.items as readonly { readonly id: string }[];
    const deps = judgedTogether(2);
    const answers = await Promise.all([
      other(`${list}/${entry?.id}`, deps),
      call("POST", list, { body: { value: off.value }, deps }),
    ]);
    const { items } = (await call("GET", list)).body;
    return { statuses: answers.map(({ status }) => status), items };
  }

  test("a label that another call gives it is not lost", async () => {
    const { statuses, items } = await reactivateWhile((entry, deps) =>
      call("PATCH", entry, { body: { label: "New" }, deps }),
    );
    expect(statuses).toEqual([200, 200]);
    expect(items).toMatchObject([{ label: "New", state: "live" }]);
  });

  test("when another call deletes it, it is listed all the same, or was deleted afterwards", async () => {
    const { statuses, items } = await reactivateWhile((entry, deps) => call("DELETE", entry, { deps }));
    // 201: it was deleted first, and is a new one.
    if (statuses[1] === 201) expect(items).toMatchObject([{ value: off.value, label: null, state: "live" }]);
    else expect({ statuses, items }).toEqual({ statuses: [200, 200], items: [] });
  });

  test("many that are not the same come to life at once, alone and in lists, and none waits for another", async () => {
    const values = Array.from({ length: 16 }, (_, i) => `192.0.2.${i}`);
    const { list } = await makeAccount({ entries: values.map((value) => ({ value, enabled: false })) });
    const deps = judgedTogether(12);
    const bodies = [
      ...values.slice(0, 8).map((value) => ({ value })),
      ...[8, 10, 12, 14].map((i) => ({ items: values.slice(i, i + 2).map((value) => ({ value })) })),
    ];
    const answers = await Promise.all(bodies.map((body) => call("POST", list, { body, deps })));
    expect(answers.map(({ status }) => status)).toEqual(bodies.map(() => 200));
    const { items } = (await call("GET", list)).body;
    expect(new Set(items.map(({ state }: { readonly state: string }) => state))).toEqual(new Set(["live"]));
  });
});

describe("two calls that together let everyone in are not both made:", () => {
  const [LOW, HIGH] = ["0.0.0.0/1", "128.0.0.0/1"];

  test("both add", async () => {
    const { list } = await makeAccount();
    const deps = judgedTogether(2);
    const answers = await Promise.all([LOW, HIGH].map((value) => call("POST", list, { body: { value }, deps })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 422]);
    const { body } = answers.find(({ status }) => status === 422) ?? { body: null };
    expect(body).toMatchObject({ code: "invalid_request", errors: [{ code: "covers_everything" }] });
  });

  test("one widens an entry, the other switches on what is off", async () => {
    const { list } = await makeAccount({ entries: ["10.0.0.0/8", { value: HIGH, enabled: false }] });
    const [ten, high] = (await call("GET", list)).body.items as readonly { readonly id: string }[];
    const deps = judgedTogether(2);
    const answers = await Promise.all([
      call("PATCH", `${list}/${ten?.id}`, { body: { value: LOW }, deps }),
      call("PATCH", `${list}/${high?.id}`, { body: { enabled: true }, deps }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 422]);
  });
});

describe("whatever administrators do at the same moment", { timeout: 60_000 }, () => {
  const COVERING = ["198.51.100.0/24", "198.51.0.0/16", "198.51.100.1"] as const;
  const ROUNDS = 4;
  const AT_ONCE = 6;

  test.each([1, 2, 3, 4, 5])("none of them is locked out of an enforced list: seed %i", async (seed) => {
    const rng = seeded(seed);
    const { path, list, token } = await listOf([...COVERING, ...others]);

    const act = (entry: string): Promise<Answer> => {
      const value = `10.0.0.${rng.below(250)}`;
      switch (rng.below(6)) {
        case 0:
          return call("PATCH", `${path}/policy`, { body: { mode: rng.pick(["enforce", "monitor"]) }, token });
        case 1:
          return call("POST", list, { body: { value: `192.0.2.${10 + rng.below(200)}` }, token });
        case 2:
          return call("PATCH", entry, {
            body: rng.pick<object>([{ enabled: false }, { value }, { label: "x" }]),
            token,
          });
        default:
          return call("DELETE", entry, { token });
      }
    };
    for (let round = 0; round < ROUNDS; round++) {
      // What still covers the administrators, and one entry more: each of these calls leaves another one.
      await call("POST", list, { body: { value: COVERING[round % COVERING.length] } });
      const { items } = (await call("GET", `${list}?q=${HERE}`)).body;
      const covering: readonly string[] = items.map(({ id }: { readonly id: string }) => `${list}/${id}`);
      const answers = await Promise.all(
        Array.from({ length: AT_ONCE }, (_, i) => act(covering[i % covering.length] ?? list)),
      );
      // 403: the list turns its own administrators away.
      expect(answers.filter(({ status }) => status === 403 || status >= 500)).toEqual([]);
      const { body: now } = await call("POST", `${path}/check`, { body: { address: HERE } });
      if (now.mode === "enforce") expect(now).toMatchObject({ decision: "allow", blocked_now: false });
      await call("PATCH", `${path}/policy`, { body: { mode: "enforce" }, token });
    }
  });
});

test("a list does not grow beyond its limit by calls that each would fit", { timeout: 60_000 }, async () => {
  const { id, list } = await makeAccount();
  await env.DB.prepare(
    `WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ?2 - 1)
     INSERT INTO entries (account_id, id, value, family, varying_bits, first, last, enabled, created_at, created_by, updated_at)
     SELECT ?1, printf('ent_%08d', i), 'x', 4, 0, printf('0a%06x', i), printf('0a%06x', i), 0, 0, 'operator', 0 FROM n`,
  )
    .bind(id, MAX_ENTRIES - 1)
    .run();
  const deps = judgedTogether(2);
  const values = ["203.0.113.7", "203.0.113.8"];
  const answers = await Promise.all(values.map((value) => call("POST", list, { body: { value }, deps })));
  expect(answers.map(({ status, body }) => (status === 201 ? "ok" : body.code)).sort()).toEqual([
    "ok",
    "too_many_entries",
  ]);
});
