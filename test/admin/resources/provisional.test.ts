import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import type { AdminDeps } from "../../../src/admin/deps.ts";
import { refusedFrom } from "../../../src/policy/decide.ts";
import { decodeSnapshot, type Snapshot, snapshotAt } from "../../../src/policy/snapshot.ts";
import { compileAccount } from "../../../src/storage/publish/compile.ts";
import { countingD1 } from "../../support/counting-d1.ts";
import { address, sha256 } from "../../support/storage.ts";
import { type CallOptions, call, makeAccount, makeDeps, makeToken, NOW } from "../api.ts";

/** Where calls of the tests come from, unless they say otherwise. */
const HERE = "198.51.100.1";
const ELSEWHERE = "203.0.113.9";
const SECONDS = 600;
const UNDONE_AT = NOW + SECONDS * 1000;
const UNDOES_AT = "2026-11-22T12:10:00Z";

const at = (ms: number, deps: Partial<AdminDeps> = {}): Pick<CallOptions, "deps"> => ({
  deps: { now: () => ms, ...deps },
});

/** The state that an isolate is in at that moment which has this very copy of KV. */
async function edgeAt(account: string, ms: number): Promise<Snapshot> {
  const bytes = await env.LISTS.get(`account:${account}`, "arrayBuffer");
  const decoded = await decodeSnapshot(bytes ?? new ArrayBuffer(0), sha256);
  if (!decoded.ok) throw new Error(decoded.error);
  return snapshotAt(decoded.value, Math.floor(ms / 1000));
}

const isRefused = async (account: string, from: string, ms: number): Promise<boolean> =>
  refusedFrom(await edgeAt(account, ms), address(from), Math.floor(ms / 1000)).kind === "now";

/** An account whose list is not enforced, and the change that enforces it on trial. */
async function onTrial(entries: readonly unknown[] = [HERE]) {
  const account = await makeAccount({ mode: "monitor", entries });
  const changed = await call("PATCH", `${account.path}/policy?confirm_within=${SECONDS}`, {
    body: { mode: "enforce" },
  });
  expect(changed).toMatchObject({ status: 200, body: { mode: "enforce", published: true } });
  return { ...account, revision: changed.body.revision as number };
}

const everythingOf = async (account: { readonly path: string }, ms = NOW) => ({
  policy: (await call("GET", `${account.path}/policy`, at(ms))).body,
  // An undoing is a change as well: only the time of the last one tells it.
  items: (await call("GET", `${account.path}/allowlist?limit=1000`, at(ms))).body.items.map(
    ({ updated_at: _, ...entry }: { readonly updated_at: string; readonly id: string; readonly value: string }) =>
      entry,
  ),
  text: (await call("GET", `${account.path}/allowlist?format=text`, at(ms))).text,
});

const eventsOf = async ({ path }: { readonly path: string }, action: string) =>
  (await call("GET", `${path}/audit?action=${action}`)).body.items;

