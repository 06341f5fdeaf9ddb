import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { decodeSnapshot } from "../../../src/policy/snapshot.ts";
import { sha256 } from "../../support/storage.ts";
import { type Answer, type CallOptions, call as callOnce, makeAccount, makeToken } from "../api.ts";

/** What calls left for after their answers: to publish again what others had overtaken. */
const later: Promise<unknown>[] = [];

const call = (method: string, path: string, options: CallOptions = {}): Promise<Answer> =>
  callOnce(method, path, { ...options, deps: { waitUntil: (work) => later.push(work) } });

/** So many callers at the same moment. */
const CALLERS = 50;

const each = <T>(make: (i: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: CALLERS }, (_, i) => make(i)));

const addressOf = (i: number): string => `203.0.113.${i}`;
/** Listed as well, and apart from what the calls are about: the address that the calls come from. */
const HERE = "198.51.100.0/24";

/** An enforced account, a token of it, and its entries that the calls are about, with their ids. */
async function enforced() {
  const values = Array.from({ length: CALLERS }, (_, i) => addressOf(i));
  const account = await makeAccount({ mode: "enforce", entries: [HERE, ...values] });
  const { token } = await makeToken(account.id, ["allowlist:write"]);
  const [, ...entries] = (await call("GET", `${account.list}?limit=1000`)).body.items as { readonly id: string }[];
  return { ...account, token, entries };
}

/** The revisions that events of this action name, of those after `since`; null for an event that names none. */
async function eventsOf(account: string, action: string, since = 0): Promise<readonly (number | null)[]> {
  const { results } = await env.DB.prepare(
    "SELECT revision FROM audit WHERE account_id = ?1 AND action = ?2 AND IFNULL(revision > ?3, 1) ORDER BY seq",
  )
    .bind(account, action, since)
    .all<{ revision: number | null }>();
  return results.map(({ revision }) => revision);
}

/** Each call made one change: its revision is its own, one event names it, and in the end the edge has the newest. */
async function expectOneChangeEach(
  account: { readonly id: string; readonly path: string; readonly revision: number },
  answers: readonly Answer[],
  status: number,
  action: string,
): Promise<void> {
  expect(answers.map((answer) => answer.status)).toEqual(Array(CALLERS).fill(status));
  const revisions = answers.map(({ body }) => body.revision as number).sort((a, b) => a - b);
  expect(revisions).toEqual(Array.from({ length: CALLERS }, (_, i) => account.revision + i + 1));
  expect(await eventsOf(account.id, action, account.revision)).toEqual(revisions);
  await expectPublished(account.id, account.revision + CALLERS);
}

async function expectPublished(account: string, revision: number): Promise<void> {
  await Promise.all(later.splice(0));
  const noted = await env.DB.prepare("SELECT revision, published_revision FROM accounts WHERE id = ?1")
    .bind(account)
    .first();
  expect(noted).toEqual({ revision, published_revision: revision });
  const bytes = await env.LISTS.get(`account:${account}`, "arrayBuffer");
  const snapshot = bytes === null ? null : await decodeSnapshot(bytes, sha256);
  expect(snapshot).toMatchObject({ ok: true, value: { saved: { account, revision } } });
}

