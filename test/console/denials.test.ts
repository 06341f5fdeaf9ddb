import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { createDenials, type DenialCount } from "../../src/storage/visits/denials.ts";
import { makeAccount, visit } from "../support/world.ts";
import { enterConsole, enterWithToken, readable, rowsOf } from "./visitor.ts";

const denials = createDenials(env.DB, (count) => crypto.getRandomValues(new Uint8Array(count)));
const STRANGER = "203.0.113.9";

/** An account at whose door somebody knocked. */
async function knocked(...counts: readonly Partial<DenialCount>[]) {
  const account = await makeAccount();
  const now = Date.now();
  const knocks = (counts.length === 0 ? [{}] : counts).map((count) => ({
    account: account.id,
    address: STRANGER,
    surface: "dashboard" as const,
    device: { label: "Firefox 133 on Linux", type: "desktop" },
    isBlocked: true,
    reason: "address_not_listed" as const,
    region: { country: "DE", region: null, city: "Berlin" },
    firstAt: now - 5_000,
    lastAt: now - 1_000,
    visits: 3,
    ...count,
  }));
  await denials.record(knocks, now);
  const ids = (await denials.list(account.id, { after: null, limit: 100 })).map(({ id }) => id);
  return { account, ids, id: ids[0] ?? "" };
}