describe("a provisional change", () => {
  test("holds at once, and the policy and the list tell it", async () => {
    const account = await onTrial();
    const told = {
      revision: account.revision,
      at: "2026-11-22T12:00:00Z",
      undoes_at: UNDOES_AT,
      actor: "operator",
      actor_name: null,
    };
    expect((await call("GET", `${account.path}/policy`)).body).toMatchObject({ mode: "enforce", provisional: told });
    expect((await call("GET", account.list)).body).toMatchObject({ provisional: told });
    expect((await eventsOf(account, "policy.changed"))[0].detail).toMatchObject({ undoes_at: UNDOES_AT });
    const { metadata } = await env.LISTS.getWithMetadata(`account:${account.id}`);
    expect(metadata).toMatchObject({ mode: "enforce", undoes_at: UNDOES_AT });
  });

  test("undoes itself at the edge on the second, although no one has told it since", async () => {
    const account = await onTrial();
    const refused = await Promise.all(
      [NOW, UNDONE_AT - 1000, UNDONE_AT - 1, UNDONE_AT, UNDONE_AT + 1000].map((ms) =>
        isRefused(account.id, ELSEWHERE, ms),
      ),
    );
    expect(refused).toEqual([true, true, true, false, false]);
  });

  test("holds for no less than was asked when it begins within a second", async () => {
    const account = await makeAccount({ entries: [HERE] });
    const options = { body: { contact: "it@example.com" }, ...at(NOW + 1) };
    const { body } = await call("PATCH", `${account.path}/policy?confirm_within=60`, options);
    expect(body.provisional.undoes_at).toBe("2026-11-22T12:01:01Z");
  });

  test.each(["59", "86401", "0", "-60", "6e2", "ten", ""])("of %j seconds is none", async (seconds) => {
    const account = await makeAccount();
    const answer = await call("PATCH", `${account.path}/policy?confirm_within=${seconds}`, { body: {} });
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ parameter: "confirm_within" }] } });
  });

  test("that changes nothing opens none", async () => {
    const account = await makeAccount({ mode: "monitor", entries: [HERE] });
    const { body } = await call("PATCH", `${account.path}/policy?confirm_within=60`, { body: { mode: "monitor" } });
    expect(body).toMatchObject({ revision: account.revision, provisional: null });
  });

  test("is refused for a lockout unless that is acknowledged; then its own time ends it", async () => {
    const account = await makeAccount({ mode: "off", entries: [ELSEWHERE] });
    const { token } = await makeToken(account.id, ["allowlist:write"]);
    const change = (query: string) =>
      call("PATCH", `${account.path}/policy?confirm_within=60${query}`, { body: { mode: "enforce" }, token });
    expect(await change("")).toMatchObject({ status: 409, body: { code: "lockout_risk", your_address: HERE } });
    expect(await change("&acknowledge_lockout=true")).toMatchObject({ status: 200 });

    const read = (ms: number) => call("GET", `${account.path}/policy`, { token, ...at(ms) });
    expect(await read(NOW + 59_999)).toMatchObject({ status: 403, body: { code: "address_not_allowed" } });
    expect(await read(NOW + 60_000)).toMatchObject({ status: 200, body: { mode: "off", provisional: null } });
  });

  test("is never one that enforces an empty list", async () => {
    const account = await makeAccount();
    const answer = await call("PATCH", `${account.path}/policy?confirm_within=60`, { body: { mode: "enforce" } });
    expect(answer).toMatchObject({ status: 409, body: { code: "empty_allowlist" } });
  });
});

describe("while it is open, other changes of policy and list are refused:", () => {
  const body = { value: "192.0.2.1" };
  test.each<[string, (account: { readonly path: string }, id: string) => Promise<unknown>]>([
    ["the policy", ({ path }) => call("PATCH", `${path}/policy`, { body: { contact: "x@example.com" } })],
    ["another provisional one", ({ path }) => call("PATCH", `${path}/policy?confirm_within=60`, { body: {} })],
    ["an addition", ({ path }) => call("POST", `${path}/allowlist`, { body })],
    ["a replacement", ({ path }) => call("PUT", `${path}/allowlist`, { body: { items: [body] }, ifMatch: "*" })],
    ["of an entry", ({ path }, id) => call("PATCH", `${path}/allowlist/${id}`, { body: { label: "x" } })],
    ["a removal", ({ path }, id) => call("DELETE", `${path}/allowlist/${id}`)],
    ["the restore of a revision", ({ path }) => call("POST", `${path}/revisions/1/restore`)],
    ["the undoing of one", ({ path }) => call("POST", `${path}/revisions/2/undo`)],
  ])("%s", async (_, change) => {
    const account = await onTrial([HERE, "192.0.2.0/24"]);
    const before = await everythingOf(account);
    expect(await change(account, before.items[1].id)).toMatchObject({
      status: 409,
      body: { code: "provisional_open", revision: account.revision, undoes_at: UNDOES_AT, actor: "operator" },
    });
    expect(await everythingOf(account)).toEqual(before);
  });

  test("but not those of hosts, tokens and the account's name, and it still ends in the state before", async () => {
    const account = await onTrial();
    const host = `${account.id}.example.com`;
    expect((await call("PUT", `${account.path}/hosts/${host}`)).status).toBe(200);
    expect((await call("PATCH", account.path, { body: { name: "Renamed" } })).status).toBe(200);
    await makeToken(account.id, ["allowlist:read"]);
    expect((await call("GET", `${account.path}/policy`, at(UNDONE_AT))).body.mode).toBe("monitor");
    expect((await call("GET", account.path)).body.name).toBe("Renamed");
    expect((await call("GET", `${account.path}/hosts`)).body.items).toMatchObject([{ hostname: host }]);
  });

  test("and the preview says so", async () => {
    const account = await onTrial();
    const { body } = await call("POST", `${account.path}/preview`, { body: { policy: { mode: "off" } } });
    expect(body.refusal).toBe("provisional_open");
  });
});

