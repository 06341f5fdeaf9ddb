import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { ACTIONS } from "../../src/console/activity/actions.ts";
import { createAccounts } from "../../src/storage/accounts/accounts.ts";
import { createAuditTrail, type EventDraft } from "../../src/storage/d1/audit.ts";
import { anEvent, changeOf, random, reread, unwrap } from "../support/storage.ts";
import { makeAccount } from "../support/world.ts";
import { enterConsole, enterWithToken, readable, rowsOf } from "./visitor.ts";

const audit = createAuditTrail(env.DB, random);

/** Later than what setting up and coming in leave behind. */
const LATER_MS = 3_600_000;

async function happened(...drafts: readonly Partial<EventDraft>[]) {
  const account = await makeAccount();
  for (const [index, draft] of drafts.entries()) {
    const event = {
      actor: "user:42",
      actorName: "Ann Lee",
      address: "49.14.176.91",
      action: "x",
      detail: {},
      ...draft,
    };
    await audit.record(account.id, event, Date.now() + LATER_MS + index);
  }
  return account;
}

const list = (...first: readonly string[]) => ({ count: first.length, first });
const named = (count: number, ...entries: readonly (readonly [value: string, label: string | null])[]) => ({
  count,
  first: entries.map(([value]) => `${value}/32`),
  entries: entries.map(([value, label]) => ({ value, label })),
});

