import { describe, expect, test } from "vitest";
import { makeAccount, TRUSTED } from "../support/world.ts";
import { enterConsole, enterWithToken, readable, rowsOf, type Visitor } from "./visitor.ts";

/** The revision that the account has now. */
const revisionOf = async (visitor: Visitor, { id }: { readonly id: string }): Promise<number> =>
  (await visitor.api("GET", `/accounts/${id}/policy`)).body.revision;

const valuesOf = async (visitor: Visitor, { id }: { readonly id: string }): Promise<readonly string[]> =>
  (await visitor.api("GET", `/accounts/${id}/allowlist`)).body.items.map(({ value }: { value: string }) => value);

const post = (visitor: Visitor, { id }: { readonly id: string }, value: string, label: string | null = null) =>
  visitor.api("POST", `/accounts/${id}/allowlist`, { value, label });

describe("the history", () => {
  test("tells who did what, the newest first, and leads to each change", async () => {
    const account = await makeAccount({ mode: "enforce", entries: [TRUSTED] });
    const visitor = await enterConsole(account);
    await post(visitor, account, "192.0.2.7", "Office");
    const revision = await revisionOf(visitor, account);

    const page = await visitor.open("/history");
    expect(rowsOf(page.text)[0]).toMatch(new RegExp(`^Change ${revision} .* The operator added 1 entry .*192.0.2.7`));
    expect(page.text).toContain(`/history/${revision}"`);
    expect(readable(page.text)).toContain("Changes are kept for 400 days.");
    expect(rowsOf(page.text).at(-1)).toMatch(/^Change 1 /);
  });

  test("speaks Spanish", async () => {
    const account = await makeAccount({ entries: [TRUSTED] });
    const visitor = await enterConsole(account, { language: "es" });
    expect(readable((await visitor.open("/history")).text)).toContain("Historial");
    const { body } = await post(visitor, account, "192.0.2.7");
    expect(readable((await visitor.open(`/history/${body.revision}`)).text)).toContain("Deshacer este cambio");
  });

  test("shows a change: policy and entries, before and after", async () => {
    const account = await makeAccount({ entries: [TRUSTED] });
    const visitor = await enterConsole(account);
    await visitor.api("PATCH", `/accounts/${account.id}/policy`, { contact: "it@example.com" });
    const policy = await visitor.open(`/history/${await revisionOf(visitor, account)}`);
    expect(readable(policy.text)).toContain("the contact is it@example.com (was nothing )");

    const { body } = await post(visitor, account, "192.0.2.7", "Office <b>");
    const added = await visitor.open(`/history/${body.revision}`);
    expect(readable(added.text)).toContain("1 entry added 192.0.2.7 # Office <b>");
    await visitor.api("PATCH", `/accounts/${account.id}/allowlist/${body.id}`, { value: "192.0.2.8", enabled: false });
    const changed = await visitor.open(`/history/${body.revision + 1}`);
    expect(readable(changed.text)).toContain("1 entry changed 192.0.2.7 # Office <b> → 192.0.2.8 off # Office <b>");
  });

  test("has the list of then as a file", async () => {
    const account = await makeAccount({ entries: [TRUSTED] });
    const visitor = await enterConsole(account);
    const revision = await revisionOf(visitor, account);
    await post(visitor, account, "192.0.2.7");
    const file = await visitor.open(`/history/${revision}/export?format=text`);
    expect(file.text.trim()).toBe(TRUSTED);
  });

  test("of a change that is not there, or not kept, is a page that says so", async () => {
    const account = await makeAccount();
    const visitor = await enterConsole(account);
    expect((await visitor.open("/history/99")).status).toBe(404);
    expect((await visitor.open("/history/abc")).status).toBe(404);
    const gone = await visitor.open("/history/0");
    expect(gone.status).toBe(404);
    expect(readable(gone.text)).toContain("not kept any more");
  });

  test("needs the right to read; without the right to write there is nothing to press", async () => {
    const account = await makeAccount({ entries: [TRUSTED] });
    expect((await (await enterWithToken(account, ["audit:read"])).open("/history")).status).toBe(403);
    const reader = await enterWithToken(account, ["allowlist:read"]);
    const revision = await revisionOf(reader, account);
    const page = await reader.open(`/history/${revision}`);
    expect(page.text).not.toContain(`/history/${revision}/undo`);
    expect((await reader.submit(`/history/${revision}/undo`, { step: "confirm", seen: String(revision) })).status).toBe(
      403,
    );
  });
});

