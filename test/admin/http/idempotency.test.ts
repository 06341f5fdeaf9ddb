import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import type { AdminDeps } from "../../../src/admin/deps.ts";
import { ENDPOINTS } from "../../../src/admin/endpoints.ts";
import { type Answer, type CallOptions, call, makeAccount, makeDeps, NOW, stateOf } from "../api.ts";

const DAY_MS = 86_400_000;
let keys = 0;
const newKey = (): string => `key-${++keys}`;

/** The same call as often as it is made: once under its key. */
const keyed = (key: string, method: string, path: string, options: CallOptions = {}): Promise<Answer> =>
  call(method, path, { ...options, headers: { "Idempotency-Key": key, ...options.headers } });

const isReplay = ({ headers }: Answer): boolean => headers.get("Idempotency-Replayed") === "true";

const BODIES: readonly { readonly name: string; readonly options: CallOptions; readonly status: number }[] = [
  { name: "one entry", options: { body: { value: "203.0.113.7", label: "Zürich" } }, status: 201 },
  {
    name: "many as JSON",
    options: { body: { items: [{ value: "203.0.113.7" }, { value: "10.0.0.1/8" }] } },
    status: 200,
  },
  {
    name: "many as text",
    options: { body: "203.0.113.7\n203.0.113.7 # x\n192.0.2.1", type: "text/plain" },
    status: 200,
  },
  { name: "many as CSV", options: { body: "value\n203.0.113.7\n", type: "text/csv" }, status: 200 },
  { name: "what is listed already", options: { body: { items: [{ value: "192.0.2.1" }] } }, status: 200 },
];

describe.each(BODIES)("adding $name under a key", ({ options, status }) => {
  test("is done once; its repetition gets the same answer", async () => {
    const { path, list } = await makeAccount({ entries: ["192.0.2.1"] });
    const key = newKey();
    const first = await keyed(key, "POST", list, options);
    expect(first.status).toBe(status);
    expect(isReplay(first)).toBe(false);
    const before = await stateOf(path);

    const second = await keyed(key, "POST", list, { ...options, deps: { now: () => NOW + DAY_MS - 1 } });
    expect(isReplay(second)).toBe(true);
    expect(second.status).toBe(status);
    expect(second.text).toBe(first.text);
    expect(second.headers.get("ETag")).toBe(first.headers.get("ETag"));
    expect(await stateOf(path)).toEqual(before);
  });

  test("is done anew after a day", async () => {
    const { list } = await makeAccount({ entries: ["192.0.2.1"] });
    const key = newKey();
    await keyed(key, "POST", list, options);
    const later = { now: () => NOW + DAY_MS };
    const second = await keyed(key, "POST", list, { ...options, deps: later });
    expect(isReplay(second)).toBe(false);
    expect(second.status).toBe(status === 201 ? 409 : 200);
    if (status === 200) expect(isReplay(await keyed(key, "POST", list, { ...options, deps: later }))).toBe(true);
  });
});

test.each<[string, object]>([
  ["one entry", { value: "192.0.2.9", label: "Ann" }],
  ["one of many", { items: [{ value: "192.0.2.9" }, { value: "192.0.2.10" }] }],
])("what is off comes to life again once under a key, as %s; the repetition gets the same answer", async (_, body) => {
  const { path, list } = await makeAccount({ entries: [{ value: "192.0.2.9", enabled: false }] });
  const key = newKey();
  const first = await keyed(key, "POST", list, { body });
  expect(first).toMatchObject({ status: 200, body: { revision: (await call("GET", path)).body.revision } });
  expect(Number(first.body.reactivated)).toBe(1);
  const before = await stateOf(path);
  const second = await keyed(key, "POST", list, { body });
  expect(isReplay(second)).toBe(true);
  expect({ status: second.status, text: second.text }).toEqual({ status: 200, text: first.text });
  expect(await stateOf(path)).toEqual(before);
});

test("without a key nothing is kept", async () => {
  const { id, list } = await makeAccount();
  await call("POST", list, { body: { value: "203.0.113.7" } });
  const rows = await env.DB.prepare("SELECT count(*) AS n FROM kept_answers WHERE account_id = ?1").bind(id).first("n");
  expect(rows).toBe(0);
});