describe(`${CALLERS} calls at the same moment all succeed:`, { timeout: 60_000 }, () => {
  test("each adds an entry", async () => {
    const account = await makeAccount({ mode: "enforce", entries: [HERE] });
    const { token } = await makeToken(account.id, ["allowlist:write"]);
    const answers = await each((i) => call("POST", account.list, { body: { value: addressOf(i) }, token }));
    await expectOneChangeEach(account, answers, 201, "allowlist.added");
    const { items } = (await call("GET", `${account.list}?limit=1000`)).body;
    const ids = (items as { readonly id: string }[]).map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining(answers.map(({ body }) => body.id)));
    expect(ids).toHaveLength(CALLERS + 1);
  });

  test("each changes another entry", async () => {
    const account = await enforced();
    const answers = await each((i) =>
      call("PATCH", `${account.list}/${account.entries[i]?.id}`, {
        body: i % 2 === 0 ? { label: `Office ${i}` } : { enabled: false },
        token: account.token,
      }),
    );
    await expectOneChangeEach(account, answers, 200, "entry.changed");
    const [, ...items] = (await call("GET", `${account.list}?limit=1000`)).body.items;
    expect(items.map(({ label, enabled }: { label: string | null; enabled: boolean }) => [label, enabled])).toEqual(
      Array.from({ length: CALLERS }, (_, i) => (i % 2 === 0 ? [`Office ${i}`, true] : [null, false])),
    );
  });

  test("each deletes another entry", async () => {
    const account = await enforced();
    const { list, token, entries } = account;
    const answers = await each((i) => call("DELETE", `${list}/${entries[i]?.id}`, { token }));
    await expectOneChangeEach(account, answers, 200, "entry.removed");
    expect((await call("GET", list)).body.items).toMatchObject([{ value: HERE }]);
  });

  test("each gives the account another host, and each takes one away", async () => {
    const account = await makeAccount();
    const hostOf = (i: number): string => `/hosts/app-${i}.${account.id}.example`;
    const put = await each((i) => call("PUT", `${account.path}${hostOf(i)}`));
    await expectOneChangeEach(account, put, 200, "host.added");
    expect((await call("GET", `${account.path}/hosts?limit=100`)).body.items).toHaveLength(CALLERS);

    const taken = await each((i) => call("DELETE", `${account.path}${hostOf(i)}`));
    const after = { ...account, revision: account.revision + CALLERS };
    await expectOneChangeEach(after, taken, 200, "host.removed");
    expect((await call("GET", `${account.path}/hosts`)).body.items).toEqual([]);
  });

  test("each makes a token, and each revokes one", async () => {
    const account = await makeAccount();
    const tokens = `${account.path}/tokens`;
    const made = await each((i) => call("POST", tokens, { body: { name: `CI ${i}`, scopes: ["audit:read"] } }));
    expect(made.map(({ status }) => status)).toEqual(Array(CALLERS).fill(201));
    const ids = made.map(({ body }) => body.id as string);
    expect(new Set(ids).size).toBe(CALLERS);
    expect(await eventsOf(account.id, "token.created")).toHaveLength(CALLERS);

    const revoked = await each((i) => call("DELETE", `${tokens}/${ids[i]}`));
    expect(revoked.map(({ status }) => status)).toEqual(Array(CALLERS).fill(200));
    expect(await eventsOf(account.id, "token.revoked")).toHaveLength(CALLERS);
    // Tokens are no part of what is published: they change no revision.
    expect([...made, ...revoked].every(({ body }) => body.revision === account.revision)).toBe(true);
  });

  test("each does something else", async () => {
    const account = await enforced();
    const { id, path, list, token, entries } = account;
    const oneOfFive = (i: number): Promise<Answer> => {
      const entry = `${list}/${entries[i]?.id}`;
      switch (i % 5) {
        case 0:
          return call("POST", list, { body: { value: `2001:db8::${i + 1}` }, token });
        case 1:
          return call("PATCH", entry, { body: { label: `${i}` }, token });
        case 2:
          return call("DELETE", entry, { token });
        case 3:
          return call("PUT", `${path}/hosts/app-${i}.${id}.example`);
        default:
          return call("POST", list, { body: `192.0.2.${i}\n192.0.2.${i + CALLERS}`, type: "text/plain", token });
      }
    };
    const [many, ...once] = await Promise.all([
      each(oneOfFive),
      call("PATCH", path, { body: { name: "Renamed" } }),
      call("PATCH", `${path}/policy`, { body: { block_api_requests: true }, token }),
    ]);
    const all = [...many, ...once];
    expect(all.filter(({ status }) => status >= 300)).toEqual([]);
    const revisions = all.map(({ body }) => body.revision as number);
    expect(new Set(revisions).size).toBe(all.length);
    await expectPublished(id, account.revision + all.length);
  });
});

describe("calls about the same entry at the same moment:", () => {
  test("of those that add it one does, the others hear its id", async () => {
    const { list } = await makeAccount();
    const answers = await each(() => call("POST", list, { body: { value: "203.0.113.7" } }));
    const [first, ...none] = answers.filter(({ status }) => status === 201);
    expect(none).toEqual([]);
    const others = answers.filter((answer) => answer !== first);
    expect(others.map(({ body }) => [body.code, body.id])).toEqual(
      Array(CALLERS - 1).fill(["already_listed", first?.body.id]),
    );
  });

  test("of those that delete it one does", async () => {
    const { list, revision } = await makeAccount({ entries: ["203.0.113.7", "192.0.2.1"] });
    const [{ id }] = (await call("GET", list)).body.items;
    const answers = await each(() => call("DELETE", `${list}/${id}`));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ body }) => body.code === "entry_not_found")).toHaveLength(CALLERS - 1);
    expect((await call("GET", list)).headers.get("ETag")).toBe(`"${revision + 1}"`);
  });

  test("what two change of it holds, both", async () => {
    const { list } = await makeAccount({ entries: ["203.0.113.7"] });
    const [{ id }] = (await call("GET", list)).body.items;
    const bodies = [{ label: "Office" }, { expires_at: "2027-01-01T00:00:00Z" }];
    const answers = await Promise.all(bodies.map((body) => call("PATCH", `${list}/${id}`, { body })));
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect((await call("GET", `${list}/${id}`)).body).toMatchObject({ ...bodies[0], ...bodies[1] });
  });

  test("and under If-Match, of any entries, one call goes through", async () => {
    const { list, revision } = await makeAccount();
    const answers = await each((i) => call("POST", list, { body: { value: addressOf(i) }, ifMatch: revision }));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 412)).toHaveLength(CALLERS - 1);
  });
});