/** A list of which a replacement keeps, changes, removes and adds something. */
const MANY = [
  HERE,
  { value: "192.0.2.0/24", label: "Office", expires_at: "2027-01-01T00:00:00Z" },
  { value: "192.0.2.7", label: "Ann", enabled: false },
  "2001:db8::/48",
  "203.0.113.0-203.0.113.9",
];
const REPLACED = { items: [{ value: HERE, label: "Here" }, { value: "192.0.2.7", enabled: true }, "198.18.0.0/15"] };

const replaceOnTrial = (account: { readonly list: string }) =>
  call("PUT", `${account.list}?confirm_within=${SECONDS}`, {
    body: { items: REPLACED.items.map((item) => (typeof item === "string" ? { value: item } : item)) },
    ifMatch: "*",
  });

describe("a provisional replacement of the list", () => {
  test("is undone to the last part of each entry, and only then", async () => {
    const account = await makeAccount({ mode: "enforce", entries: MANY });
    const before = await everythingOf(account);
    expect(await replaceOnTrial(account)).toMatchObject({
      status: 200,
      body: { added: 1, removed: 3, updated: 2, provisional: { undoes_at: UNDOES_AT } },
    });
    const trial = await everythingOf(account, UNDONE_AT - 1);
    expect(trial.items).toHaveLength(3);

    const after = await everythingOf(account, UNDONE_AT);
    expect(after.items).toEqual(before.items);
    expect(after.text).toBe(before.text);
    expect(after.policy).toMatchObject({ mode: "enforce", provisional: null, revision: account.revision + 2 });
  });

  test("carries both lists to the edge", async () => {
    const account = await makeAccount({ mode: "enforce", entries: MANY });
    await replaceOnTrial(account);
    const refusedAt = (ms: number) =>
      Promise.all(
        [HERE, "192.0.2.99", "192.0.2.7", "198.18.5.5", "2001:db8::1"].map((a) => isRefused(account.id, a, ms)),
      );
    expect(await refusedAt(UNDONE_AT - 1)).toEqual([false, true, false, false, true]);
    expect(await refusedAt(UNDONE_AT)).toEqual([false, false, false, true, false]);
  });

  test("stays when it is confirmed", async () => {
    const account = await makeAccount({ mode: "enforce", entries: MANY });
    await replaceOnTrial(account);
    const trial = await everythingOf(account);
    expect(await call("POST", `${account.path}/provisional/confirm`)).toMatchObject({ status: 200 });
    const after = await everythingOf(account, UNDONE_AT);
    expect(after.items).toEqual(trial.items);
    expect(await isRefused(account.id, "2001:db8::1", UNDONE_AT)).toBe(true);
  });

  test("of one entry is undone as well", async () => {
    const account = await makeAccount({ mode: "enforce", entries: MANY });
    const before = await everythingOf(account);
    const changed = await call("PATCH", `${account.list}/${before.items[1].id}?confirm_within=${SECONDS}`, {
      body: { value: "192.0.2.0/25", label: null },
    });
    expect(changed).toMatchObject({ status: 200, body: { provisional: { undoes_at: UNDOES_AT } } });
    expect((await everythingOf(account)).items[1].value).toBe("192.0.2.0/25");
    expect((await everythingOf(account, UNDONE_AT)).items).toEqual(before.items);
  });

  test("is kept as a revision of its own, and so is its undoing", async () => {
    const account = await makeAccount({ mode: "enforce", entries: MANY });
    await replaceOnTrial(account);
    await call("DELETE", `${account.path}/provisional`);
    const { results } = await env.DB.prepare(
      "SELECT revision, action, added, removed, changed FROM revisions WHERE account_id = ?1 AND revision > ?2",
    )
      .bind(account.id, account.revision)
      .all();
    expect(results).toEqual([
      { revision: account.revision + 1, action: "allowlist.replaced", added: 1, removed: 3, changed: 2 },
      { revision: account.revision + 2, action: "provisional.undone", added: 3, removed: 1, changed: 2 },
    ]);
  });
});

