import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { aSession, who } from "../support/sessions.ts";
import { makeAccount, TRUSTED, UNTRUSTED } from "../support/world.ts";
import { enterConsole, readable, type Visitor } from "./visitor.ts";

const PHONE_ADDRESS = "203.0.113.60";

interface Account {
  readonly id: string;
  readonly host: string;
}

const policyOf = async (visitor: Visitor, { id }: Account) => (await visitor.api("GET", `/accounts/${id}/policy`)).body;
const listOf = async (visitor: Visitor, { id }: Account) =>
  (await visitor.api("GET", `/accounts/${id}/allowlist?limit=1000`)).body.items;

/** What the form holds as it was shown, and what its buttons send with it. */
function fieldsOf(html: string): Record<string, string> {
  const decode = (text = "") =>
    text
      .replaceAll("&lt;", "<")
      .replaceAll("&gt;", ">")
      .replaceAll("&quot;", '"')
      .replaceAll("&#39;", "'")
      .replaceAll("&amp;", "&");
  const hidden = [...html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)];
  const areas = [...html.matchAll(/<textarea(?=[^>]* name="([^"]+)")[^>]*>\n?([^<]*)<\/textarea>/g)];
  const checked = [...html.matchAll(/<input type="(?:radio|checkbox)" name="([^"]+)" value="([^"]+)" checked/g)];
  return Object.fromEntries([...hidden, ...areas, ...checked].map(([, name = "", value]) => [name, decode(value)]));
}

/** Sets an expiry that has passed, as time would. */
const expireEntry = (id: string, expiresAt: number) =>
  env.DB.prepare("UPDATE entries SET expires_at = ?2 WHERE id = ?1").bind(id, expiresAt).run();

/** From the page to its review, with these fields changed. */
async function review(visitor: Visitor, change: Readonly<Record<string, string>>) {
  const { text } = await visitor.open("/allowlist");
  return visitor.submit("/allowlist", { ...fieldsOf(text), ...change, step: "review" });
}

const save = (visitor: Visitor, reviewed: { readonly text: string }, more: Readonly<Record<string, string>> = {}) =>
  visitor.submit("/allowlist", { ...fieldsOf(reviewed.text), ...more, step: "save" });