describe("the same key", () => {
  test.each<[string, CallOptions & { readonly path?: string }]>([
    ["another body", { body: { value: "203.0.113.8" } }],
    ["the same values as another type", { body: '{"value":"203.0.113.7"}', type: "text/plain" }],
    ["another path", { body: { value: "203.0.113.7" }, path: "?x=1" }],
  ])("with %s is refused, and nothing is done", async (_name, { path: query = "", ...options }) => {
    const { path, list } = await makeAccount();
    const key = newKey();
    await keyed(key, "POST", list, { body: { value: "203.0.113.7" } });
    const before = await stateOf(path);
    const answer = await keyed(key, "POST", `${list}${query}`, options);
    expect(answer).toMatchObject({ status: 422, body: { code: "idempotency_key_reused" } });
    expect(await stateOf(path)).toEqual(before);
  });

  test("belongs to its account and to who calls", async () => {
    const [one, two] = [await makeAccount(), await makeAccount()];
    const key = newKey();
    const body = { value: "203.0.113.7" };
    await keyed(key, "POST", one.list, { body });
    expect(await keyed(key, "POST", two.list, { body })).toMatchObject({ status: 201 });

    const { token } = (await call("POST", `${two.path}/tokens`, { body: { name: "t", scopes: ["allowlist:write"] } }))
      .body;
    const answer = await keyed(key, "POST", two.list, { body: { value: "203.0.113.8" }, token });
    expect(answer.status).toBe(201);
    expect(isReplay(await keyed(key, "POST", two.list, { body: { value: "203.0.113.8" }, token }))).toBe(true);
  });

  test("with or without quotes is one", async () => {
    const { list } = await makeAccount();
    const body = { value: "203.0.113.7" };
    await keyed('"a\\"b\\\\c"', "POST", list, { body });
    expect(isReplay(await keyed('a"b\\c', "POST", list, { body }))).toBe(true);
    expect(isReplay(await keyed('"abc"', "POST", list, { body: { value: "203.0.113.8" } }))).toBe(false);
  });

  test("after a refusal is free: nothing was done", async () => {
    const { list } = await makeAccount();
    const key = newKey();
    expect((await keyed(key, "POST", list, { body: { value: "x" } })).status).toBe(422);
    expect((await keyed(key, "POST", list, { body: { value: "203.0.113.7" }, ifMatch: 99 })).status).toBe(412);
    expect((await keyed(key, "POST", list, { body: { value: "203.0.113.7" } })).status).toBe(201);
  });

  test("is answered although the condition no longer holds, the entry is gone, or the list has changed", async () => {
    const { list, revision } = await makeAccount();
    const key = newKey();
    const options = { body: { value: "203.0.113.7" }, ifMatch: revision };
    const first = await keyed(key, "POST", list, options);
    await call("DELETE", `${list}/${first.body.id}`);
    const second = await keyed(key, "POST", list, options);
    expect(isReplay(second)).toBe(true);
    expect(second.text).toBe(first.text);
    expect((await call("GET", list)).body.items).toEqual([]);
  });

  test("goes with its account", async () => {
    const { id, path, list } = await makeAccount();
    const key = newKey();
    await keyed(key, "POST", list, { body: { value: "203.0.113.7" } });
    await call("DELETE", path);
    await call("POST", "/accounts", { body: { id, name: "Again" } });
    expect(isReplay(await keyed(key, "POST", list, { body: { value: "203.0.113.7" } }))).toBe(false);
    expect((await call("GET", list)).body.items).toHaveLength(1);
  });
});

