import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";
import { type Account, createAccounts } from "../../../src/storage/accounts/accounts.ts";
import { createTokens } from "../../../src/storage/accounts/tokens.ts";
import { createConsoleLinks, type NewConsoleLink } from "../../../src/storage/console/console-links.ts";
import { CONSOLE_IDLE_MS, CONSOLE_LINK_MS } from "../../../src/storage/console/console-login-life.ts";
import { CONSOLE_ABSOLUTE_MS } from "../../../src/storage/console/console-session-opening.ts";
import {
  CONSOLE_KEPT_MS,
  CONSOLE_TOUCH_MS,
  createConsoleSessions,
  isDueForTouch,
  type NewConsoleSession,
} from "../../../src/storage/console/console-sessions.ts";
import { createAuditTrail } from "../../../src/storage/d1/audit.ts";
import { anAccount, anEvent, changeOf, NOW, random, unwrap } from "../../support/storage.ts";

const links = createConsoleLinks(env.DB, random);
const sessions = createConsoleSessions(env.DB, random);
const audit = createAuditTrail(env.DB, random);

let account: Account;
beforeEach(async () => {
  account = await anAccount();
});

const aLink = (link: Partial<NewConsoleLink> = {}): NewConsoleLink => ({
  account: account.id,
  actorName: "Ann",
  user: "42",
  session: null,
  createdBy: "operator",
  tokenId: null,
  ...link,
});
const makeLink = async (link: Partial<NewConsoleLink> = {}, now = NOW) => {
  const made = await links.create(aLink(link), now);
  if (made === null) throw new Error("no link");
  return made.code;
};
const opening = {
  scopes: ["allowlist:write", "sessions:write"],
  event: ({ id, actorName }: { id: string; actorName: string }) =>
    anEvent({ actor: `console:${id}`, actorName, action: "console.opened" }),
};
const aSession = (session: Partial<NewConsoleSession> = {}): NewConsoleSession => ({
  account: account.id,
  openedWith: "operator",
  tokenId: null,
  actorName: "operator",
  user: null,
  session: null,
  scopes: ["allowlist:write"],
  ...session,
});
const open = async (session: Partial<NewConsoleSession> = {}, now = NOW) => {
  const opened = await sessions.open(aSession(session), opening.event, now);
  if (opened === null) throw new Error("no session");
  return opened;
};
const aToken = async (expiresAt: number) => {
  const tokens = createTokens(env.DB, random);
  const hash = Array.from(random(32), (byte) => byte.toString(16).padStart(2, "0")).join("");
  const token = await tokens.create(
    account.id,
    { name: "CI", hash, scopes: ["console:link"], expiresAt },
    () => anEvent(),
    NOW,
  );
  const id = token?.id ?? "";
  return { id, remove: () => tokens.remove({ account: account.id, id }, anEvent(), NOW) };
};
const count = async (table: string) =>
  env.DB.prepare(`SELECT count(*) AS n FROM ${table} WHERE account_id = ?1`).bind(account.id).first<number>("n");
const events = async () => (await audit.list(account.id, {}, { after: null, limit: 10 })).map(({ action }) => action);