const stateOf = (html: string): string => readable(/<p class="state[^>]*>(.*?)<\/p>/s.exec(html)?.[1] ?? "").trim();

describe("the state", () => {
  test.each([
    [{ mode: "off" as const }, "Off: the dashboard and the API are open to every address."],
    [{ mode: "monitor" as const }, "Watching: no one is turned away; visits from outside your 1 address are noted"],
    [{}, "On: only 1 address may use the dashboard; the API is open."],
    [{ blockApiRequests: true }, "On: only 1 address may use the dashboard and the API."],
    [
      { entries: [TRUSTED, "192.0.2.0/24"] },
      "On: only 2 addresses and networks may use the dashboard; the API is open.",
    ],
  ])("of %j is said in one sentence", async (plan, sentence) => {
    const account = await makeAccount(plan);
    const { text } = await (await enterConsole(account)).open("/allowlist");
    expect(stateOf(text)).toContain(sentence);
  });

  test("counts what works now; the box shows the rest too, as what it is", async () => {
    const account = await makeAccount({ entries: [TRUSTED, "192.0.2.1", "192.0.2.2"] });
    const visitor = await enterConsole(account);
    const [, second, third] = await listOf(visitor, account);
    await visitor.api("PATCH", `/accounts/${account.id}/allowlist/${second.id}`, { enabled: false });
    await expireEntry(third.id, Date.UTC(2020, 0, 1));
    const { text } = await visitor.open("/allowlist");
    expect(stateOf(text)).toContain("only 1 address");
    expect(fieldsOf(text).list).toBe(`${TRUSTED}\n192.0.2.1 off\n192.0.2.2 until 2020-01-01T00:00Z\n`);
  });
});

describe("the API checkbox", () => {
  test("says how many devices it would hit now", async () => {
    const account = await makeAccount({ entries: [TRUSTED, "203.0.113.0/26"] });
    const visitor = await enterConsole(account);
    const seen = async () => readable((await visitor.open("/allowlist")).text);
    expect(await seen()).toContain("No mobile app or integration was seen in the last 30 days.");
    const app = async (name: string, address: string) =>
      aSession(account, [name], { kind: "api", address, who: who(name), at: Date.now() });
    await app("a", PHONE_ADDRESS);
    expect(await seen()).toContain("Of the 1 device seen in the last 30 days, it would hit none now.");
    await app("b", UNTRUSTED.replace("9", "99"));
    await app("c", "2001:db8::5");
    await aSession(account, ["web"], { kind: "web", address: "198.51.100.200", who: who("web"), at: Date.now() });
    expect(await seen()).toContain("It would hit 2 of the 3 devices seen in the last 30 days.");
  });
});

describe("a change", () => {
  test("of switch, API and list is one form: reviewed, saved, on record, and published", async () => {
    const account = await makeAccount({ mode: "off", entries: [TRUSTED] });
    const visitor = await enterConsole(account);
    const list = `${TRUSTED} # Office\n192.0.2.0/24 # Branch <b>`;
    const reviewed = await review(visitor, { mode: "enforce", block_api: "yes", list });
    expect(reviewed.status).toBe(200);
    const said = readable(reviewed.text);
    expect(said).toContain("Who may use the dashboard: Only trusted addresses (was: Everyone)");
    expect(said).toContain("The API is blocked for untrusted addresses.");
    expect(said).toContain("1 entry added 192.0.2.0/24");
    expect(said).toContain("1 entry stays with another label");
    expect(await policyOf(visitor, account)).toMatchObject({ mode: "off" });

    expect((await save(visitor, reviewed)).path).toMatch(/^\/allowlist\?done=saved&(?:undo|back)=\d+$/);
    const policy = await policyOf(visitor, account);
    expect(policy).toMatchObject({ mode: "enforce", block_api_requests: true });
    expect(policy.published_revision).toBe(policy.revision);
    expect(await listOf(visitor, account)).toMatchObject([
      { value: TRUSTED, label: "Office" },
      { value: "192.0.2.0/24", label: "Branch <b>", created_by: expect.stringContaining("console:") },
    ]);
    const { body } = await visitor.api("GET", `/accounts/${account.id}/audit`);
    const actions = body.items.map(({ action }: { action: string }) => action);
    expect(actions.slice(0, 2)).toEqual(["policy.changed", "allowlist.replaced"]);
  });

  test("shows who of the last 30 days would be shut out: user, device, address and when", async () => {
    const account = await makeAccount({ mode: "off", entries: [TRUSTED] });
    const visitor = await enterConsole(account);
    await aSession(account, ["in"], { address: TRUSTED, who: who("ann", { name: "Ann" }), at: Date.now() });
    const bob = who("bob", { name: "<Bob>" });
    await aSession(account, ["out"], { address: PHONE_ADDRESS, who: bob, at: Date.now() });
    const { text } = await review(visitor, { mode: "enforce" });
    const said = readable(text);
    expect(said).toContain("1 of 2 sessions seen in the last 30 days would be turned away");
    expect(said).toMatch(/<Bob> Chrome 131 on Windows 203\.0\.113\.60/);
    expect(text).not.toContain("<Bob>");
  });

  test("that shuts its maker out is not saved without saying so, whatever is sent", async () => {
    const account = await makeAccount({ entries: [TRUSTED, "192.0.2.1"] });
    const visitor = await enterConsole(account);
    const reviewed = await review(visitor, { list: "192.0.2.1" });
    expect(readable(reviewed.text)).toContain(`Yes, shut out ${TRUSTED}, where I am now`);
    const refused = await save(visitor, reviewed);
    expect(refused.status).toBe(409);
    expect(refused.text).toContain('href="#acknowledge"');
    expect(await listOf(visitor, account)).toHaveLength(2);
    expect((await save(visitor, refused, { acknowledge: "yes" })).status).toBe(403);
    expect(await listOf(visitor, account)).toMatchObject([{ value: "192.0.2.1" }]);
  });

  test("that leaves an enforced list empty is refused, whatever is sent", async () => {
    const account = await makeAccount();
    const visitor = await enterConsole(account);
    const reviewed = await review(visitor, { list: "# nobody" });
    expect(readable(reviewed.text)).toContain("No one could get in any more");
    const refused = await save(visitor, reviewed, { acknowledge: "yes" });
    expect(readable(refused.text)).toContain("No one could get in any more");
    expect(await listOf(visitor, account)).toHaveLength(1);
  });

  test("turned off may be emptied with it, in one go", async () => {
    const account = await makeAccount();
    const visitor = await enterConsole(account);
    const reviewed = await review(visitor, { mode: "off", list: "" });
    expect((await save(visitor, reviewed)).path).toMatch(/^\/allowlist\?done=saved&(?:undo|back)=\d+$/);
    expect(await policyOf(visitor, account)).toMatchObject({ mode: "off" });
    expect(await listOf(visitor, account)).toEqual([]);
  });

  test("with errors shows each at its line and keeps every character", async () => {
    const account = await makeAccount({ mode: "off" });
    const visitor = await enterConsole(account);
    const lines = ["# Kept comment", "10.0.0.256 # Label", "", "192.0.2.1", `${"9".repeat(10_000)} # long`];
    const { status, text } = await review(visitor, { list: lines.join("\n"), mode: "enforce" });
    expect(status).toBe(422);
    expect(text).toMatch(/<label for="line-2">Line 2<\/label><p class="error" id="line-2-error">/);
    expect(text).toMatch(/<label for="line-5">Line 5<\/label><p class="error" id="line-5-error">/);
    const parts = [
      ...text.matchAll(
        /<textarea(?=[^>]* name="list")[^>]*>\n?([^<]*)<|<input type="text" name="list" value="([^"]*)"/g,
      ),
    ];
    expect(parts.map(([, area, input]) => area ?? input).join("\n")).toBe(lines.join("\n"));
    expect(text).toMatch(/name="mode" value="enforce" checked/);
  });

  test("of one line leaves the options of the others alone, also of what is off or over", async () => {
    const account = await makeAccount({ mode: "off", entries: [TRUSTED, "192.0.2.1", "192.0.2.2"] });
    const visitor = await enterConsole(account);
    const [, second, third] = await listOf(visitor, account);
    await visitor.api("PATCH", `/accounts/${account.id}/allowlist/${second.id}`, { enabled: false, label: "Off" });
    await expireEntry(third.id, Date.UTC(2020, 0, 1));
    const { text } = await visitor.open("/allowlist");
    const reviewed = await review(visitor, { list: `${fieldsOf(text).list}192.0.2.3 until 2031-01-01 # New` });
    const said = readable(reviewed.text);
    expect(said).toContain("1 entry added 192.0.2.3 until 2031-01-01T23:59:59Z # New");
    expect(said).not.toContain("stays with another");
    expect((await save(visitor, reviewed)).path).toMatch(/^\/allowlist\?done=saved&(?:undo|back)=\d+$/);
    expect(await listOf(visitor, account)).toMatchObject([
      { value: TRUSTED, enabled: true, expires_at: null },
      { value: "192.0.2.1", enabled: false, label: "Off" },
      { value: "192.0.2.2", enabled: true, expires_at: "2020-01-01T00:00:00Z" },
      { value: "192.0.2.3", label: "New", expires_at: "2031-01-01T23:59:59Z" },
    ]);
  });

  test("that takes options out of lines is reviewed by what becomes of each", async () => {
    const account = await makeAccount({ mode: "off", entries: [TRUSTED, "192.0.2.1", "192.0.2.0/24", "192.0.2.4"] });
    const visitor = await enterConsole(account);
    const [, second, third, fourth] = await listOf(visitor, account);
    const patch = (id: string, body: object) => visitor.api("PATCH", `/accounts/${account.id}/allowlist/${id}`, body);
    await patch(second.id, { expires_at: "2031-05-06T07:08:00Z", label: "Ann" });
    await patch(third.id, { enabled: false, label: "Old" });
    await patch(fourth.id, { expires_at: "2031-05-06T07:08:00Z", label: "Bob" });
    const list = `${TRUSTED} off\n192.0.2.1 # Ann\n192.0.2.0/24\n192.0.2.5 until 2031-05-06T07:08Z # Bob`;
    const reviewed = await review(visitor, { list });
    const said = readable(reviewed.text);
    expect(said).toContain("192.0.2.1: will not expire any more (was: until 2031-05-06T07:08Z)");
    expect(said).toContain("192.0.2.0/24: switched on; label – (was: Old)");
    expect(said).toContain(`${TRUSTED}: switched off`);
    expect(said).toContain("1 entry added 192.0.2.5 until 2031-05-06T07:08Z # Bob");
    expect(said).toContain("1 entry removed 192.0.2.4 until 2031-05-06T07:08Z # Bob");
    await save(visitor, reviewed);
    expect(await listOf(visitor, account)).toMatchObject([
      { value: TRUSTED, enabled: false },
      { value: "192.0.2.1", expires_at: null, label: "Ann" },
      { value: "192.0.2.0/24", enabled: true, label: null },
      { value: "192.0.2.5", expires_at: "2031-05-06T07:08:00Z", label: "Bob" },
    ]);
  });

  test("with an end that has passed, or that lets everyone in, is an error of its line", async () => {
    const account = await makeAccount({ mode: "off" });
    const visitor = await enterConsole(account);
    const past = await review(visitor, { list: `${TRUSTED}\n192.0.2.1 until 2020-01-01` });
    expect(past.status).toBe(422);
    expect(past.text).toContain('id="line-2-error"');
    expect(readable(past.text)).toContain("The entry would have expired already.");
    const everyone = await review(visitor, { list: "0.0.0.0/1, 128.0.0.0/1" });
    expect(readable(everyone.text)).toContain("covers all public IPv4 addresses");
    expect(await listOf(visitor, account)).toMatchObject([{ value: TRUSTED, expires_at: null }]);
  });

  test("is told when an address was pasted into a label", async () => {
    const account = await makeAccount({ mode: "off" });
    const visitor = await enterConsole(account);
    const { text } = await review(visitor, { list: `${TRUSTED} # Archer49.37.165.0/16` });
    expect(readable(text)).toContain('Line 1: The label contains "49.37.165.0/16", which lets no one in');
  });

  test("that is none is not saved, and says so", async () => {
    const account = await makeAccount();
    const visitor = await enterConsole(account);
    const { revision } = await policyOf(visitor, account);
    expect(readable((await review(visitor, {})).text)).toContain("Nothing is changed yet.");
    expect((await policyOf(visitor, account)).revision).toBe(revision);
  });

  test("upon what somebody else changed is shown with theirs, and saved only then", async () => {
    const account = await makeAccount({ entries: [TRUSTED, "192.0.2.1"] });
    const visitor = await enterConsole(account);
    const reviewed = await review(visitor, { list: `${TRUSTED}\n192.0.2.2 # Mine`, block_api: "yes" });
    await visitor.api("POST", `/accounts/${account.id}/allowlist`, { value: "192.0.2.3", label: "Theirs" });
    const merged = await save(visitor, reviewed);
    expect(merged.status).toBe(409);
    expect(readable(merged.text)).toContain("Somebody else changed the list meanwhile");
    expect(readable(merged.text)).toContain("By the operator");
    expect(fieldsOf(merged.text)).toMatchObject({
      list: `${TRUSTED}\n192.0.2.3 # Theirs\n192.0.2.2 # Mine\n`,
      block_api: "yes",
    });
    expect(await listOf(visitor, account)).toHaveLength(3);
    const again = await visitor.submit("/allowlist", { ...fieldsOf(merged.text), step: "review" });
    expect((await save(visitor, again)).path).toMatch(/^\/allowlist\?done=saved&(?:undo|back)=\d+$/);
    const values = (await listOf(visitor, account)).map(({ value }: { value: string }) => value);
    expect(values).toEqual([TRUSTED, "192.0.2.3", "192.0.2.2"]);
  });
});

