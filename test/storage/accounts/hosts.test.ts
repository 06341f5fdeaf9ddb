import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { createHosts } from "../../../src/storage/accounts/hosts.ts";
import { anAccount, anEvent, changeOf, NOW, NOW_SECONDS, random, reread, unwrap } from "../../support/storage.ts";

const hosts = createHosts(env.DB, random);

describe("an account's host", () => {
  test("is found with its account; taking it raises the account's revision", async () => {
    const account = await anAccount();
    const version = unwrap(await hosts.put(changeOf(account), "one.example.com"));
    expect(version.revision).toBe(2);
    expect(await hosts.find("one.example.com")).toEqual({
      hostname: "one.example.com",
      target: { kind: "account", account: account.id },
      epoch: NOW_SECONDS,
      revision: 1,
      publishedRevision: null,
      createdAt: NOW,
      updatedAt: NOW,
    });
  });

  test("cannot be taken by another account, nor shared, and neither of them changes", async () => {
    const [owner, other] = [await anAccount(), await anAccount()];
    unwrap(await hosts.put(changeOf(owner), "two.example.com"));

    expect(await hosts.put(changeOf(other), "two.example.com")).toEqual({ ok: false, error: "host_taken" });
    expect(await hosts.putShared("two.example.com", anEvent(), NOW)).toEqual({ ok: false, error: "host_taken" });
    expect((await hosts.find("two.example.com"))?.target).toEqual({ kind: "account", account: owner.id });
    expect((await reread(other)).revision).toBe(1);
  });

  test("cannot be removed by another account", async () => {
    const [owner, other] = [await anAccount(), await anAccount()];
    unwrap(await hosts.put(changeOf(owner), "three.example.com"));
    const removed = await hosts.remove(changeOf(other), "three.example.com");
    expect(removed).toEqual({ ok: false, error: "host_not_found" });
    expect((await hosts.find("three.example.com"))?.target.kind).toBe("account");
  });

  test("that is removed stays as a tombstone, and may then go to another account, ever newer", async () => {
    const [owner, other] = [await anAccount(), await anAccount()];
    unwrap(await hosts.put(changeOf(owner), "four.example.com"));
    unwrap(await hosts.remove(changeOf(await reread(owner)), "four.example.com"));
    expect(await hosts.find("four.example.com")).toMatchObject({ target: { kind: "removed" }, revision: 2 });
    const again = await hosts.remove(changeOf(await reread(owner)), "four.example.com");
    expect(again).toEqual({ ok: false, error: "host_not_found" });

    unwrap(await hosts.put(changeOf(other), "four.example.com"));
    expect(await hosts.find("four.example.com")).toMatchObject({ target: { account: other.id }, revision: 3 });
  });

  test("goes to one of two accounts that ask for it at once", async () => {
    const [one, two] = [await anAccount(), await anAccount()];
    const outcomes = await Promise.all([
      hosts.put(changeOf(one), "five.example.com"),
      hosts.put(changeOf(two), "five.example.com"),
    ]);
    expect(outcomes.map((outcome) => outcome.ok).sort()).toEqual([false, true]);
    expect(outcomes).toContainEqual({ ok: false, error: "host_taken" });
  });

  test("is listed by name among its account's hosts alone, in pages", async () => {
    const [account, other] = [await anAccount(), await anAccount()];
    for (const name of ["c", "a", "b"]) {
      unwrap(await hosts.put(changeOf(await reread(account)), `${name}.list.example.com`));
    }
    unwrap(await hosts.put(changeOf(other), "d.list.example.com"));
    unwrap(await hosts.remove(changeOf(await reread(account)), "b.list.example.com"));

    const first = await hosts.listOf(account.id, { after: null, limit: 1 });
    const rest = await hosts.listOf(account.id, { after: first[0]?.hostname ?? null, limit: 10 });
    expect([...first, ...rest].map((host) => host.hostname)).toEqual(["a.list.example.com", "c.list.example.com"]);
  });
});

describe("a shared host", () => {
  test("belongs to no account, is listed apart, and is removed as a tombstone", async () => {
    unwrap(await hosts.putShared("app.example.com", anEvent(), NOW));
    expect((await hosts.find("app.example.com"))?.target).toEqual({ kind: "shared" });
    expect((await hosts.listShared({ after: null, limit: 10 })).map((host) => host.hostname)).toEqual([
      "app.example.com",
    ]);
    expect(await hosts.put(changeOf(await anAccount()), "app.example.com")).toMatchObject({ error: "host_taken" });

    unwrap(await hosts.removeShared("app.example.com", anEvent(), NOW + 1_000));
    expect(await hosts.find("app.example.com")).toMatchObject({ target: { kind: "removed" }, revision: 2 });
    expect(await hosts.removeShared("app.example.com", anEvent(), NOW)).toMatchObject({ error: "host_not_found" });
  });

  test("is not removed as an account's, nor an account's as shared", async () => {
    const account = await anAccount();
    unwrap(await hosts.putShared("both.example.com", anEvent(), NOW));
    unwrap(await hosts.put(changeOf(account), "mine.example.com"));
    const changed = await reread(account);
    expect(await hosts.remove(changeOf(changed), "both.example.com")).toMatchObject({ error: "host_not_found" });
    expect(await hosts.removeShared("mine.example.com", anEvent(), NOW)).toMatchObject({ error: "host_not_found" });
  });
});
