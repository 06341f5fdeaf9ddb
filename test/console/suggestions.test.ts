import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import { createEntryUses } from "../../src/storage/entries/entry-use.ts";
import { DAY_MS } from "../../src/time.ts";
import { aSession, who } from "../support/sessions.ts";
import { address } from "../support/storage.ts";
import { makeAccount, TRUSTED, UNTRUSTED } from "../support/world.ts";
import { createVisitor, enterConsole, enterWithToken, readable, rowsOf, type Visitor } from "./visitor.ts";

interface Account {
  readonly id: string;
  readonly host: string;
}

const listOf = async (visitor: Visitor, { id }: Account) =>
  (await visitor.api("GET", `/accounts/${id}/allowlist?limit=1000`)).body.items;

let made = 0;
const seenAt = (account: Account, text: string, user: string | null = null, name: string | null = null) =>
  aSession(account, [`s-${++made}-${account.id}`], { address: text, at: Date.now(), who: who(user, { name }) });

/** The tick boxes of a page, by name, and whether they are ticked. */
const boxesOf = (html: string) =>
  [...html.matchAll(/<input type="checkbox"(?=[^>]* name="(pick\.[^"]+)")(?=[^>]* value="([^"]*)")[^>]*>/g)].map(
    ([tag, name = "", value = ""]) => ({ name, value, isTicked: / checked/.test(tag) }),
  );
const ticked = (html: string): Record<string, string> =>
  Object.fromEntries(boxesOf(html).flatMap(({ name, value, isTicked }) => (isTicked ? [[name, value]] : [])));

/** What the review's form holds. */
function carried(html: string): Record<string, string> {
  const hidden = [...html.matchAll(/<input type="hidden" name="(how|revision|format)" value="([^"]*)"/g)];
  const [, content = ""] = /<textarea name="content"[^>]*>\n?([^<]*)<\/textarea>/.exec(html) ?? [];
  return { ...Object.fromEntries(hidden.map(([, name, value]) => [name, value])), content };
}

describe("the page of suggestions", () => {
  test("shows the entries, who is behind them, and what the list has of them", async () => {
    const account = await makeAccount({ mode: "monitor" });
    await seenAt(account, TRUSTED, "1", "Ann");
    for (const [i, name] of ["Bob", "<Cy>", "Di"].entries()) await seenAt(account, `198.51.100.${i}`, `u${i}`, name);
    await seenAt(account, "203.0.113.5");
    await seenAt(account, "10.0.0.5", "9", "Ed");
    const visitor = await enterConsole(account);
    const { text } = await visitor.open("/allowlist/suggestions");
    const rows = rowsOf(text);
    expect(rows).toHaveLength(3);
    expect(rows[0]).toContain("198.51.100.0/24 3 of its 256 addresses were seen");
    for (const name of ["Bob", "<Cy>", "Di"]) expect(rows[0]).toContain(name);
    expect(rows[0]).toContain("3 of 3 not on the list");
    expect(rows[1]).toMatch(/^203\.0\.113\.5 1 session of an unknown person 1 in a browser .* Not on the list$/);
    expect(rows[2]).toMatch(/^49\.14\.176\.91 Ann .* On the list$/);
    expect(boxesOf(text).map(({ name, isTicked }) => [name, isTicked])).toEqual([
      ["pick.198.51.100.0/24", true],
      ["pick.203.0.113.5", true],
      [`pick.${TRUSTED}`, false],
    ]);
    expect(readable(text)).toContain("6 sessions from 6 addresses, 1 of them on the list.");
    expect(readable(text)).toMatch(/Left out .*10\.0\.0\.5 Ed .*is not public/);
  });

  test("proposes the address of an app only where the API is closed", async () => {
    for (const blockApiRequests of [false, true]) {
      const account = await makeAccount({ blockApiRequests });
      await aSession(account, [`app-${account.id}`], { address: "203.0.113.5", at: Date.now(), kind: "api" });
      const { text } = await (await enterConsole(account)).open("/allowlist/suggestions");
      expect(boxesOf(text)).toMatchObject([{ name: "pick.203.0.113.5", isTicked: blockApiRequests }]);
    }
  });

  test("says so when there is nothing to suggest, and gives a reader nothing to tick", async () => {
    const account = await makeAccount();
    const visitor = await enterConsole(account);
    expect(readable((await visitor.open("/allowlist/suggestions")).text)).toContain("no session was seen");
    await seenAt(account, "203.0.113.5");
    const reader = await enterWithToken(account, ["allowlist:read"]);
    const { text } = await reader.open("/allowlist/suggestions");
    expect(rowsOf(text)).toHaveLength(1);
    expect(boxesOf(text)).toEqual([]);
    expect(text).not.toContain("Review what is ticked");
    expect((await reader.submit("/allowlist/suggestions", { "pick.203.0.113.5": "" })).status).toBe(403);
  });

  test("is there in Spanish", async () => {
    const account = await makeAccount();
    await seenAt(account, "203.0.113.5", "1", "Ana");
    const visitor = await enterConsole(account, { language: "es" });
    const { text } = await visitor.open("/allowlist/suggestions");
    expect(readable(text)).toContain("1 sesión desde 1 dirección, 0 de ellas en la lista.");
  });

  test("of many shows the first, and what comes next when they are listed", async () => {
    const account = await makeAccount();
    for (let i = 0; i < 203; i++) await seenAt(account, `193.${i}.0.1`);
    const { text } = await (await enterConsole(account)).open("/allowlist/suggestions");
    expect(rowsOf(text)).toHaveLength(200);
    expect(readable(text)).toContain("3 further suggestions will be shown");
  });
});