describe("the visitor's own address", () => {
  test("becomes a line of the box, beside all that was typed, and is saved by nobody yet", async () => {
    const account = await makeAccount({ mode: "off" });
    const visitor = await enterConsole(account, { from: UNTRUSTED });
    const { text } = await visitor.open("/allowlist");
    expect(text).toContain(`name="add" value="${UNTRUSTED}"`);
    const typed = { ...fieldsOf(text), list: "192.0.2.1 # typed\nnot yet an address", mode: "enforce", add: UNTRUSTED };
    const added = await visitor.submit("/allowlist", typed);
    expect(added.status).toBe(200);
    expect(fieldsOf(added.text)).toMatchObject({
      list: `192.0.2.1 # typed\nnot yet an address\n${UNTRUSTED} # Ann Admin\n`,
      mode: "enforce",
    });
    expect(await listOf(visitor, account)).toHaveLength(1);
  });
});

describe("an entry", () => {
  const DETAILS = { label: "Contractor", enabled: "yes", expires: "2031-05-06T07:08" };

  async function entryOf(plan: Parameters<typeof makeAccount>[0]) {
    const account = await makeAccount(plan);
    const visitor = await enterConsole(account);
    const [first] = await listOf(visitor, account);
    const path = `/allowlist/entries/${first.id}`;
    return { account, visitor, first, path, fields: fieldsOf((await visitor.open(path)).text) };
  }

  test("gets another label and expiry at once", async () => {
    const { account, visitor, path, fields } = await entryOf({ entries: [TRUSTED] });
    const saved = await visitor.submit(path, { ...fields, value: TRUSTED, ...DETAILS, step: "save" });
    expect(saved.path).toMatch(/^\/allowlist\/entries\?done=changed&undo=\d+$/);
    expect(await listOf(visitor, account)).toMatchObject([
      { value: TRUSTED, label: "Contractor", expires_at: "2031-05-06T07:08:00Z" },
    ]);
  });

  test.each([
    ["value", "203.0.113.300", "above 255"],
    ["value", "192.0.2.1", "Another entry covers exactly the same addresses."],
    ["label", "x".repeat(201), "It is longer than 200 characters."],
    ["expires", "2001-01-01T00:00", "That is in the past."],
    ["expires", "tomorrow", "That is not a date and time."],
  ])("with the %s %s is refused at its field", async (name, text, error) => {
    const { visitor, path, fields } = await entryOf({ mode: "off", entries: [TRUSTED, "192.0.2.1"] });
    const answer = await visitor.submit(path, { ...fields, value: TRUSTED, ...DETAILS, [name]: text, step: "save" });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain(`id="${name}-error"`);
    expect(readable(answer.text)).toContain(error);
    expect(answer.text).toContain(`value="${text}"`);
  });

  test("that lets its remover in is not removed without saying so", async () => {
    const { account, visitor, path } = await entryOf({ entries: [TRUSTED, "192.0.2.1"] });
    const asked = await visitor.submit(`${path}/remove`);
    expect(readable(asked.text)).toContain("This would shut you out");
    expect((await visitor.submit(`${path}/remove`, { step: "confirm" })).status).toBe(409);
    expect(await listOf(visitor, account)).toHaveLength(2);
    await visitor.submit(`${path}/remove`, { step: "confirm", acknowledge: "yes" });
    expect(await listOf(visitor, account)).toHaveLength(1);
  });

  test("that is switched off is shown with whom that shuts out, before it is saved", async () => {
    const { account, visitor, path, fields } = await entryOf({ entries: ["203.0.113.0/24", TRUSTED] });
    await aSession(account, ["s"], { address: PHONE_ADDRESS, who: who("bob"), at: Date.now() });
    const { enabled: _on, ...rest } = fields;
    const change = { ...rest, value: "203.0.113.0/24", label: "", expires: "" };
    const asked = await visitor.submit(path, { ...change, step: "save" });
    expect(readable(asked.text)).toContain("1 of 1 session seen in the last 30 days would be turned away");
    expect((await visitor.submit(path, { ...change, step: "confirm" })).path).toContain("done=changed");
    expect((await listOf(visitor, account))[0].enabled).toBe(false);
  });

  test("that somebody else changed meanwhile is not overwritten unseen", async () => {
    const { account, visitor, first, path, fields } = await entryOf({ entries: [TRUSTED] });
    await visitor.api("PATCH", `/accounts/${account.id}/allowlist/${first.id}`, { label: "Theirs" });
    const mine = { ...fields, value: TRUSTED, label: "Mine", enabled: "yes", expires: "" };
    const moved = await visitor.submit(path, { ...mine, step: "save" });
    expect(moved.status).toBe(409);
    expect(readable(moved.text)).toContain(`Saved by them: ${TRUSTED} # Theirs`);
    expect(moved.text).toContain('value="Mine"');
    const again = { ...mine, ...fieldsOf(moved.text), label: "Mine", step: "save" };
    expect((await visitor.submit(path, again)).path).toContain("done=changed");
    expect((await listOf(visitor, account))[0].label).toBe("Mine");
  });
});