describe("calls with one key at the same time", () => {
  test.each(BODIES)("make one change: $name", async ({ options, status }) => {
    const { list, revision } = await makeAccount({ entries: ["192.0.2.1"] });
    const key = newKey();
    const answers = await Promise.all(Array.from({ length: 5 }, () => keyed(key, "POST", list, options)));
    for (const answer of answers) expect([status, 409]).toContain(answer.status);
    const good = answers.filter((answer) => answer.status === status);
    expect(good.filter((answer) => !isReplay(answer))).toHaveLength(1);
    expect(new Set(good.map(({ text }) => text)).size).toBe(1);
    for (const { body } of answers.filter((answer) => answer.status === 409)) {
      expect(["idempotency_in_progress", "concurrent_change"]).toContain(body.code);
    }
    expect((await call("GET", list)).headers.get("ETag")).toBe(`"${good[0]?.body.revision}"`);
    expect(good[0]?.body.revision).toBeLessThanOrEqual(revision + 1);
  });

  test("of which one comes first while the other judges: the other gets its answer", async () => {
    const { list } = await makeAccount();
    const key = newKey();
    const body = { value: "203.0.113.7" };
    const { entries } = makeDeps();
    let first: Answer | null = null;
    const overtaken: Partial<AdminDeps> = {
      entries: {
        ...entries,
        async findListed(...args) {
          first ??= await keyed(key, "POST", list, { body });
          return entries.findListed(...args);
        },
      },
    };
    const second = await keyed(key, "POST", list, { body, deps: overtaken });
    expect(second.status).toBe(201);
    expect(isReplay(second)).toBe(true);
    expect(second.text).toBe((first as Answer | null)?.text);
  });
});

