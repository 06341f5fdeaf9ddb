import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import type { Proof } from "../../../src/storage/sessions/session-records.ts";
import { createSessions } from "../../../src/storage/sessions/sessions.ts";
import { random } from "../../support/storage.ts";
import { call, makeAccount, NOW } from "../api.ts";

const sessions = createSessions(env.DB, random);
const hash = (): string => Array.from(random(16), (byte) => byte.toString(16).padStart(2, "0")).join("");
const who = (user: string) => ({ user, name: `Name of ${user}`, twoFactor: false, productSession: null });

/** Puts a session on record, as a visit would; answers its id and its credential's hash. */
async function record(
  account: string,
  proof: Partial<Proof> = {},
): Promise<{ readonly id: string; readonly hash: string }> {
  const own = hash();
  const [recorded] = await sessions.record(
    [
      {
        account,
        kind: "web",
        credentials: [{ hash: own, former: [], kind: "cookie" }],
        address: "198.51.100.7",
        device: {
          label: "Chrome 131 on Windows",
          browser: "Chrome 131",
          os: "Windows",
          type: "desktop",
          kind: "chrome/windows",
        },
        region: { country: "IN", region: null, city: null },
        at: NOW - 60_000,
        who: who("42"),
        ...proof,
      },
    ],
    NOW,
  );
  if (recorded?.session == null) throw new Error("not recorded");
  return { id: recorded.session, hash: own };
}

describe("the list of sessions", () => {
  test("has every device that logged in, with all that is known of it", async () => {
    const { id: account, path } = await makeAccount();
    const { id } = await record(account);
    const { status, body } = await call("GET", `${path}/sessions`);
    expect(status).toBe(200);
    expect(body).toEqual({
      items: [
        {
          id,
          user: "42",
          name: "Name of 42",
          kind: "web",
          address: "198.51.100.7",
          first_address: "198.51.100.7",
          device: { label: "Chrome 131 on Windows", browser: "Chrome 131", os: "Windows", type: "desktop" },
          region: { country: "IN", region: null, city: null },
          two_factor: false,
          logged_in_at: "2026-11-22T11:59:00Z",
          last_seen_at: "2026-11-22T11:59:00Z",
          expires_at: "2027-02-20T11:59:00Z",
          ended_at: null,
          end_reason: null,
          new_device: true,
          current: false,
        },
      ],
      next_cursor: null,
    });
  });

  test("is filtered, and paged from the one last seen", async () => {
    const { id: account, path } = await makeAccount();
    const [a, b, c] = [
      await record(account, { at: NOW - 1000, who: who("1") }),
      await record(account, { at: NOW - 2000, who: who("2"), address: "2001:db8::1" }),
      await record(account, { at: NOW - 3000, who: null, kind: "api" }),
    ];
    const idsOf = async (query: string): Promise<readonly string[]> => {
      const { body } = await call("GET", `${path}/sessions${query}`);
      return body.items.map(({ id }: { id: string }) => id);
    };
    expect(await idsOf("")).toEqual([a.id, b.id, c.id]);
    expect(await idsOf("?user=2")).toEqual([b.id]);
    expect(await idsOf("?address=2001:0DB8:0::1")).toEqual([b.id]);
    expect(await idsOf("?q=name of 1")).toEqual([a.id]);
    expect(await idsOf(`?q=${"x".repeat(100)}`)).toEqual([]);
    expect(await idsOf("?q=%25")).toEqual([]);
    const first = await call("GET", `${path}/sessions?limit=2`);
    expect(await idsOf(`?limit=2&cursor=${first.body.next_cursor}`)).toEqual([c.id]);
    expect((await call("GET", `${path}/sessions?user=1&cursor=${first.body.next_cursor}`)).body.code).toBe(
      "invalid_cursor",
    );
    expect((await call("GET", `${path}/sessions?state=gone`)).status).toBe(422);
  });

  test("an integration's session has no end of its own", async () => {
    const { id: account, path } = await makeAccount();
    await record(account, { kind: "api" });
    expect((await call("GET", `${path}/sessions`)).body.items[0].expires_at).toBeNull();
  });

  test("marks the session that the call itself came with", async () => {
    const { id: account, path } = await makeAccount();
    const [own, other] = [await record(account), await record(account)];
    const deps = { currentSessions: async () => new Set([own.id]) };
    const { body } = await call("GET", `${path}/sessions`, { deps });
    const current = Object.fromEntries(
      body.items.map((item: { id: string; current: boolean }) => [item.id, item.current]),
    );
    expect(current).toEqual({ [own.id]: true, [other.id]: false });
  });
});

