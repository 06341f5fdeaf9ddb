import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { makeAccount, TRUSTED } from "../../support/world.ts";
import { fieldsOf } from "../fields.ts";
import { enterConsole, enterWithToken, readable, type Visitor } from "../visitor.ts";

const NOW = Date.UTC(2027, 0, 1, 12);
const DAY = 86_400_000;

/** As the box and the API write it. */
const inMs = (ms: number): string => `${new Date(NOW + ms).toISOString().slice(0, 19)}Z`;
const AT_A_DAY = inMs(DAY);
const LATER = inMs(DAY + 1_000);
/** As a page says it. */
const AT_A_DAY_SAID = "Jan 2, 2027, 12:00 PM UTC";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: NOW });
});
afterEach(() => {
  vi.useRealTimers();
});

interface Account {
  readonly id: string;
  readonly host: string;
}

const listOf = async (visitor: Visitor, { id }: Account) =>
  (await visitor.api("GET", `/accounts/${id}/allowlist`)).body.items;

/** An enforced list in which the entries of these places end then. */
async function aWorld(entries: readonly string[], ends: Readonly<Record<number, string>> = {}, language = "en") {
  const account = await makeAccount({ entries });
  const visitor = await enterConsole(account, { language });
  const items = await listOf(visitor, account);
  for (const [i, expires_at] of Object.entries(ends)) {
    const path = `/accounts/${account.id}/allowlist/${items[Number(i)].id}`;
    expect((await visitor.api("PATCH", path, { expires_at })).status).toBe(200);
  }
  return { account, visitor, ids: items.map(({ id }: { readonly id: string }) => id) as readonly string[] };
}

/** From the page to its review, with these fields changed. */
async function review(visitor: Visitor, change: Readonly<Record<string, string>>) {
  const { text } = await visitor.open("/allowlist");
  return visitor.submit("/allowlist", { ...fieldsOf(text), ...change, step: "review" });
}

const save = (visitor: Visitor, { text }: { readonly text: string }, more: Readonly<Record<string, string>> = {}) =>
  visitor.submit("/allowlist", { ...fieldsOf(text), ...more, step: "save" });

const BOX = 'name="acknowledge"';

describe("the review of the list", () => {
  test("says when access ends, with which entry, and what helps; it is saved only when that is acknowledged", async () => {
    const { account, visitor } = await aWorld([TRUSTED, "192.0.2.1"]);
    const asked = await review(visitor, { list: `${TRUSTED} until ${AT_A_DAY} # Ann\n192.0.2.1` });
    expect(readable(asked.text)).toContain("Your own access would end within a day");
    expect(readable(asked.text)).toMatch(
      new RegExp(
        `You are at ${TRUSTED} \\. .* ends on ${AT_A_DAY_SAID} , because the entry ${TRUSTED} \\(Ann\\) runs out`,
      ),
    );
    expect(readable(asked.text)).toContain("give that entry a later end or none, or add your address");
    expect(asked.text).toContain(BOX);

    const missing = await save(visitor, asked);
    expect(missing.status).toBe(409);
    expect(readable(missing.text)).toContain("Tick the box if you mean to lose access then");
    expect((await listOf(visitor, account))[0].expires_at).toBeNull();
    expect((await save(visitor, missing, { acknowledge: "yes" })).path).toMatch(/^\/allowlist\?done=saved&undo=\d+$/);
    expect((await listOf(visitor, account))[0].expires_at).toBe(AT_A_DAY);
  });

  test("of an end that is later only tells it", async () => {
    const { visitor } = await aWorld([TRUSTED, "192.0.2.1"]);
    const asked = await review(visitor, { list: `${TRUSTED} until ${LATER}\n192.0.2.1` });
    expect(readable(asked.text)).toContain("Your own access will end");
    expect(asked.text).not.toContain(BOX);
    expect((await save(visitor, asked)).path).toMatch(/^\/allowlist\?done=saved&undo=\d+$/);
  });

  test("says nothing of it when a wider entry stays, or when no one is turned away", async () => {
    const { visitor } = await aWorld([TRUSTED, "49.14.176.0/24"]);
    const covered = await review(visitor, { list: `${TRUSTED} until ${AT_A_DAY}\n49.14.176.0/24` });
    expect(readable(covered.text)).not.toContain("Your own access");
    const off = await review(visitor, { list: `${TRUSTED} until ${AT_A_DAY}`, mode: "monitor" });
    expect(readable(off.text)).not.toContain("Your own access");
  });

  test("of an addition tells it without asking for anything", async () => {
    const { visitor } = await aWorld([TRUSTED], { 0: AT_A_DAY });
    const { text } = await visitor.open("/allowlist");
    const asked = await review(visitor, { list: `${fieldsOf(text).list}192.0.2.1` });
    expect(readable(asked.text)).toContain("Your own access will end");
    expect(asked.text).not.toContain(BOX);
    expect((await save(visitor, asked)).path).toMatch(/^\/allowlist\?done=saved&undo=\d+$/);
  });

  test("of enforcing a list whose entry for the visitor is about to run out asks first", async () => {
    const account = await makeAccount({ mode: "off", entries: [TRUSTED], expiresAt: NOW + DAY });
    const visitor = await enterConsole(account);
    const asked = await review(visitor, { mode: "enforce" });
    expect(asked.text).toContain(BOX);
    expect((await save(visitor, asked)).status).toBe(409);
    expect((await visitor.api("GET", `/accounts/${account.id}/policy`)).body.mode).toBe("off");
  });

  test("speaks the reader's language", async () => {
    const { visitor } = await aWorld([TRUSTED, "192.0.2.1"], {}, "es");
    const asked = await review(visitor, { list: `${TRUSTED} until ${AT_A_DAY}\n192.0.2.1` });
    expect(readable(asked.text)).toContain("Su propio acceso terminaría en menos de un día");
    expect(readable(asked.text)).toContain(`porque entonces caduca la entrada ${TRUSTED}`);
  });
});