describe("what is ticked", () => {
  async function world() {
    const account = await makeAccount();
    await seenAt(account, "203.0.113.5", "1", "Ann & “Bob” # <x>");
    await seenAt(account, "198.51.100.7", "2", "Cy");
    const visitor = await enterConsole(account);
    const { text } = await visitor.open("/allowlist/suggestions");
    return { account, visitor, text };
  }

  test("is reviewed with who would be let in, and then added with the names", async () => {
    const { account, visitor, text } = await world();
    const fields = ticked(text);
    expect(Object.keys(fields).sort()).toEqual(["pick.198.51.100.7", "pick.203.0.113.5"]);
    delete fields["pick.198.51.100.7"];
    fields["pick.203.0.113.5"] = "Ann & “Bob” # <x>";
    const review = await visitor.submit("/allowlist/suggestions", fields);
    expect(review.status).toBe(200);
    expect(readable(review.text)).toContain("1 entry added");
    expect(readable(review.text)).toContain("203.0.113.5 # Ann & “Bob” # <x>");
    expect(readable(review.text)).toContain("1 session would be let in again.");
    expect(await listOf(visitor, account)).toHaveLength(1);

    const content = "203.0.113.5 # Ann & “Bob” # <x>\n";
    const saved = await visitor.submit("/allowlist/suggestions", { ...carried(review.text), content, step: "confirm" });
    expect(saved.path).toMatch(/^\/allowlist\?done=saved&undo=\d+$/);
    expect(await listOf(visitor, account)).toMatchObject([
      { value: TRUSTED },
      { value: "203.0.113.5", label: "Ann & “Bob” # <x>", state: "live" },
    ]);
  });

  test("is nothing: the page says so", async () => {
    const { account, visitor } = await world();
    const page = await visitor.submit("/allowlist/suggestions");
    expect(page.status).toBe(422);
    expect(readable(page.text)).toContain("Tick at least one entry.");
    expect(await listOf(visitor, account)).toHaveLength(1);
  });

  test("is on the list by now, or is no entry: the page says so and nothing is saved", async () => {
    const { account, visitor } = await world();
    const known = await visitor.submit("/allowlist/suggestions", { [`pick.${TRUSTED}`]: "Ann" });
    expect([known.status, readable(known.text)]).toEqual([422, expect.stringContaining("has all of that already")]);
    for (const name of ["pick.0.0.0.0/0", "pick.nonsense", "pick.203.0.113.5\n192.0.2.0/24", "pick."]) {
      const page = await visitor.submit("/allowlist/suggestions", { [name]: "Ann" });
      expect([name, page.status]).toEqual([name, 422]);
    }
    expect(await listOf(visitor, account)).toHaveLength(1);
  });

  test("is reviewed again when somebody else changed the list meanwhile", async () => {
    const { account, visitor, text } = await world();
    const review = await visitor.submit("/allowlist/suggestions", ticked(text));
    await visitor.api("POST", `/accounts/${account.id}/allowlist`, { value: "198.51.100.7" });
    const again = await visitor.submit("/allowlist/suggestions", { ...carried(review.text), step: "confirm" });
    expect(readable(again.text)).toContain("Somebody else changed the list meanwhile");
    expect(await listOf(visitor, account)).toHaveLength(2);
    const saved = await visitor.submit("/allowlist/suggestions", { ...carried(again.text), step: "confirm" });
    expect(saved.path).toMatch(/^\/allowlist\?done=saved&undo=\d+$/);
    expect(await listOf(visitor, account)).toHaveLength(3);
  });
});

