import { describe, expect, test } from "vitest";
import type { NewConsoleSession } from "../../../src/storage/console/console-sessions.ts";
import { aSession, ending } from "../../support/sessions.ts";
import { anEvent } from "../../support/storage.ts";
import { call, makeAccount, makeDeps, NOW } from "../api.ts";

const HALF_AN_HOUR = 1_800_000;

const { consoleSessions, sessions } = makeDeps();

async function open(account: string, login: Partial<NewConsoleSession> = {}, now = NOW) {
  const wanted = {
    account,
    openedWith: "link",
    tokenId: null,
    actorName: "Ann Lee",
    user: null,
    session: null,
    scopes: ["sessions:write"],
    ...login,
  } as const;
  const opened = await consoleSessions.open(wanted, () => anEvent(), now);
  if (opened === null) throw new Error("no login");
  return opened;
}

const idsOf = (body: { readonly items: readonly { readonly id: string }[] }) => body.items.map(({ id }) => id);

describe("the list of console logins", () => {
  test("tells who is in, since when, and from what", async () => {
    const { id, path } = await makeAccount();
    const session = await aSession({ id }, [id]);
    const { session: login } = await open(id, { user: "42", session: session.id });
    const { body } = await call("GET", `${path}/console-logins`);
    expect(body).toEqual({
      items: [
        {
          id: login.id,
          actor_name: "Ann Lee",
          user: "42",
          session: session.id,
          opened_with: "link",
          created_at: "2026-11-22T12:00:00Z",
          last_seen_at: "2026-11-22T12:00:00Z",
          expires_at: "2026-11-23T00:00:00Z",
        },
      ],
      next_cursor: null,
    });
  });

  test("has the live ones alone, newest first, page by page, of this account", async () => {
    const [mine, other] = [await makeAccount(), await makeAccount()];
    const session = await aSession(mine, [mine.id]);
    const opened: string[] = [];
    for (let i = 0; i < 3; i++) opened.unshift((await open(mine.id, {}, NOW - 3_000 + i)).session.id);
    await open(mine.id, {}, NOW - HALF_AN_HOUR);
    await open(mine.id, { session: session.id });
    await open(other.id);
    await sessions.end(mine.id, { session: session.id }, ending());
    const first = await call("GET", `${mine.path}/console-logins?limit=2`);
    const rest = await call("GET", `${mine.path}/console-logins?limit=2&cursor=${first.body.next_cursor}`);
    expect([...idsOf(first.body), ...idsOf(rest.body)]).toEqual(opened);
    expect(rest.body.next_cursor).toBeNull();
    const wrong = await call("GET", `${other.path}/console-logins?cursor=${first.body.next_cursor}`);
    expect(wrong.body.code).toBe("invalid_cursor");
  });
});

describe("to end a console login", () => {
  test("puts it out from the next request on, with its event, once, and no other", async () => {
    const { id, path } = await makeAccount();
    const [mine, other] = [await open(id, { user: "42" }), await open(id)];
    const end = () => call("DELETE", `${path}/console-logins/${mine.session.id}`);
    expect(await end()).toMatchObject({ status: 200, body: { ended: 1 } });
    expect(await end()).toMatchObject({ status: 200, body: { ended: 0 } });
    expect(await consoleSessions.find(mine.secret, NOW)).toBeNull();
    expect(await consoleSessions.find(other.secret, NOW)).not.toBeNull();
    const { body } = await call("GET", `${path}/audit?action=console.ended`);
    expect(body.items).toMatchObject([
      { actor: "operator", detail: { login: mine.session.id, name: "Ann Lee", user: "42", opened_with: "link" } },
    ]);
  });

  test("that is over already ends nothing", async () => {
    const { id, path } = await makeAccount();
    const { session } = await open(id, {}, NOW - HALF_AN_HOUR);
    expect((await call("DELETE", `${path}/console-logins/${session.id}`)).body).toEqual({ ended: 0 });
    expect((await call("GET", `${path}/audit?action=console.ended`)).body.items).toEqual([]);
  });

  test.each(["con_1", "x"])("%s is not found", async (login) => {
    const { path } = await makeAccount();
    expect((await call("DELETE", `${path}/console-logins/${login}`)).body.code).toBe("console_login_not_found");
  });

  test("of another account is not found, and it goes on", async () => {
    const [mine, other] = [await makeAccount(), await makeAccount()];
    const { secret, session } = await open(other.id);
    const { body } = await call("DELETE", `${mine.path}/console-logins/${session.id}`);
    expect(body.code).toBe("console_login_not_found");
    expect(await consoleSessions.find(secret, NOW)).not.toBeNull();
  });
});
