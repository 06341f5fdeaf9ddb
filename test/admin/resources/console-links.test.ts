import { describe, expect, test } from "vitest";
import { hashSecret } from "../../../src/storage/secret.ts";
import { aSession, ending } from "../../support/sessions.ts";
import { call, makeAccount, makeDeps, NOW } from "../api.ts";

const makeLink = (path: string, body: unknown = { actor_name: "Ann" }, options = {}) =>
  call("POST", `${path}/console-links`, { body, ...options });
const codeOf = (url: string) => new URL(url).pathname.split("/").at(-1) ?? "";
const links = () => makeDeps().consoleLinks;

describe("a console link", () => {
  test("is a URL that works once, for whom the product names", async () => {
    const { id, path } = await makeAccount();
    const session = await aSession({ id }, [id]);
    const { status, body } = await makeLink(path, { actor_name: " Ann Lee ", user: "42", session: session.id });
    expect(status).toBe(201);
    expect(body).toEqual({
      url: expect.stringMatching(/^https:\/\/admin\.example\.com\/\.gatehouse\/enter\/[A-Za-z0-9_-]{43}$/),
      expires_at: "2026-11-22T12:05:00Z",
    });
    expect(await links().find(codeOf(body.url), NOW)).toMatchObject({
      account: id,
      actorName: "Ann Lee",
      user: "42",
      session: session.id,
      createdBy: "operator",
    });
  });

  test("made twice is two links", async () => {
    const { path } = await makeAccount();
    const [one, other] = [await makeLink(path), await makeLink(path)];
    expect(one.body.url).not.toBe(other.body.url);
  });

  test("leads to a host of the account: the one that was called, or its first", async () => {
    const { path } = await makeAccount();
    const [a, b] = [`a-${crypto.randomUUID()}.example.com`, `b-${crypto.randomUUID()}.example.com`];
    for (const host of [b, a]) await call("PUT", `${path}/hosts/${host}`);
    const hostFor = async (origin: string) =>
      new URL((await makeLink(path, undefined, { deps: { origin } })).body.url).origin;
    expect(await hostFor("https://admin.example.com")).toBe(`https://${a}`);
    expect(await hostFor(`https://${b}`)).toBe(`https://${b}`);
    expect(await hostFor("http://127.0.0.1:8787")).toBe(`http://${a}:8787`);
  });

  test("never leads to another account's host", async () => {
    const [mine, other] = [await makeAccount(), await makeAccount()];
    const [own, others] = [`own-${crypto.randomUUID()}.example.com`, `other-${crypto.randomUUID()}.example.com`];
    await call("PUT", `${mine.path}/hosts/${own}`);
    await call("PUT", `${other.path}/hosts/${others}`);
    const { body } = await makeLink(mine.path, undefined, { deps: { origin: `https://${others}` } });
    expect(new URL(body.url).hostname).toBe(own);
  });

  test("needs the scope for it, and is over with the token that made it", async () => {
    const { id, path } = await makeAccount();
    const tokenWith = async (...scopes: string[]) =>
      (await call("POST", `${path}/tokens`, { body: { name: "product", scopes } })).body;
    const none = await tokenWith("allowlist:write", "tokens:write");
    expect((await makeLink(path, undefined, { token: none.token })).body.code).toBe("missing_scope");

    const { id: tokenId, token } = await tokenWith("console:link");
    const { body } = await makeLink(path, undefined, { token });
    const link = await links().find(codeOf(body.url), NOW);
    expect(link).toMatchObject({ createdBy: `token:${tokenId}`, tokenId });
    await call("DELETE", `${path}/tokens/${tokenId}`);
    expect(await links().find(codeOf(body.url), NOW)).toBeNull();
    expect(await makeDeps().tokens.find(await hashSecret(token))).toBeNull();
    expect(id).toBe(link?.account);
  });

  test.each<[unknown, readonly string[]]>([
    [{}, ["/actor_name"]],
    [{ actor_name: "" }, ["/actor_name"]],
    [
      { actor_name: "x".repeat(101), user: "", session: "a\nb", scopes: [] },
      ["/actor_name", "/scopes", "/session", "/user"],
    ],
    [{ actor_name: "Ann\u202e\u0000" }, ["/actor_name"]],
  ])("refuses %j", async (body, pointers) => {
    const { path } = await makeAccount();
    const answer = await makeLink(path, body);
    expect(answer.status).toBe(422);
    expect(answer.body.errors.map(({ pointer }: { pointer: string }) => pointer).sort()).toEqual(pointers);
  });

  test("is made for a live session of the account alone, and is over with it", async () => {
    const [mine, other] = [await makeAccount(), await makeAccount()];
    const [live, ended, foreign] = [
      await aSession(mine, [`live-${mine.id}`]),
      await aSession(mine, [`ended-${mine.id}`]),
      await aSession(other, [other.id]),
    ];
    const { sessions } = makeDeps();
    await sessions.end(mine.id, { session: ended.id }, ending());
    for (const session of [ended.id, foreign.id, "ses_1"]) {
      const { status, body } = await makeLink(mine.path, { actor_name: "Ann", session });
      expect(status).toBe(422);
      expect(body.errors).toEqual([
        { pointer: "/session", code: "session_not_live", detail: expect.any(String), fix: expect.any(String) },
      ]);
    }
    const { body } = await makeLink(mine.path, { actor_name: "Ann", session: live.id });
    expect(await links().find(codeOf(body.url), NOW)).not.toBeNull();
    await sessions.end(mine.id, { session: live.id }, ending());
    expect(await links().find(codeOf(body.url), NOW)).toBeNull();
  });

  test("into no account is not found", async () => {
    expect((await makeLink("/accounts/nobody")).body.code).toBe("account_not_found");
  });
});