describe("an empty list", () => {
  test("leads to the suggestions, and one with an entry does not", async () => {
    const account = await makeAccount({ mode: "off", entries: [] });
    const visitor = await enterConsole(account);
    for (const path of ["/allowlist", "/allowlist/entries"]) {
      expect((await visitor.open(path)).text).toMatch(
        /<a href="[^"]*\/allowlist\/suggestions">Build the list from who/,
      );
    }
    await visitor.api("POST", `/accounts/${account.id}/allowlist`, { value: TRUSTED });
    for (const path of ["/allowlist", "/allowlist/entries"]) {
      expect((await visitor.open(path)).text).not.toContain("Build the list from who");
    }
  });
});

describe("the table", () => {
  const CREATED = Date.now() - 400 * DAY_MS;
  beforeAll(async () => {
    await env.DB.prepare("UPDATE entry_use_start SET at = ?1").bind(CREATED).run();
  });

  test("tells when each entry was last used, and finds what was not used for 90 days", async () => {
    const account = await makeAccount({ entries: [TRUSTED, "192.0.2.0/24", "198.51.100.7"] });
    await env.DB.prepare("UPDATE entries SET created_at = ?2 WHERE account_id = ?1").bind(account.id, CREATED).run();
    const uses = createEntryUses(env.DB);
    const at = Date.UTC(2026, 2, 5, 12);
    const now = Date.now();
    for (const time of [at, now - DAY_MS, now]) {
      await uses.record([{ account: account.id, address: address(time === at ? "192.0.2.1" : TRUSTED), at: time }]);
    }
    const visitor = await enterConsole(account);
    const rows = rowsOf((await visitor.open("/allowlist/entries")).text);
    expect(rows[0]).toContain("on 2 of the last 30 days");
    expect(rows[1]).toContain("Mar 5, 2026");
    expect(rows[1]).not.toContain("of the last 30 days");
    expect(rows[2]).toContain("Never");

    const unused = await visitor.open("/allowlist/entries?unused=yes");
    expect(rowsOf(unused.text).map((row) => row.split(" ")[0])).toEqual(["192.0.2.0/24", "198.51.100.7"]);
    expect(readable(unused.text)).toContain("Use is recorded since");
    expect(unused.text).toMatch(/name="unused"[^>]* checked/);
    const searched = await visitor.open("/allowlist/entries?unused=yes&q=198.51.100.7");
    expect(rowsOf(searched.text)).toHaveLength(1);
    const none = await visitor.open(`/allowlist/entries?unused=yes&q=${TRUSTED}`);
    expect(readable(none.text)).toContain("Nothing on the list was unused for 90 days.");
  });

  test("says that it is too early to tell while use is recorded for less than 90 days", async () => {
    const account = await makeAccount();
    const visitor = await enterConsole(account);
    await env.DB.prepare("UPDATE entry_use_start SET at = ?1")
      .bind(Date.now() - 89 * DAY_MS)
      .run();
    const { text } = await visitor.open("/allowlist/entries?unused=yes");
    await env.DB.prepare("UPDATE entry_use_start SET at = ?1").bind(CREATED).run();
    expect(readable(text)).toContain("It is too early to tell");
  });

  test("does not say never of an entry that is older than the record of use", async () => {
    const account = await makeAccount({ entries: [TRUSTED, "192.0.2.1"] });
    await env.DB.prepare("UPDATE entries SET created_at = ?2 WHERE account_id = ?1")
      .bind(account.id, CREATED - DAY_MS)
      .run();
    const [, row] = rowsOf((await (await enterConsole(account)).open("/allowlist/entries")).text);
    expect(row).toMatch(/Works Never Not since \w+ \d+/);
  });

  test("shows the visitor's own entry as used, since the console needs it", async () => {
    const account = await makeAccount({ entries: [TRUSTED] });
    const visitor = await enterConsole(account);
    await visitor.open("/allowlist");
    expect(rowsOf((await visitor.open("/allowlist/entries")).text)[0]).toContain("on 1 of the last 30 days");
    const elsewhere = createVisitor(account.host, { account: account.id, from: UNTRUSTED });
    await elsewhere.open("/allowlist");
    expect(await listOf(visitor, account)).toMatchObject([{ visits_30d: 1 }]);
  });
});