describe("an account that keeps as many answers as it may", () => {
  /** Answers of other calls, of today, with these bytes each. */
  const fill = (account: string, answers: number, bytes: number, keptAt = NOW) =>
    env.DB.prepare(
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?2)
       INSERT INTO kept_answers (account_id, actor, key, part, request, status, packing, bytes, body, kept_at)
       SELECT ?1, 'token:other', 'key-' || i, 0, 'x', 201, 'json', ?3, '{}', ?4 FROM n`,
    )
      .bind(account, answers, bytes, keptAt)
      .run();
  const body = { value: "203.0.113.7" };

  test.each([
    ["in number", 10_000, 2],
    ["in bytes", 65, 1024 * 1024],
  ])("%s: a call with a key is refused and changes nothing, one without goes through", async (_, answers, bytes) => {
    const { id, path, list } = await makeAccount();
    const promised = newKey();
    const first = await keyed(promised, "POST", list, { body: { value: "192.0.2.1" } });
    await fill(id, answers - 1, bytes);
    const before = await stateOf(path);

    const refused = await keyed(newKey(), "POST", list, { body });
    expect(refused).toMatchObject({ status: 429, body: { code: "idempotency_limit_reached" } });
    expect(refused.headers.get("Retry-After")).toBe("3600");
    expect(await keyed(newKey(), "POST", list, { body: { items: [{ value: "192.0.2.1" }] } })).toMatchObject({
      status: 429,
    });
    expect(await keyed(newKey(), "POST", `${path}/sessions/revoke`, { body: { all: true } })).toMatchObject({
      status: 429,
    });
    expect(await stateOf(path)).toEqual(before);

    expect((await keyed(promised, "POST", list, { body: { value: "192.0.2.1" } })).text).toBe(first.text);
    expect((await call("POST", list, { body })).status).toBe(201);
    const other = await makeAccount();
    expect((await keyed(newKey(), "POST", other.list, { body })).status).toBe(201);
  });

  test("has room again when they are a day old, purged or not", async () => {
    const { id, list } = await makeAccount();
    await fill(id, 10_000, 2, NOW - DAY_MS);
    expect((await keyed(newKey(), "POST", list, { body })).status).toBe(201);
  });

  test("counts what an answer takes: in bytes, not in characters", async () => {
    const { id, list } = await makeAccount();
    const first = await keyed(newKey(), "POST", list, { body: { ...body, label: "Zürich" } });
    const kept = env.DB.prepare(
      "SELECT bytes, length(CAST(body AS BLOB)) AS size FROM kept_answers WHERE account_id = ?1",
    );
    const row = await kept.bind(id).first<{ bytes: number; size: number }>();
    expect(first.status).toBe(201);
    expect(row?.bytes).toBe(row?.size);
  });
});

test("an answer that the version before kept, with its revision in it, is told as it was", async () => {
  const { id, list } = await makeAccount();
  const key = newKey();
  const first = await keyed(key, "POST", list, { body: { value: "203.0.113.7" } });
  await env.DB.prepare("UPDATE kept_answers SET body = json_set(body, '$.revision', revision) WHERE account_id = ?1")
    .bind(id)
    .run();
  expect((await keyed(key, "POST", list, { body: { value: "203.0.113.7" } })).text).toBe(first.text);
});

describe("when something fails", () => {
  test("before the change is saved, the repetition makes it", async () => {
    const { list } = await makeAccount();
    const key = newKey();
    const { entries } = makeDeps();
    const failing = { entries: { ...entries, add: () => Promise.reject(new Error("D1_ERROR: network")) } };
    const body = { value: "203.0.113.7" };
    expect((await keyed(key, "POST", list, { body, deps: failing })).status).toBe(503);
    const second = await keyed(key, "POST", list, { body });
    expect(second.status).toBe(201);
    expect(isReplay(second)).toBe(false);
  });

  test("after it is saved, the repetition gets the answer, and publishes what never was", async () => {
    const { path, list, revision } = await makeAccount();
    const key = newKey();
    const { entries } = makeDeps();
    const lost: Partial<AdminDeps> = {
      entries: {
        ...entries,
        async add(...args) {
          await entries.add(...args);
          throw new Error("D1_ERROR: the answer was lost");
        },
      },
    };
    const body = { items: [{ value: "203.0.113.7" }, { value: "203.0.113.8" }] };
    expect((await keyed(key, "POST", list, { body, deps: lost })).status).toBe(503);
    expect((await call("GET", `${path}/policy`)).body.published_revision).toBe(revision);

    const second = await keyed(key, "POST", list, { body });
    expect(second.status).toBe(200);
    expect(isReplay(second)).toBe(true);
    expect(second.body).toMatchObject({ revision: revision + 1, published: true, added: 2 });
    expect(second.body.items.map(({ id }: { id: string }) => id)).toEqual(
      (await call("GET", list)).body.items.map(({ id }: { id: string }) => id),
    );
    expect((await call("GET", `${path}/policy`)).body.published_revision).toBe(revision + 1);
  });
});

describe("the key itself", () => {
  test.each(["", " ", "a b", '"open', '""', '"a"b"', "x".repeat(256), '"a", "b"', "a,\tb"])(
    "%j is none",
    async (key) => {
      const { path, list } = await makeAccount();
      const before = await stateOf(path);
      const answer = await keyed(key, "POST", list, { body: { value: "203.0.113.7" } });
      expect(answer).toMatchObject({ status: 400, body: { code: "malformed_header" } });
      expect(await stateOf(path)).toEqual(before);
    },
  );

  test.each(["x", "x".repeat(255), "8e03978e-40d5-43dd-bc93-6894a57f9324", 'open"x"', "a,b;c=1", "__proto__"])(
    "%j is one",
    async (key) => {
      const { list } = await makeAccount();
      expect((await keyed(key, "POST", list, { body: { value: "203.0.113.7" } })).status).toBe(201);
      expect(isReplay(await keyed(key, "POST", list, { body: { value: "203.0.113.7" } }))).toBe(true);
    },
  );

  test("is not taken where no answer is kept", async () => {
    const { id } = await makeAccount();
    const others = ENDPOINTS.filter(({ description }) => description.idempotencyKey === undefined);
    expect(others.length).toBe(ENDPOINTS.length - 4);
    for (const { method, path } of others) {
      const concrete = path.replace("{account}", id).replaceAll(/\{\w+\}/g, "x");
      const ifMatch = "*";
      const answer = await keyed(newKey(), method.toUpperCase(), concrete, { ifMatch });
      expect(answer, `${method} ${path}`).toMatchObject({ status: 400, body: { code: "idempotency_not_supported" } });
    }
  });
});

test("an answer of many entries is kept whole", { timeout: 60_000 }, async () => {
  const { list } = await makeAccount();
  const key = newKey();
  const body = Array.from({ length: 30_000 }, (_, i) => `10.${i >> 16}.${(i >> 8) & 255}.${i & 255} # Büro ${i}`).join(
    "\n",
  );
  const first = await keyed(key, "POST", list, { body, type: "text/plain" });
  expect(first.body.items).toHaveLength(30_000);
  const second = await keyed(key, "POST", list, { body, type: "text/plain" });
  expect(isReplay(second)).toBe(true);
  expect(second.text === first.text).toBe(true);
});