describe("a confirmation", () => {
  const confirm = (account: { readonly path: string }, options: CallOptions = {}, query = "") =>
    call("POST", `${account.path}/provisional/confirm${query}`, options);

  test("makes the change stay, also when it is sent again", async () => {
    const account = await onTrial();
    const first = await confirm(account, at(UNDONE_AT - 1));
    expect(first).toMatchObject({ status: 200, body: { revision: account.revision + 1, published: true } });
    expect(await confirm(account, at(UNDONE_AT + 5000))).toMatchObject({ status: 200, body: first.body });
    expect(await isRefused(account.id, ELSEWHERE, UNDONE_AT)).toBe(true);
    expect((await call("GET", `${account.path}/policy`, at(UNDONE_AT))).body).toMatchObject({
      mode: "enforce",
      provisional: null,
    });
    expect(await eventsOf(account, "provisional.kept")).toMatchObject([{ detail: { revision: account.revision } }]);
    expect(await call("POST", account.list, { body: { value: "192.0.2.1" } })).toMatchObject({ status: 201 });
  });

  test("by an account's token comes from an address that the new state admits", async () => {
    const account = await onTrial();
    const { token } = await makeToken(account.id, ["allowlist:write"]);
    const elsewhere = { token, ...at(NOW + 1000, { address: address(ELSEWHERE) }) };
    expect(await confirm(account, elsewhere)).toMatchObject({ status: 403, body: { code: "address_not_allowed" } });
    expect(await confirm(account, { token, ...at(NOW + 2000) })).toMatchObject({ status: 200 });
  });

  test("by the operator is judged for the address that it acts for, and only then", async () => {
    const account = await onTrial();
    expect(await confirm(account, {}, `?as_address=${ELSEWHERE}`)).toMatchObject({
      status: 403,
      body: { code: "address_not_allowed", your_address: ELSEWHERE },
    });
    expect((await call("GET", `${account.path}/policy`)).body.provisional).not.toBeNull();
    expect(await confirm(account, at(NOW, { address: address(ELSEWHERE) }))).toMatchObject({ status: 200 });
  });

  test.each([UNDONE_AT, UNDONE_AT + 86_400_000])("at %d is too late", async (ms) => {
    const account = await onTrial();
    for (const _ of ["first", "again"]) {
      const answer = await confirm(account, at(ms));
      expect(answer).toMatchObject({ status: 409, body: { code: "provisional_undone" } });
      expect(answer.body.detail).toContain(UNDOES_AT);
    }
    expect((await call("GET", `${account.path}/policy`, at(ms))).body.mode).toBe("monitor");
  });

  test("after a caller undid it does not claim that it undid itself", async () => {
    const account = await onTrial();
    await call("DELETE", `${account.path}/provisional`);
    const { status, body } = await confirm(account);
    expect({ status, title: body.title }).toEqual({ status: 409, title: "The change is undone already" });
    expect(body.detail).toContain("undone by a caller");
  });

  test("of nothing finds nothing", async () => {
    const account = await makeAccount();
    expect(await confirm(account)).toMatchObject({ status: 404, body: { code: "provisional_not_found" } });
  });
});

describe("undoing", () => {
  const undo = (account: { readonly path: string }, options: CallOptions = {}, query = "") =>
    call("DELETE", `${account.path}/provisional${query}`, options);

  test("restores the state before at once, also when it is sent again", async () => {
    const account = await onTrial();
    const first = await undo(account);
    expect(first).toMatchObject({ status: 200, body: { revision: account.revision + 1, published: true } });
    expect(await undo(account)).toMatchObject({ status: 200, body: first.body });
    expect(await isRefused(account.id, ELSEWHERE, NOW)).toBe(false);
    expect((await call("GET", `${account.path}/policy`)).body).toMatchObject({ mode: "monitor", provisional: null });
    expect(await eventsOf(account, "provisional.undone")).toHaveLength(1);
  });

  test("is judged for a lockout by the state before", async () => {
    const account = await makeAccount({ mode: "enforce", entries: [ELSEWHERE] });
    const items = [{ value: ELSEWHERE }, { value: HERE }];
    await call("PUT", `${account.list}?confirm_within=60`, { body: { items }, ifMatch: "*" });
    const { token } = await makeToken(account.id, ["allowlist:write"]);
    expect(await undo(account, { token })).toMatchObject({ status: 409, body: { code: "lockout_risk" } });
    expect(await undo(account, { token }, "?acknowledge_lockout=true")).toMatchObject({ status: 200 });
  });

  test("of nothing, or of what was confirmed, finds nothing", async () => {
    const never = await makeAccount();
    expect(await undo(never)).toMatchObject({ status: 404, body: { code: "provisional_not_found" } });
    const confirmed = await onTrial();
    await call("POST", `${confirmed.path}/provisional/confirm`);
    expect(await undo(confirmed)).toMatchObject({ status: 404, body: { code: "provisional_not_found" } });
  });
});

