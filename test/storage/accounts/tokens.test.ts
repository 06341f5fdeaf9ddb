import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { createAccounts } from "../../../src/storage/accounts/accounts.ts";
import {
  createTokens,
  isDueForTouch,
  MAX_TOKENS,
  TOKEN_NOTE_MS,
  type Token,
} from "../../../src/storage/accounts/tokens.ts";
import { createAuditTrail } from "../../../src/storage/d1/audit.ts";
import { countingD1 } from "../../support/counting-d1.ts";
import { anAccount, anEvent, changeOf, NOW, random, reread, unwrap } from "../../support/storage.ts";

const tokens = createTokens(env.DB, random);
const audit = createAuditTrail(env.DB, random);

let made = 0;
const aHash = () => (++made).toString(16).padStart(64, "0");

async function aToken(account: string, hash = aHash()): Promise<Token> {
  const token = { name: "CI", hash, scopes: ["allowlist:read", "audit:read"], expiresAt: null };
  const event = (id: string) => anEvent({ action: "token.created", detail: { id } });
  const created = await tokens.create(account, token, event, NOW);
  if (created === null) throw new Error("no token");
  return created;
}

const eventsOf = async (account: string) =>
  (await audit.list(account, {}, { after: null, limit: 500 })).map(({ action }) => action);

describe("a token", () => {
  test("is found by its hash, with what its account wants now, and listed without it", async () => {
    const account = await anAccount();
    const hash = aHash();
    const token = await aToken(account.id, hash);
    expect(token).toEqual({
      id: expect.stringMatching(/^tok_/),
      account: account.id,
      name: "CI",
      scopes: ["allowlist:read", "audit:read"],
      expiresAt: null,
      createdAt: NOW,
      createdBy: "operator",
      lastUsedAt: null,
    });
    expect(await tokens.find(hash)).toEqual({ token, mode: "off", undoesAt: null });
    const policy = { ...account.policy, mode: "enforce" as const };
    unwrap(await createAccounts(env.DB, random).setPolicy(changeOf(account), policy));
    expect((await tokens.find(hash))?.mode).toBe("enforce");
    expect(await tokens.list(account.id, { after: null, limit: 9 })).toEqual([token]);
    expect(await tokens.list(account.id, { after: token.id, limit: 9 })).toEqual([]);
    expect(await tokens.find(aHash())).toBeNull();
  });

  test("comes and goes with its event", async () => {
    const account = await anAccount();
    const hash = aHash();
    const token = await aToken(account.id, hash);
    const [event] = await audit.list(account.id, {}, { after: null, limit: 1 });
    expect(event).toMatchObject({ action: "token.created", detail: { id: token.id }, revision: null });

    const revoked = anEvent({ action: "token.revoked" });
    const other = await anAccount();
    expect(await tokens.remove({ account: other.id, id: token.id }, revoked, NOW)).toBe(false);
    expect(await tokens.remove(token, revoked, NOW)).toBe(true);
    expect(await tokens.remove(token, revoked, NOW)).toBe(false);
    expect(await tokens.find(hash)).toBeNull();
    expect(await eventsOf(account.id)).toEqual(["token.revoked", "token.created", "test.change"]);
    expect(await eventsOf(other.id)).toEqual(["test.change"]);
  });

  test("dies with its account, also when that comes back", async () => {
    const account = await anAccount();
    const hash = aHash();
    await aToken(account.id, hash);
    const accounts = createAccounts(env.DB, random);
    unwrap(await accounts.remove(changeOf(await reread(account))));
    expect(await tokens.find(hash)).toBeNull();
    unwrap(await accounts.create({ id: account.id, name: "Again" }, anEvent(), NOW));
    expect(await tokens.find(hash)).toBeNull();
  });

  test("is not made for an account that is gone, nor beyond a hundred, and then there is no event", async () => {
    const account = await anAccount();
    const token = { name: "CI", hash: aHash(), scopes: ["audit:read"], expiresAt: null };
    expect(await tokens.create("nobody", token, () => anEvent(), NOW)).toBeNull();
    expect(await eventsOf("nobody")).toEqual([]);
    for (let i = 0; i < MAX_TOKENS; i++) await aToken(account.id);
    expect(await tokens.create(account.id, token, () => anEvent(), NOW)).toBeNull();
    expect(await eventsOf(account.id)).toHaveLength(MAX_TOKENS + 1);
  });
});

describe("what is noted of a token's use", () => {
  test("is written once in ten minutes, whichever isolate writes", async () => {
    const account = await anAccount();
    const token = await aToken(account.id);
    const { db, ...counted } = countingD1(env.DB);
    const here = createTokens(db, random);
    const lastUsed = async () => (await tokens.get(account.id, token.id))?.lastUsedAt;

    await here.touch(token, NOW);
    await tokens.touch(token, NOW + TOKEN_NOTE_MS - 1);
    expect(await lastUsed()).toBe(NOW);
    await tokens.touch(token, NOW + TOKEN_NOTE_MS);
    expect(await lastUsed()).toBe(NOW + TOKEN_NOTE_MS);
    expect(counted.sent).toHaveLength(1);

    expect(isDueForTouch(token, NOW)).toBe(true);
    expect(isDueForTouch({ ...token, lastUsedAt: NOW }, NOW + TOKEN_NOTE_MS - 1)).toBe(false);
    expect(isDueForTouch({ ...token, lastUsedAt: NOW }, NOW + TOKEN_NOTE_MS)).toBe(true);
  });

  test("holds one refusal of each kind in ten minutes", async () => {
    const account = await anAccount();
    const token = await aToken(account.id);
    for (const at of [NOW, NOW + 1, NOW + TOKEN_NOTE_MS - 1, NOW + TOKEN_NOTE_MS]) {
      await tokens.recordRefusal(token, "address", anEvent({ action: "address" }), at);
      await tokens.recordRefusal(token, "rights", anEvent({ action: "rights" }), at);
    }
    const count = async (action: string) => (await eventsOf(account.id)).filter((name) => name === action).length;
    expect([await count("address"), await count("rights")]).toEqual([2, 2]);
  });
});