describe("a link into the console", () => {
  test("opens one session, for whom the product said, with its event", async () => {
    const code = await makeLink();
    expect(code).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(await links.find(code, NOW)).toEqual({ ...aLink(), expiresAt: NOW + CONSOLE_LINK_MS });

    const opened = await links.redeem(code, opening, NOW + 1_000);
    expect(opened?.session).toEqual({
      id: expect.stringMatching(/^con_/),
      account: account.id,
      openedWith: "link",
      tokenId: null,
      actorName: "Ann",
      user: "42",
      session: null,
      scopes: opening.scopes,
      csrf: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/),
      createdAt: NOW + 1_000,
      lastSeenAt: NOW + 1_000,
      expiresAt: NOW + 1_000 + CONSOLE_ABSOLUTE_MS,
    });
    expect(await sessions.find(opened?.secret ?? "", NOW + 1_000)).toEqual(opened?.session);
    const [event] = await audit.list(account.id, {}, { after: null, limit: 1 });
    expect(event).toMatchObject({ actor: `console:${opened?.session.id}`, actorName: "Ann", action: "console.opened" });
  });

  test("works once", async () => {
    const code = await makeLink();
    expect(await links.redeem(code, opening, NOW)).not.toBeNull();
    expect(await links.redeem(code, opening, NOW)).toBeNull();
    expect(await links.find(code, NOW)).toBeNull();
    expect(await count("console_sessions")).toBe(1);
  });

  test("works once, also for ten that come at the same moment", async () => {
    const code = await makeLink();
    const opened = await Promise.all(Array.from({ length: 10 }, () => links.redeem(code, opening, NOW)));
    expect(opened.filter((one) => one !== null)).toHaveLength(1);
    expect(await count("console_sessions")).toBe(1);
    expect((await events()).filter((action) => action === "console.opened")).toHaveLength(1);
  });

  test("is over after five minutes, on the millisecond", async () => {
    const code = await makeLink();
    expect(await links.redeem(code, opening, NOW + CONSOLE_LINK_MS)).toBeNull();
    expect(await links.find(code, NOW + CONSOLE_LINK_MS)).toBeNull();
    expect(await links.redeem(code, opening, NOW + CONSOLE_LINK_MS - 1)).not.toBeNull();
  });

  test.each(["", "x", "A".repeat(43)])("%j is none", async (code) => {
    expect(await links.redeem(code, opening, NOW)).toBeNull();
  });

  test("into no account is none, and goes with its account", async () => {
    expect(await links.create(aLink({ account: "nobody" }), NOW)).toBeNull();
    const code = await makeLink();
    const { secret } = await open();
    unwrap(await createAccounts(env.DB, random).remove(changeOf(account)));
    expect(await links.redeem(code, opening, NOW)).toBeNull();
    expect(await sessions.find(secret, NOW)).toBeNull();
  });

  test("that nobody used goes when the next one is made", async () => {
    for (let i = 0; i < 3; i++) await makeLink({}, NOW + i);
    await makeLink({}, NOW + CONSOLE_LINK_MS + 1);
    expect(await count("console_links")).toBe(2);
  });

  test("and a session are stored as hashes alone", async () => {
    const code = await makeLink();
    const { secret } = await open();
    const { results: rows } = await env.DB.prepare(
      "SELECT hash, actor_name FROM console_links UNION ALL SELECT hash, actor_name FROM console_sessions",
    ).all();
    expect(rows.length).toBeGreaterThanOrEqual(2);
    expect(JSON.stringify(rows)).not.toContain(code);
    expect(JSON.stringify(rows)).not.toContain(secret);
  });
});

describe("a session of the console", () => {
  test("ends after half an hour without a visit; a visit prolongs it", async () => {
    const { secret, session } = await open();
    expect(await sessions.find(secret, NOW + CONSOLE_IDLE_MS - 1)).toEqual(session);
    expect(await sessions.find(secret, NOW + CONSOLE_IDLE_MS)).toBeNull();

    await sessions.touch(session, NOW + CONSOLE_IDLE_MS - 1);
    expect(await sessions.find(secret, NOW + 2 * CONSOLE_IDLE_MS - 2)).not.toBeNull();
    expect(await sessions.find(secret, NOW + 2 * CONSOLE_IDLE_MS - 1)).toBeNull();
  });

  test("ends after twelve hours whatever its visits", async () => {
    const { secret, session } = await open();
    let now = NOW;
    for (; now < NOW + CONSOLE_ABSOLUTE_MS - CONSOLE_IDLE_MS; now += CONSOLE_IDLE_MS - 1) {
      await sessions.touch({ ...session, lastSeenAt: 0 }, now);
    }
    await sessions.touch({ ...session, lastSeenAt: 0 }, NOW + CONSOLE_ABSOLUTE_MS - 1);
    expect(await sessions.find(secret, NOW + CONSOLE_ABSOLUTE_MS - 1)).not.toBeNull();
    expect(await sessions.find(secret, NOW + CONSOLE_ABSOLUTE_MS)).toBeNull();
  });

  test("notes a visit a minute", async () => {
    const { secret, session } = await open();
    expect(isDueForTouch(session, NOW + CONSOLE_TOUCH_MS - 1)).toBe(false);
    await sessions.touch(session, NOW + CONSOLE_TOUCH_MS - 1);
    expect(await sessions.find(secret, NOW)).toEqual(session);
    await sessions.touch(session, NOW + CONSOLE_TOUCH_MS);
    expect((await sessions.find(secret, NOW))?.lastSeenAt).toBe(NOW + CONSOLE_TOUCH_MS);
  });

  test("ends by logout, once, with its event; others stay", async () => {
    const [one, other] = [await open(), await open()];
    const event = anEvent({ action: "console.closed" });
    expect(await sessions.end(one.session, event, NOW)).toBe(true);
    expect(await sessions.end(one.session, event, NOW)).toBe(false);
    expect(await sessions.find(one.secret, NOW)).toBeNull();
    expect(await sessions.find(other.secret, NOW)).not.toBeNull();
    expect((await events()).filter((action) => action === "console.closed")).toHaveLength(1);
  });

  test("of another account cannot be ended", async () => {
    const { session, secret } = await open();
    const other = await anAccount();
    expect(await sessions.end({ ...session, account: other.id }, anEvent(), NOW)).toBe(false);
    expect(await sessions.find(secret, NOW)).not.toBeNull();
  });

  test("ends with the token that opened it, or that made the link", async () => {
    const { id, remove } = await aToken(NOW + 60_000);
    const { secret, session } = await open({ openedWith: "token", tokenId: id });
    const linked = await links.redeem(await makeLink({ tokenId: id }), opening, NOW);
    const unused = await makeLink({ tokenId: id });
    for (const cookie of [secret, linked?.secret ?? ""]) {
      expect(await sessions.find(cookie, NOW + 59_999)).not.toBeNull();
      expect(await sessions.find(cookie, NOW + 60_000)).toBeNull();
    }
    expect(await links.find(unused, NOW)).not.toBeNull();

    await remove();
    expect(await sessions.find(secret, NOW)).toBeNull();
    expect(await sessions.find(linked?.secret ?? "", NOW)).toBeNull();
    expect(await links.redeem(unused, opening, NOW)).toBeNull();
    expect(
      await sessions.open(aSession({ openedWith: "token", tokenId: session.tokenId }), opening.event, NOW),
    ).toBeNull();
  });

  test("is opened in no account that there is not", async () => {
    expect(await sessions.open(aSession({ account: "nobody" }), opening.event, NOW)).toBeNull();
  });
});