describe("one entry", () => {
  const DETAILS = { label: "", enabled: "yes" };
  const local = (ms: number): string => inMs(ms).slice(0, 16);

  async function change(visitor: Visitor, id: string, fields: Readonly<Record<string, string>>) {
    const path = `/allowlist/entries/${id}`;
    const { text } = await visitor.open(path);
    return visitor.submit(path, { ...fieldsOf(text), ...DETAILS, ...fields, step: "save" });
  }

  test("that is given an end so near is reviewed, and saved when that is acknowledged", async () => {
    const { account, visitor, ids } = await aWorld([TRUSTED, "192.0.2.1"]);
    const [id = ""] = ids;
    const asked = await change(visitor, id, { value: TRUSTED, expires: local(DAY) });
    expect(readable(asked.text)).toContain(`ends on ${AT_A_DAY_SAID}`);
    const path = `/allowlist/entries/${id}`;
    const confirm = { ...fieldsOf(asked.text), step: "confirm" };
    expect((await visitor.submit(path, confirm)).status).toBe(409);
    expect((await listOf(visitor, account))[0].expires_at).toBeNull();
    expect((await visitor.submit(path, { ...confirm, acknowledge: "yes" })).path).toContain("done=changed");
    expect((await listOf(visitor, account))[0].expires_at).toBe(AT_A_DAY);
  });

  test("of others is given an end at once, while the visitor's own access stays", async () => {
    const { visitor, ids } = await aWorld([TRUSTED, "192.0.2.1"]);
    const saved = await change(visitor, ids[1] ?? "", { value: "192.0.2.1", expires: local(DAY) });
    expect(saved.path).toContain("done=changed");
  });

  test("that is removed while another is about to run out is reviewed with its end", async () => {
    const { account, visitor, ids } = await aWorld(["49.14.176.0/24", TRUSTED], { 1: AT_A_DAY });
    const asked = await visitor.submit(`/allowlist/entries/${ids[0]}/remove`);
    expect(readable(asked.text)).toContain(`ends on ${AT_A_DAY_SAID}`);
    expect((await visitor.submit(`/allowlist/entries/${ids[0]}/remove`, { step: "confirm" })).status).toBe(409);
    expect(await listOf(visitor, account)).toHaveLength(2);
  });
});

describe("the pages of the list", () => {
  const STANDING = "Your own access ends soon";
  const WEEK = 7 * DAY;

  test("tell visitors for a week that their own access ends, and lead to what keeps it", async () => {
    const { visitor, ids } = await aWorld(["49.14.176.0/24", "192.0.2.1"], { 0: inMs(WEEK) });
    for (const page of ["/allowlist", "/allowlist/entries"]) {
      const { text } = await visitor.open(page);
      expect(readable(text), page).toContain(STANDING);
      expect(readable(text), page).toContain("ends on Jan 8, 2027, 12:00 PM UTC , because the entry 49.14.176.0/24");
      expect(text, page).toContain(`/allowlist/entries/${ids[0]}"`);
    }
    const { text } = await visitor.open("/allowlist");
    expect(text).toContain(`name="add" value="${TRUSTED}"`);
    const added = await visitor.submit("/allowlist", { ...fieldsOf(text), add: TRUSTED });
    const asked = await visitor.submit("/allowlist", { ...fieldsOf(added.text), step: "review" });
    expect((await save(visitor, asked)).path).toMatch(/^\/allowlist\?done=saved&undo=\d+$/);
    expect(readable((await visitor.open("/allowlist")).text)).not.toContain(STANDING);
  });

  test("do not tell it earlier, nor when another entry stays, nor while no one is turned away", async () => {
    const early = await aWorld([TRUSTED], { 0: inMs(WEEK + 1_000) });
    expect(readable((await early.visitor.open("/allowlist")).text)).not.toContain(STANDING);
    const both = await aWorld([TRUSTED, "49.14.0.0/16"], { 0: AT_A_DAY });
    expect(readable((await both.visitor.open("/allowlist")).text)).not.toContain(STANDING);
    const off = await makeAccount({ mode: "monitor", entries: [TRUSTED], expiresAt: NOW + DAY });
    const visitor = await enterConsole(off);
    const { text } = await visitor.open("/allowlist");
    expect(readable(text)).not.toContain(STANDING);
    expect(readable(text)).toContain(`It is on the list until ${AT_A_DAY_SAID} .`);
  });

  test("do not offer to add an address that is an entry of its own", async () => {
    const { visitor } = await aWorld([TRUSTED, "192.0.2.1"], { 0: AT_A_DAY });
    const { text } = await visitor.open("/allowlist");
    expect(readable(text)).toContain(STANDING);
    expect(text).not.toContain('name="add"');
    expect(readable(text)).not.toContain("Or add your address below");
  });

  test("send who may only read to somebody who may change the list", async () => {
    const account = await makeAccount({ entries: [TRUSTED], expiresAt: NOW + DAY });
    const visitor = await enterWithToken(account, ["allowlist:read"]);
    const { text } = await visitor.open("/allowlist");
    expect(readable(text)).toContain("Ask somebody who may change the list");
    expect(readable(text)).not.toContain("Give that entry a later end");
  });
});