describe("undoing a change", () => {
  test("is offered after it was saved, reviewed, and done", async () => {
    const account = await makeAccount({ mode: "enforce", entries: [TRUSTED, "192.0.2.7"] });
    const visitor = await enterConsole(account);
    const { body } = await visitor.api("GET", `/accounts/${account.id}/allowlist`);
    const other = body.items.find(({ value }: { value: string }) => value === "192.0.2.7");
    const removed = await visitor.submit(`/allowlist/entries/${other.id}/remove`, { step: "confirm" });
    const revision = await revisionOf(visitor, account);
    expect(removed.path).toBe(`/allowlist/entries?done=removed&undo=${revision}`);
    expect(removed.text).toContain(`/history/${revision}/undo"`);

    const review = await visitor.submit(`/history/${revision}/undo`);
    expect(readable(review.text)).toContain(`Undo change ${revision}? `);
    expect(readable(review.text)).toContain("1 entry added 192.0.2.7");
    expect(await valuesOf(visitor, account)).toEqual([TRUSTED]);

    const done = await visitor.submit(`/history/${revision}/undo`, { step: "confirm", seen: String(revision) });
    expect(done.path).toBe(`/history?done=undone&undo=${revision + 1}`);
    expect(readable(done.text)).toContain("The change is undone, and in force.");
    expect(await valuesOf(visitor, account)).toEqual([TRUSTED, "192.0.2.7"]);
    // And the undo is undone.
    const again = { step: "confirm", seen: String(revision + 1) };
    await visitor.submit(`/history/${revision + 1}/undo`, again);
    expect(await valuesOf(visitor, account)).toEqual([TRUSTED]);
  });

  test("is reviewed anew when somebody else changed the account meanwhile", async () => {
    const account = await makeAccount({ entries: [TRUSTED] });
    const visitor = await enterConsole(account);
    await post(visitor, account, "192.0.2.7");
    const revision = await revisionOf(visitor, account);
    await visitor.submit(`/history/${revision}/undo`);
    await post(visitor, account, "192.0.2.8");
    const moved = await visitor.submit(`/history/${revision}/undo`, { step: "confirm", seen: String(revision) });
    expect(readable(moved.text)).toContain("Somebody else changed the account meanwhile");
    expect(await valuesOf(visitor, account)).toHaveLength(3);
    await visitor.submit(`/history/${revision}/undo`, { step: "confirm", seen: String(revision + 1) });
    expect(await valuesOf(visitor, account)).toEqual([TRUSTED, "192.0.2.8"]);
  });

  test("that later changes prevent says which, and offers the state before it", async () => {
    const account = await makeAccount({ entries: [TRUSTED] });
    const visitor = await enterConsole(account);
    const { body } = await post(visitor, account, "192.0.2.7");
    await visitor.api("PATCH", `/accounts/${account.id}/allowlist/${body.id}`, { label: "Ann" });
    const page = await visitor.submit(`/history/${body.revision}/undo`);
    expect(page.status).toBe(409);
    expect(readable(page.text)).toContain("Later changes concern the same things: 192.0.2.7");
    expect(page.text).toContain(`/history/${body.revision - 1}/restore"`);
  });

  test("that shuts its maker out needs the box", async () => {
    const account = await makeAccount({ mode: "enforce", entries: ["192.0.2.7", TRUSTED] });
    const visitor = await enterConsole(account);
    const { body } = await visitor.api("GET", `/accounts/${account.id}/allowlist`);
    const own = body.items.find(({ value }: { value: string }) => value === TRUSTED);
    // The list without the visitor, made by the operator and mended again.
    await visitor.api("DELETE", `/accounts/${account.id}/allowlist/${own.id}`);
    const without = await revisionOf(visitor, account);
    await post(visitor, account, TRUSTED);
    const confirm = { step: "confirm", seen: String(without + 1) };
    const missing = await visitor.submit(`/history/${without}/restore`, confirm);
    expect(missing.status).toBe(409);
    expect(missing.text).toContain('name="acknowledge"');
    expect(await valuesOf(visitor, account)).toContain(TRUSTED);
    await visitor.submit(`/history/${without}/restore`, { ...confirm, acknowledge: "yes" });
    expect(await valuesOf(visitor, account)).toEqual(["192.0.2.7"]);
  });
});

describe("bringing a state back", () => {
  test("is reviewed, with the policy, and done", async () => {
    const account = await makeAccount({ entries: [TRUSTED] });
    const visitor = await enterConsole(account);
    const revision = await revisionOf(visitor, account);
    await visitor.api("PATCH", `/accounts/${account.id}/policy`, { contact: "it@example.com" });
    await post(visitor, account, "192.0.2.7");

    const review = await visitor.submit(`/history/${revision}/restore`);
    expect(readable(review.text)).toContain("the contact is nothing (was it@example.com )");
    expect(readable(review.text)).toContain("1 entry removed 192.0.2.7");
    const confirm = { step: "confirm", seen: String(revision + 2) };
    const done = await visitor.submit(`/history/${revision}/restore`, confirm);
    expect(readable(done.text)).toContain("The earlier state is back, and in force.");
    expect(await valuesOf(visitor, account)).toEqual([TRUSTED]);
    expect(rowsOf(done.text)[0]).toContain(`brought back the state after change ${revision}`);
  });

  test("that differs in nothing says so", async () => {
    const account = await makeAccount({ entries: [TRUSTED] });
    const visitor = await enterConsole(account);
    const page = await visitor.submit(`/history/${await revisionOf(visitor, account)}/restore`);
    expect(readable(page.text)).toContain("Nothing differs");
  });
});

test("a form that saves switches and list together is undone by the state before both", async () => {
  const account = await makeAccount({ mode: "off", entries: [TRUSTED] });
  const visitor = await enterConsole(account);
  const before = await revisionOf(visitor, account);
  const page = await visitor.open(`/allowlist?done=saved&back=${before}`);
  expect(page.text).toContain(`/history/${before}/restore"`);
});