describe("after its moment, D1 is settled by whoever asks first:", () => {
  test.each<[string, (account: { readonly path: string; readonly list: string }) => Promise<unknown>]>([
    ["the policy", ({ path }) => call("GET", `${path}/policy`, at(UNDONE_AT))],
    ["the list", ({ list }) => call("GET", list, at(UNDONE_AT))],
    ["an export", ({ list }) => call("GET", `${list}?format=csv`, at(UNDONE_AT))],
    ["a check", ({ path }) => call("POST", `${path}/check`, { body: { address: ELSEWHERE }, ...at(UNDONE_AT) })],
    ["a preview", ({ path }) => call("POST", `${path}/preview`, { body: {}, ...at(UNDONE_AT) })],
    ["a change", ({ list }) => call("POST", list, { body: { value: "192.0.2.1" }, ...at(UNDONE_AT) })],
    ["the sessions", ({ path }) => call("GET", `${path}/sessions`, at(UNDONE_AT))],
  ])("%s", async (_, ask) => {
    const account = await onTrial();
    expect(await ask(account)).toMatchObject({ status: expect.toBeOneOf([200, 201]) });
    const { results } = await env.DB.prepare("SELECT mode, provisional_undoes_at FROM accounts WHERE id = ?1")
      .bind(account.id)
      .all();
    expect(results).toEqual([{ mode: "monitor", provisional_undoes_at: null }]);
    expect(await eventsOf(account, "provisional.expired")).toMatchObject([
      {
        actor: "gatehouse",
        address: null,
        revision: account.revision + 1,
        detail: { revision: account.revision, undoes_at: UNDOES_AT },
      },
    ]);
  });

  test("ten at once settle it once", async () => {
    const account = await onTrial();
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => call("GET", `${account.path}/policy`, at(UNDONE_AT))),
    );
    for (const { body } of answers) expect(body).toMatchObject({ mode: "monitor", revision: account.revision + 1 });
    expect(await eventsOf(account, "provisional.expired")).toHaveLength(1);
  });

  test("while D1 takes no writes, nothing is shown rather than the state that is over", async () => {
    const account = await onTrial();
    const { token } = await makeToken(account.id, ["allowlist:read"]);
    const { accounts } = makeDeps();
    const broken = {
      ...accounts,
      undoProvisional: async () => {
        throw new Error("D1_ERROR: storage is read-only");
      },
    };
    for (const path of [`${account.path}/policy`, account.list, `${account.list}?format=text`]) {
      for (const who of [{}, { token }]) {
        const answer = await call("GET", path, { ...who, ...at(UNDONE_AT, { accounts: broken }) });
        expect(answer).toMatchObject({ status: 503, body: { code: "unavailable" } });
      }
    }
    expect(await isRefused(account.id, ELSEWHERE, UNDONE_AT)).toBe(false);
    expect((await call("GET", `${account.path}/policy`, at(UNDONE_AT))).body.mode).toBe("monitor");
  });

  test("while it cannot be settled, the operator still takes rights away and removes the account", async () => {
    const account = await onTrial();
    const { id } = await makeToken(account.id, ["allowlist:write"]);
    const broken = { ...makeDeps().accounts, undoProvisional: () => Promise.reject(new Error("D1_ERROR: too large")) };
    const late = at(UNDONE_AT, { accounts: broken });
    expect((await call("GET", `${account.path}/policy`, late)).status).toBe(503);
    expect((await call("DELETE", `${account.path}/tokens/${id}`, late)).status).toBe(200);
    expect((await call("POST", `${account.path}/sessions/revoke`, { body: { all: true }, ...late })).status).toBe(200);
    const none = { status: 404, body: { code: "session_not_found" } };
    expect(await call("DELETE", `${account.path}/sessions/ses_1`, late)).toMatchObject(none);
    const noLogin = { status: 404, body: { code: "console_login_not_found" } };
    expect(await call("DELETE", `${account.path}/console-logins/cns_1`, late)).toMatchObject(noLogin);
    expect((await call("DELETE", account.path, late)).status).toBe(200);
    expect((await call("GET", account.path, late)).status).toBe(404);
  });

  test("a batch that fails as a whole undoes nothing of it, and the next one all of it", async () => {
    const account = await makeAccount({ mode: "enforce", entries: MANY });
    const before = await everythingOf(account);
    await replaceOnTrial(account);
    await env.DB.prepare(
      `CREATE TRIGGER fault BEFORE DELETE ON entries WHEN OLD.account_id = '${account.id}'
       BEGIN SELECT RAISE(ABORT, 'fault'); END`,
    ).run();
    expect((await call("GET", `${account.path}/policy`, at(UNDONE_AT))).status).toBe(503);
    await env.DB.exec("DROP TRIGGER fault");
    expect((await everythingOf(account, UNDONE_AT)).items).toEqual(before.items);
  });
});