describe("logging out", () => {
  test("one device ends that session, holds in this isolate at once, and is on record", async () => {
    const { id: account, path } = await makeAccount();
    const [lost, kept] = [await record(account), await record(account)];
    const ended: string[] = [];
    const deps = { rememberEnded: (hashes: readonly string[]) => void ended.push(...hashes) };

    expect((await call("DELETE", `${path}/sessions/${lost.id}`, { deps })).body).toEqual({ ended: 1 });
    expect(ended).toEqual([lost.hash]);
    const active = await call("GET", `${path}/sessions?state=active`);
    expect(active.body.items.map(({ id }: { id: string }) => id)).toEqual([kept.id]);
    const gone = await call("GET", `${path}/sessions?state=ended`);
    expect(gone.body.items).toMatchObject([
      { id: lost.id, ended_at: "2026-11-22T12:00:00Z", end_reason: "revoked", expires_at: null },
    ]);
    const audit = await call("GET", `${path}/audit`);
    expect(audit.body.items[0]).toMatchObject({
      actor: "operator",
      action: "session.revoked",
      detail: { session: lost.id, ended: 1 },
    });
    expect((await call("DELETE", `${path}/sessions/${lost.id}`)).body).toEqual({ ended: 0 });
  });

  test("a user, everybody, or everybody but some", async () => {
    const { id: account, path } = await makeAccount();
    const made = [];
    for (const user of ["1", "1", "2", "3"]) made.push(await record(account, { who: who(user) }));
    const stays = made[3]?.id;
    const revoke = (body: unknown) => call("POST", `${path}/sessions/revoke`, { body });
    expect((await revoke({ user: "1" })).body).toEqual({ ended: 2 });
    expect((await revoke({ all: true, except: [stays] })).body).toEqual({ ended: 1 });
    expect((await call("GET", `${path}/sessions?state=active`)).body.items).toMatchObject([{ id: stays }]);
  });

  test("a session to spare that the account does not have ends nothing, and each is named", async () => {
    const [one, other] = [await makeAccount(), await makeAccount()];
    const kept = (await record(one.id, { who: who("42") })).id;
    const foreign = (await record(other.id)).id;
    const typo = `${kept.slice(0, -1)}-`;
    for (const which of [{ all: true }, { user: "42" }]) {
      const except = [typo, kept, foreign, ""];
      const answer = await call("POST", `${one.path}/sessions/revoke`, { body: { ...which, except } });
      expect(answer.status).toBe(422);
      expect(answer.body.code).toBe("invalid_request");
      expect(answer.body.errors).toEqual(
        [0, 2, 3].map((place) => ({
          pointer: `/except/${place}`,
          code: "session_not_found",
          detail: expect.stringContaining("no session of this id"),
          fix: expect.stringContaining("GET …/sessions"),
        })),
      );
    }
    expect((await call("GET", `${one.path}/sessions?state=active`)).body.items).toMatchObject([{ id: kept }]);
    expect((await call("GET", `${one.path}/audit`)).body.items).not.toContainEqual(
      expect.objectContaining({ action: "session.revoked" }),
    );
    // Nothing stands in the way of the repaired call, under the key of the wrong one.
    const headers = { "Idempotency-Key": "k" };
    const repair = (except: readonly string[]) =>
      call("POST", `${one.path}/sessions/revoke`, { body: { all: true, except }, headers });
    expect((await repair([typo])).status).toBe(422);
    expect((await repair([kept])).body).toEqual({ ended: 0 });
  });

  test("a session to spare that has ended is no error", async () => {
    const { id: account, path } = await makeAccount();
    const gone = (await record(account)).id;
    await call("DELETE", `${path}/sessions/${gone}`);
    await record(account);
    const answer = await call("POST", `${path}/sessions/revoke`, { body: { all: true, except: [gone, gone] } });
    expect(answer.body).toEqual({ ended: 1 });
  });

  test.each([
    [{}],
    [{ all: false }],
    [{ user: "1", all: true }],
    [{ user: "" }],
    [{ user: 7 }],
    [{ all: true, except: "ses_1" }],
    [{ everyone: true }],
  ])("%j is refused, and ends nothing", async (body) => {
    const { id: account, path } = await makeAccount();
    await record(account);
    const answer = await call("POST", `${path}/sessions/revoke`, { body });
    expect(answer.status).toBe(422);
    expect(answer.body.errors.length).toBeGreaterThan(0);
    expect((await call("GET", `${path}/sessions?state=active`)).body.items).toHaveLength(1);
  });

  test("another account's session does not exist", async () => {
    const [one, other] = [await makeAccount(), await makeAccount()];
    const { id } = await record(one.id);
    expect((await call("DELETE", `${other.path}/sessions/${id}`)).body.code).toBe("session_not_found");
    expect((await call("POST", `${other.path}/sessions/revoke`, { body: { all: true } })).body).toEqual({ ended: 0 });
    expect((await call("GET", `${one.path}/sessions?state=active`)).body.items).toHaveLength(1);
  });
});

describe("logging out under an Idempotency-Key", () => {
  const revoke = (path: string, body: unknown, key: string) =>
    call("POST", `${path}/sessions/revoke`, { body, headers: { "Idempotency-Key": key } });
  const events = async (path: string) =>
    (await call("GET", `${path}/audit`)).body.items.filter(
      ({ action }: { readonly action: string }) => action === "session.revoked",
    );

  test("is done once: a repetition ends no session that came meanwhile, and says the same", async () => {
    const { id: account, path } = await makeAccount();
    await record(account);
    await record(account);
    const first = await revoke(path, { user: "42" }, "k1");
    expect(first.body).toEqual({ ended: 2 });
    const { id } = await record(account, { at: NOW + 1 });
    const second = await revoke(path, { user: "42" }, "k1");
    expect(second.text).toBe(first.text);
    expect(second.headers.get("Idempotency-Replayed")).toBe("true");
    const active = (await call("GET", `${path}/sessions?state=active`)).body.items;
    expect(active.map((session: { readonly id: string }) => session.id)).toEqual([id]);
    expect(await events(path)).toHaveLength(1);
    expect((await revoke(path, { all: true }, "k1")).body.code).toBe("idempotency_key_reused");
    expect((await revoke(path, { all: true }, "k2")).body).toEqual({ ended: 1 });
  });

  test("by several at once is done once", async () => {
    const { id: account, path } = await makeAccount();
    await record(account);
    const answers = await Promise.all(Array.from({ length: 4 }, () => revoke(path, { all: true }, "k")));
    expect(answers.map(({ status, text }) => [status, text])).toEqual(Array(4).fill([200, '{"ended":1}']));
    expect(await events(path)).toHaveLength(1);
  });
});