describe("the page of denied visits", () => {
  test("shows who knocked, from where, with what, how often and why in vain", async () => {
    const { account } = await knocked();
    const visitor = await enterConsole(account);
    const { text, status } = await visitor.open("/denials");
    expect(status).toBe(200);
    expect(rowsOf(text)[0]).toMatch(
      /^203\.0\.113\.9 Berlin, Germany Firefox 133 on Linux Dashboard Turned away Not on the list 3 .* Let in… 203\.0\.113\.9$/,
    );
  });

  test("tells what was only noted, and floods without addresses, which nobody can let in", async () => {
    const { account, ids } = await knocked(
      { isBlocked: false },
      { address: null, device: null, lastAt: Date.now() - 2_000 },
    );
    const visitor = await enterConsole(account);
    const rows = rowsOf((await visitor.open("/denials")).text);
    expect(rows[0]).toContain("Only noted");
    expect(rows[1]).toMatch(/^Many addresses .*Several devices/);
    expect(rows[1]).not.toContain("Let in");
    const form = await visitor.open(`/denials/${ids[1]}`);
    expect(form.text).not.toContain("/denials/allow");
    expect((await visitor.submit("/denials/allow", { id: ids[1] ?? "" })).status).toBe(409);
  });

  test("is narrowed to an address, a network, a device, a reference and a surface", async () => {
    const { account } = await knocked(
      { references: ["9f86d081-884c"] },
      { address: "2001:db8::7", surface: "api", device: { label: "curl 8", type: "tool" } },
    );
    const visitor = await enterConsole(account);
    const rows = async (query: string) => rowsOf((await visitor.open(`/denials?${query}`)).text);
    // Links of before look for an address.
    for (const query of ["q=2001:DB8:0::7", "address=2001:DB8:0::7", "q=2001:db8::/32", "q=CURL", "surface=api"]) {
      expect(await rows(query), query).toMatchObject([expect.stringContaining("2001:db8::7")]);
    }
    expect(await rows("q=9f86d081-884c-4d65-a1b2-c3d4e5f60718")).toMatchObject([expect.stringContaining(STRANGER)]);
    expect(readable((await visitor.open("/denials?surface=api&q=203.0.113.9")).text)).toContain("Nothing was found");
    const hostile = await visitor.open(`/denials?q=${encodeURIComponent('"><script>1</script>')}`);
    expect(hostile.status).toBe(200);
    expect(hostile.text).not.toContain("<script>1");
  });

  test.each([
    ["hour", 3_600_000],
    ["day", 86_400_000],
    ["week", 604_800_000],
    ["made up", 3_600_000],
  ])("lets an address in for: %s", async (duration, length) => {
    const { account, id } = await knocked();
    const url = `https://${account.host}/dashboard`;
    expect((await visit(url, { from: STRANGER })).status).toBe(403);
    const visitor = await enterConsole(account, { user: "ann" });
    const form = await visitor.open(`/denials/${id}`);
    expect(form.text).toContain('value="day" checked');
    const after = await visitor.submit("/denials/allow", { id, label: " Bob at home ", duration });
    expect(readable(after.text)).toContain("203.0.113.9 may visit until");
    expect(rowsOf(after.text)[0]).toContain("On the list");
    const { items } = (await visitor.api("GET", `/accounts/${account.id}/allowlist`)).body;
    const entry = items.find(({ value }: { value: string }) => value === STRANGER);
    expect(entry).toMatchObject({ label: "Bob at home", created_by: "user:ann" });
    expect(Math.abs(Date.parse(entry.expires_at) - Date.now() - length)).toBeLessThan(60_000);
  });

  test("lets an IPv6 network in, for good", async () => {
    const { account, id } = await knocked({ address: "2001:db8:1:2:3::7" });
    const visitor = await enterConsole(account);
    expect(readable((await visitor.open(`/denials/${id}`)).text)).toContain("Its whole network (/64)");
    const after = await visitor.submit("/denials/allow", { id, label: "", duration: "always", scope: "network" });
    expect(readable(after.text)).toContain("2001:db8:1:2::/64 may visit.");
    const again = await visitor.submit("/denials/allow", { id, label: "kept", duration: "week", scope: "network" });
    expect(again.status).toBe(422);
    expect(readable(again.text)).toContain("on the list already");
    expect(again.text).toContain('value="kept"');
    expect(again.text).toMatch(/value="week" checked/);
  });

  test("says what is wrong with a label, and keeps it", async () => {
    const { account, id } = await knocked();
    const visitor = await enterConsole(account);
    await visitor.open(`/denials/${id}`);
    const label = `${"x".repeat(201)}"<b>`;
    const answer = await visitor.submit("/denials/allow", { id, label, duration: "hour" });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('aria-invalid="true"');
    expect(answer.text).toContain(`value="${"x".repeat(201)}&quot;&lt;b&gt;"`);
  });

  test("never lets in what knocked at another account's door", async () => {
    const [mine, theirs] = [await knocked(), await knocked()];
    const visitor = await enterConsole(mine.account);
    expect((await visitor.open(`/denials/${theirs.id}`)).status).toBe(404);
    expect((await visitor.submit("/denials/allow", { id: theirs.id, duration: "day" })).status).toBe(404);
    expect((await visitor.open("/denials")).text).not.toContain(theirs.id);
  });

  test("says when the whole list would let everyone in, and adds nothing", async () => {
    const { account, id } = await knocked({ address: "8.8.8.8" });
    const visitor = await enterConsole(account);
    const items = ["0.0.0.0-8.8.8.7", "8.8.8.9-255.255.255.255"].map((value) => ({ value }));
    expect((await visitor.api("POST", `/accounts/${account.id}/allowlist`, { items })).status).toBe(200);
    const refused = await visitor.submit("/denials/allow", { id, label: "Ann", duration: "day" });
    expect(refused.status).toBe(422);
    expect(readable(refused.text)).toContain("Together with the other entries this would let everyone in.");
    expect(refused.text).toContain('value="Ann"');
  });

  test("gives whoever may only read no way to let anybody in", async () => {
    const { account, id } = await knocked();
    const reader = await enterWithToken(account, ["allowlist:read"]);
    expect((await reader.open("/denials")).text).not.toContain("Let in");
    expect((await reader.submit("/denials/allow", { id, duration: "day" })).status).toBe(403);
  });

  test("reads nothing into the notice of its own address", async () => {
    const { account } = await knocked();
    const visitor = await enterConsole(account);
    const made = await visitor.open(`/denials?allowed=${encodeURIComponent("1.2.3.4/<script>")}&until=9e99`);
    expect(readable(made.text)).not.toContain("may visit");
    expect((await visitor.open("/denials?allowed=1.2.3.4&until=8640000000000001")).status).toBe(200);
  });

  test("shows hostile devices as text", async () => {
    const { account, id } = await knocked({
      device: { label: "<img src=x onerror=alert(1)>\u202Eevil", type: "constructor" },
    });
    const visitor = await enterConsole(account);
    for (const path of ["/denials", `/denials/${id}`]) {
      const { text } = await visitor.open(path);
      expect(text).not.toContain("<img");
      expect(text).toContain('<bdi class="device-label">&lt;img');
    }
  });
});