describe("when something fails while a change is made provisional", () => {
  const change = (account: { readonly path: string }, deps: Partial<AdminDeps>) =>
    call("PATCH", `${account.path}/policy?confirm_within=${SECONDS}`, { body: { mode: "enforce" }, ...at(NOW, deps) });

  test.each([
    ["before the moment", NOW + 60_000, [true, false]],
    ["after it", UNDONE_AT + 60_000, [false, false]],
  ])("KV: the copy that is written %s ends at the very same second", async (_, writtenAt, refused) => {
    const account = await makeAccount({ mode: "monitor", entries: [HERE] });
    const { publisher } = makeDeps();
    const failing = { ...publisher, publishAccount: async () => ({ published: false, revision: null }) };
    const answer = await change(account, { publisher: failing });
    expect(answer).toMatchObject({ status: 200, body: { published: false, provisional: { undoes_at: UNDOES_AT } } });
    expect(await isRefused(account.id, ELSEWHERE, NOW)).toBe(false);
    // What cron does, which has not settled D1 here.
    await publisher.publishAccount(account.id);
    expect(await Promise.all([writtenAt, UNDONE_AT].map((ms) => isRefused(account.id, ELSEWHERE, ms)))).toEqual(
      refused,
    );
  });

  test("the answer is lost: the repeated call is told what is open and whose it is", async () => {
    const account = await makeAccount({ mode: "monitor", entries: [HERE] });
    const { accounts } = makeDeps();
    const losing = {
      ...accounts,
      setPolicy: async (...args: Parameters<typeof accounts.setPolicy>) => {
        await accounts.setPolicy(...args);
        throw new Error("D1_ERROR: the connection was lost");
      },
    };
    expect(await change(account, { accounts: losing })).toMatchObject({ status: 503 });
    expect(await change(account, {})).toMatchObject({
      status: 409,
      body: { code: "provisional_open", actor: "operator", undoes_at: UNDOES_AT },
    });
    expect((await call("GET", `${account.path}/policy`, at(UNDONE_AT))).body.mode).toBe("monitor");
  });
});

describe("two administrators at the same moment", () => {
  test("an addition and a provisional replacement: one of them comes first, and the undoing loses neither", async () => {
    for (let round = 0; round < 5; round++) {
      const account = await makeAccount({ mode: "enforce", entries: MANY });
      const later: Promise<unknown>[] = [];
      const deps = { waitUntil: (work: Promise<unknown>) => void later.push(work) };
      const [added, replaced] = await Promise.all([
        call("POST", account.list, { body: { value: "192.0.2.200" }, deps }),
        replaceOnTrial(account),
      ]);
      await Promise.all(later);
      expect(replaced.status).toBe(200);
      expect([201, 409]).toContain(added.status);
      if (added.status === 409) expect(added.body.code).toBe("provisional_open");
      const values = (await everythingOf(account, UNDONE_AT)).items.map(({ value }: { value: string }) => value);
      expect(values.includes("192.0.2.200")).toBe(added.status === 201);
      expect(values).toHaveLength(MANY.length + (added.status === 201 ? 1 : 0));
    }
  });

  test("a confirmation and the undoing: one of them is done", async () => {
    const account = await onTrial();
    const [kept, undone] = await Promise.all([
      call("POST", `${account.path}/provisional/confirm`),
      call("DELETE", `${account.path}/provisional`),
    ]);
    const { mode, provisional } = (await call("GET", `${account.path}/policy`)).body;
    expect(provisional).toBeNull();
    expect([kept.status, undone.status, mode]).toEqual(
      mode === "enforce" ? [200, 404, "enforce"] : [409, 200, "monitor"],
    );
  });
});

test("an account without a provisional change is compiled in one round, as before", async () => {
  const account = await makeAccount({ mode: "enforce", entries: MANY });
  const counting = countingD1(env.DB);
  const compiled = await compileAccount(counting.db, account.id, { now: NOW });
  expect(compiled?.undo).toBeNull();
  expect(counting.sent).toHaveLength(4);
});
