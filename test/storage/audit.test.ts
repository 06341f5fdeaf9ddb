import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { AUDIT_LIST_LIMIT, boundedList, createAuditTrail } from "../../src/storage/audit.ts";
import { anAccount, anEvent, NOW, random } from "../support/storage.ts";

const audit = createAuditTrail(env.DB, random);

describe("the audit trail", () => {
  test("keeps an event as it was given", async () => {
    const account = await anAccount();
    const event = anEvent({
      actor: "token:tok_1",
      address: "2001:db8::1",
      detail: { before: { mode: "off" }, n: [1] },
    });
    await audit.record(account.id, event, NOW + 7);
    const [newest] = await audit.list(account.id, { limit: 1 });
    expect(newest).toMatchObject({ ...event, account: account.id, at: NOW + 7, revision: null });
    expect(newest?.id).toMatch(/^evt_/);
  });

  test("is listed newest first, in pages that go on below the last one", async () => {
    const account = await anAccount();
    for (const action of ["a", "b", "c"]) await audit.record(account.id, anEvent({ action }), NOW);
    const first = await audit.list(account.id, { limit: 2 });
    await audit.record(account.id, anEvent({ action: "later" }), NOW);
    const second = await audit.list(account.id, { before: first.at(-1)?.seq, limit: 2 });
    expect([...first, ...second].map((event) => event.action)).toEqual(["c", "b", "a", "test.change"]);
  });

  test("is filtered by actor and action, and shows one account alone", async () => {
    const [account, other] = [await anAccount(), await anAccount()];
    await audit.record(account.id, anEvent({ actor: "x", action: "a" }), NOW);
    await audit.record(account.id, anEvent({ actor: "y", action: "a" }), NOW);
    await audit.record(other.id, anEvent({ actor: "x", action: "a" }), NOW);
    const count = async (query: { actor?: string; action?: string }) =>
      (await audit.list(account.id, { ...query, limit: 9 })).length;
    expect(await count({ actor: "x" })).toBe(1);
    expect(await count({ action: "a" })).toBe(2);
    expect(await count({ actor: "y", action: "b" })).toBe(0);
  });
});

describe("details", () => {
  test("name how many there are and the first hundred of them", () => {
    const many = Array.from({ length: 124_000 }, (_, i) => `10.0.${i >> 8}.${i & 255}`);
    expect(boundedList(many)).toEqual({ count: 124_000, first: many.slice(0, AUDIT_LIST_LIMIT) });
    expect(boundedList(["a"])).toEqual({ count: 1, first: ["a"] });
  });

  test("that nobody bounded are cut to a note rather than kept", async () => {
    const account = await anAccount();
    await audit.record(account.id, anEvent({ detail: { huge: "x".repeat(100_000) } }), NOW);
    expect((await audit.list(account.id, { limit: 1 }))[0]?.detail).toEqual({ omitted: "100011 characters" });
  });
});