describe("a long list", () => {
  test("is not in the box: the page stays small, takes three queries, and the switch still works", async () => {
    const account = await makeAccount();
    const visitor = await enterConsole(account);
    const many = Array.from({ length: 1_500 }, (_, i) => `10.1.${i >> 8}.${i & 255}`).join("\n");
    const headers = { Authorization: `Bearer ${env.OPERATOR_TOKEN}`, "Content-Type": "text/plain" };
    await visitor.device.request(`/.gatehouse/api/v1/accounts/${account.id}/allowlist`, {
      method: "POST",
      headers,
      body: many,
    });
    await aSession(account, ["app"], { kind: "api", address: "10.1.0.7", who: who("app"), at: Date.now() });
    const { text } = await visitor.open("/allowlist");
    expect(readable(text)).toContain("This list has 1,501 entries: too many for a text box.");
    expect(stateOf(text)).toContain("only 1,501 addresses and networks");
    expect(readable(text)).toContain("Of the 1 device seen in the last 30 days, it would hit none now.");
    expect(text.length).toBeLessThan(20_000);

    const reviewed = await review(visitor, { block_api: "yes" });
    expect(readable(reviewed.text)).toContain("The list itself stays as it is.");
    expect((await save(visitor, reviewed)).path).toMatch(/^\/allowlist\?done=saved&(?:undo|back)=\d+$/);
    expect(await policyOf(visitor, account)).toMatchObject({ block_api_requests: true });
    expect(await listOf(visitor, account)).toHaveLength(1_000);
  });

  test("is paged and searched in the table", async () => {
    const account = await makeAccount({ entries: Array.from({ length: 120 }, (_, i) => `10.2.0.${i}`), mode: "off" });
    const visitor = await enterConsole(account);
    const first = await visitor.open("/allowlist/entries");
    expect(first.text.match(/<td/g)?.length).toBe(100 * 5);
    const next =
      /href="\/\.gatehouse\/a\/[a-z0-9-]+(\/allowlist\/entries\?cursor=[^"]+)" rel="next"/.exec(first.text)?.[1] ?? "";
    const second = await visitor.open(next);
    expect(second.text.match(/<td/g)?.length).toBe(20 * 5);
    const found = await visitor.open("/allowlist/entries?q=10.2.0.77");
    expect(found.text.match(/<tr/g)).toHaveLength(2);
  });
});