describe("the list of logins", () => {
  const ids = (found: readonly { readonly id: string }[]) => found.map(({ id }) => id);

  test("has the live ones of one account, newest first, page by page", async () => {
    const other = await anAccount();
    const opened: { readonly id: string; readonly at: number }[] = [];
    // Two of each moment: the id decides between them.
    for (const at of [0, 0, 1, 1, 2, 2]) opened.push({ id: (await open({}, NOW + at)).session.id, at });
    await open({ account: other.id });
    const newest = opened.sort((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1));
    const first = await sessions.list(account.id, { after: null, limit: 3 }, NOW + 3);
    const rest = await sessions.list(account.id, { after: first.at(-1) ?? null, limit: 4 }, NOW + 3);
    expect(ids([...first, ...rest])).toEqual(ids(newest));
  });

  test("leaves out what is over, whatever ended it", async () => {
    const { id, remove } = await aToken(NOW + 60_000);
    const [stays, ended] = [await open(), await open(), await open({ openedWith: "token", tokenId: id })];
    await sessions.end(ended.session, anEvent(), NOW + 1);
    await remove();
    expect(ids(await sessions.list(account.id, { after: null, limit: 9 }, NOW + 1))).toEqual([stays.session.id]);
    expect(await sessions.list(account.id, { after: null, limit: 9 }, NOW + CONSOLE_IDLE_MS)).toEqual([]);
    expect(await sessions.get(account.id, ended.session.id)).toEqual(ended.session);
  });
});

test("what is over is known for a week, then purged, in bounded steps; what lasts stays", async () => {
  // Later than all that other tests have left.
  const start = NOW + 2 * CONSOLE_KEPT_MS;
  await sessions.purge(start, 1_000);
  const over = [await open({}, start), await open({}, start + 1), await open({}, start + 2)];
  await sessions.end(over[0]?.session ?? { account: "", id: "" }, anEvent(), start + 3);
  const known = start + CONSOLE_ABSOLUTE_MS + CONSOLE_KEPT_MS - 1;
  expect(await sessions.purge(known, 10)).toBe(0);
  const { id, name } = account;
  for (const { secret } of over) expect(await sessions.openedFor(secret)).toEqual({ id, name });
  expect(await sessions.openedFor("x".repeat(43))).toBeNull();

  const { secret } = await open({}, known);
  await makeLink({}, start);
  expect(await sessions.purge(known + 3, 1)).toBe(2);
  expect(await sessions.purge(known + 3, 10)).toBe(2);
  expect(await sessions.purge(known + 3, 10)).toBe(0);
  expect(await sessions.find(secret, known + 3)).not.toBeNull();
});

test("the accounts of a browser's logins are those that are live, each known by the secret of its own login", async () => {
  const other = await anAccount();
  const mine = await open();
  const theirs = await open({ account: other.id });
  const ended = await anAccount();
  const over = await open({ account: ended.id });
  await sessions.end(over.session, anEvent(), NOW);
  const logins = [
    { account: account.id, secret: mine.secret },
    { account: other.id, secret: theirs.secret },
    { account: ended.id, secret: over.secret },
  ];
  const live = await sessions.liveAccounts(logins, NOW + 1);
  expect(live.map(({ id }) => id).sort()).toEqual([account.id, other.id].sort());

  expect(await sessions.liveAccounts([], NOW)).toEqual([]);
  expect(await sessions.liveAccounts([{ account: account.id, secret: theirs.secret }], NOW)).toEqual([]);
  expect(await sessions.liveAccounts(logins, NOW + CONSOLE_IDLE_MS)).toEqual([]);
});