describe("the page of activity", () => {
  test.each<[Partial<EventDraft>, string]>([
    [
      { action: "allowlist.added", detail: { added: list("203.0.113.7") } },
      "Ann Lee added 1 entry to the allowlist: 203.0.113.7",
    ],
    [
      {
        action: "allowlist.added",
        detail: { added: { count: 100_000, first: ["10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4"] } },
      },
      "Ann Lee added 100,000 entries to the allowlist: 10.0.0.1 , 10.0.0.2 , 10.0.0.3 and 99,997 more",
    ],
    [
      {
        action: "allowlist.replaced",
        actor: "operator",
        actorName: null,
        detail: { total: 3, updated: 1, added: list("a"), removed: list() },
      },
      "The operator saved the allowlist: added a ; changed 1 entry",
    ],
    [
      {
        action: "allowlist.added",
        detail: { added: named(4, ["203.0.113.7", "Office"], ["203.0.113.8", null], ["203.0.113.9", "Ann"]) },
      },
      "Ann Lee added 4 entries to the allowlist: 203.0.113.7 ( Office ), 203.0.113.8 , 203.0.113.9 ( Ann ) and 1 more",
    ],
    [
      {
        action: "allowlist.replaced",
        detail: {
          total: 9,
          updated: 2,
          added: named(1, ["203.0.113.7", "Office"]),
          removed: named(5, ["203.0.113.8", "Old"], ["203.0.113.9", null], ["10.0.0.1", null], ["10.0.0.2", null]),
          changed: named(2, ["192.0.2.1", "HQ"], ["192.0.2.2", null]),
        },
      },
      "Ann Lee saved the allowlist: added 203.0.113.7 ( Office ); removed 203.0.113.8 ( Old ), 203.0.113.9 , 10.0.0.1 " +
        "and 2 more; changed 192.0.2.1 ( HQ ), 192.0.2.2",
    ],
    [{ action: "allowlist.replaced", detail: { added: 7 } }, "Ann Lee saved the allowlist: Not known"],
    [
      {
        action: "entry.changed",
        detail: { before: { value: "10.0.0.1", label: null }, after: { value: "10.0.0.2", label: "Office" } },
      },
      "Ann Lee changed the entry 10.0.0.1 to 10.0.0.2 ( Office )",
    ],
    [
      {
        action: "policy.changed",
        detail: {
          before: { mode: "off", block_api_requests: false },
          after: { mode: "enforce", block_api_requests: true },
        },
      },
      "Ann Lee changed the policy: the list is on (was off ); API requests from elsewhere are blocked",
    ],
    [
      { action: "policy.changed", detail: { before: { contact: null }, after: { contact: "it@acme.example" } } },
      "Ann Lee changed the policy: the contact is it@acme.example (was nothing )",
    ],
    [
      { action: "denial.allowed", detail: { range: "203.0.113.9/32", label: "Bob" } },
      "Ann Lee let 203.0.113.9/32 ( Bob ) in, which had been turned away",
    ],
    [
      { action: "session.revoked", detail: { session: "ses_1", user: "bob", device: "Safari on iPhone", ended: 1 } },
      "Ann Lee logged out Safari on iPhone of bob (1 session)",
    ],
    [
      { action: "session.revoked", actor: "origin", actorName: null, detail: { user: "bob", ended: 2 } },
      "The product logged out bob everywhere (2 sessions)",
    ],
    [{ action: "session.revoked", detail: { all: true, ended: 0 } }, "Ann Lee logged out everybody (0 sessions)"],
    [
      { action: "token.created", actor: "token:tok_1", actorName: "CI", detail: { name: "Export" } },
      "the token CI made the API token Export",
    ],
    [
      {
        action: "session.expired",
        actor: "job",
        actorName: null,
        address: null,
        detail: { ended: 3, idle: 2, absolute: 1 },
      },
      "3 sessions ended by the policy: 2 unused for too long, 1 too old",
    ],
    [{ action: "host.removed", detail: { hostname: "app.example.com" } }, "Ann Lee removed the host app.example.com"],
    [{ action: "moon.landed", detail: { odd: [null] } }, "Ann Lee : moon.landed"],
    // A detail that nobody wrote like this.
    [{ action: "entry.removed", detail: { before: [1, 2] } }, "Ann Lee removed the entry Not known from the allowlist"],
  ])("tells %j", async (draft, sentence) => {
    const visitor = await enterConsole(await happened(draft));
    expect(rowsOf((await visitor.open("/activity")).text)[0]).toContain(sentence);
  });

  test("names twenty entries in the details of a list's change, in the language of the page", async () => {
    const entries = Array.from({ length: 20 }, (_, i) => [`10.0.0.${i}`, i === 19 ? "Last" : null] as const);
    const detail = { total: 1, updated: 0, added: list(), removed: named(21, ...entries), changed: named(0) };
    const account = await happened({ action: "allowlist.replaced", detail });
    const english = rowsOf((await (await enterConsole(account)).open("/activity")).text)[0];
    expect(english).toContain("removed 10.0.0.0 , 10.0.0.1 , 10.0.0.2 and 18 more Details");
    expect(english).toContain("10.0.0.3 , 10.0.0.4 ");
    expect(english).toContain("10.0.0.19 ( Last ) and 1 more");
    const spanish = rowsOf((await (await enterConsole(account, { language: "es" })).open("/activity")).text)[0];
    expect(spanish).toContain("guardó la lista de direcciones: quitó 10.0.0.0 , 10.0.0.1 , 10.0.0.2 y 18 más");
    expect(spanish).toContain("10.0.0.19 ( Last ) y 1 más");
  });

  test("has a sentence for every action, whatever its detail holds, in every language", async () => {
    const details = [{}, { before: null, after: 7, added: "x", removed: [], user: {}, all: "yes", ended: "<b>" }];
    const account = await happened(...details.flatMap((detail) => ACTIONS.map((action) => ({ action, detail }))));
    for (const language of ["en", "es"]) {
      const visitor = await enterConsole(account, { language });
      const { text, status } = await visitor.open("/activity");
      expect(status).toBe(200);
      expect(text).not.toMatch(/\{\w+\}|undefined|\[object/);
    }
  });

  test("is narrowed to a person and a kind, and remembers who can be chosen", async () => {
    const account = await happened(
      { action: "host.added", detail: { hostname: "one.example" } },
      { action: "host.added", actor: "token:tok_1", actorName: "CI", detail: { hostname: "two.example" } },
      { action: "host.removed", actor: "token:tok_1", actorName: "CI 2", detail: { hostname: "two.example" } },
    );
    const visitor = await enterConsole(account);
    const all = await visitor.open("/activity");
    expect(all.text).toContain('<option value="token:tok_1">the token CI 2</option>');
    const narrowed = await visitor.open("/activity?actor=token:tok_1&action=host.added");
    expect(rowsOf(narrowed.text)).toHaveLength(1);
    expect(rowsOf(narrowed.text)[0]).toContain("two.example");
    expect(narrowed.text).toContain('<option value="token:tok_1" selected');
    expect(readable((await visitor.open("/activity?actor=nobody")).text)).toContain("Nothing was found.");
    expect((await visitor.open("/activity?action=host.added&cursor=made-up")).path).toBe("/activity?action=host.added");
  });

  test("goes to a file as it stands, narrowed alike", async () => {
    const account = await happened({ action: "host.added", detail: { hostname: "one.example" } });
    const visitor = await enterConsole(account);
    const file = await visitor.open("/activity/export?action=host.added");
    const lines = file.text
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines).toMatchObject([{ action: "host.added", detail: { hostname: "one.example" } }]);
  });

  test("shows hostile names as text, in the sentence, the choice and the details", async () => {
    const hostile = `"><script>alert(1)</script>\u202E`;
    const account = await happened({
      actor: `user:${hostile}`,
      actorName: hostile,
      action: "token.created",
      detail: { name: hostile, [hostile]: hostile },
    });
    const visitor = await enterConsole(account);
    expect((await visitor.open("/activity")).text).not.toContain("<script>alert");
  });

  test("shows nothing of a removed account that had the same id", async () => {
    const account = await happened({ action: "host.added", detail: { hostname: "former.example" } });
    const accounts = createAccounts(env.DB, random);
    const now = Date.now();
    unwrap(await accounts.remove(changeOf(await reread(account), { now })));
    unwrap(await accounts.create({ id: account.id, name: "Again" }, anEvent({ action: "account.created" }), now));
    const visitor = await enterConsole(account);
    const { text } = await visitor.open("/activity?actor=user:42");
    expect(text).not.toContain("former.example");
    expect(text).not.toContain('<option value="user:42">Ann Lee');
    expect((await visitor.open("/activity/export")).text).not.toContain("former.example");
  });

  test("is its account's alone, and for those with the right to it", async () => {
    const account = await happened({ action: "host.added", detail: { hostname: "theirs.example" } });
    const visitor = await enterConsole(await makeAccount());
    expect((await visitor.open("/activity")).text).not.toContain("theirs.example");
    const stranger = await enterWithToken(account, ["sessions:read"]);
    expect((await stranger.open("/activity")).status).toBe(403);
  });
});
