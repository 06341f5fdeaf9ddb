import { describe, expect, test } from "vitest";
import type { EndReason, Proof } from "../../../../src/storage/sessions/session-records.ts";
import { aProof, DAY, ending, who } from "../../../support/sessions.ts";
import { call, makeAccount, makeDeps, NOW, stateOf } from "../../api.ts";

type Account = Awaited<ReturnType<typeof makeAccount>>;

let made = 0;
/** Sessions on record, one for each proof. */
async function login(account: Account, ...proofs: readonly Partial<Proof>[]): Promise<readonly string[]> {
  const all = proofs.map((proof) => aProof(account, [`${account.id}-${++made}`], { at: NOW - 60_000, ...proof }));
  const recorded = await makeDeps().sessions.record(all, NOW);
  return recorded.map(({ session }) => session ?? "none");
}

const suggest = (account: Account) => call("GET", `${account.list}/suggestions`);
const valuesOf = ({ body }: Awaited<ReturnType<typeof suggest>>) =>
  body.suggestions.items.map(({ value }: { value: string }) => value);

const ann = who("42", { name: "Ann" });
const bob = who("43", { name: "Bob" });

describe("a suggested list", () => {
  test("names the entries, the people behind each, and what the list lacks", async () => {
    const account = await makeAccount({ entries: ["198.51.100.0/25", "203.0.113.1"] });
    await login(
      account,
      { address: "203.0.113.1", who: ann },
      { address: "203.0.113.2", who: bob, at: NOW - 2 * DAY },
      { address: "203.0.113.3", kind: "api" },
      { address: "198.51.100.7", who: ann, at: NOW - 3 * DAY },
      { address: "10.0.0.9", who: bob },
    );
    const before = await stateOf(account.path);
    const { status, body, headers } = await suggest(account);
    expect(status).toBe(200);
    expect(headers.get("ETag")).toBe(`"${account.revision}"`);
    expect(body.considered).toEqual({ sessions: 5, addresses: 5, listed: 2 });
    expect(body.suggestions).toEqual({
      count: 2,
      items: [
        {
          value: "203.0.113.0/24",
          cidr: "203.0.113.0/24",
          family: 4,
          label: "Ann, Bob",
          covered: false,
          addresses: { count: 3, missing: { count: 2, items: ["203.0.113.3", "203.0.113.2"] } },
          sessions: { web: 2, api: 1 },
          sessions_without_user: 1,
          people: {
            count: 2,
            items: [
              { user: "42", name: "Ann", last_seen_at: "2026-11-22T11:59:00Z" },
              { user: "43", name: "Bob", last_seen_at: "2026-11-20T12:00:00Z" },
            ],
          },
          last_seen_at: "2026-11-22T11:59:00Z",
          warnings: [],
        },
        expect.objectContaining({
          value: "198.51.100.7",
          covered: true,
          addresses: { count: 1, missing: { count: 0, items: [] } },
        }),
      ],
    });
    expect(body.left_out).toMatchObject({
      count: 1,
      items: [{ address: "10.0.0.9", reason: { code: "private_address" }, people: { items: [{ user: "43" }] } }],
    });
    expect(await stateOf(account.path)).toEqual(before);
  });

  test("is covered by what is live alone", async () => {
    const entries = [
      { value: "203.0.113.1", enabled: false },
      { value: "203.0.113.2", expires_at: "2026-11-22T11:00:00Z" },
      { value: "192.0.2.0/24" },
      { value: "2001:db8::/32" },
    ];
    const account = await makeAccount({ entries });
    const addresses = ["203.0.113.1", "203.0.113.2", "192.0.2.9", "2001:db8::1"];
    await login(account, ...addresses.map((address) => ({ address })));
    const { items } = (await suggest(account)).body.suggestions;
    expect(items.map(({ value, covered }: { value: string; covered: boolean }) => [value, covered])).toEqual([
      ["203.0.113.1", false],
      ["203.0.113.2", false],
      ["192.0.2.9", true],
      ["2001:db8::1", true],
    ]);
  });

  test("can be added as it is, and then nothing is missing", async () => {
    const account = await makeAccount();
    await login(account, { address: "203.0.113.1", who: ann }, { address: "2001:db8::1", who: bob });
    const { body } = await suggest(account);
    const items = body.suggestions.items.map(({ value, label }: { value: string; label: string }) => ({
      value,
      label,
    }));
    expect(await call("POST", account.list, { body: { items } })).toMatchObject({ status: 200, body: { added: 2 } });
    const after = (await suggest(account)).body;
    expect(after.considered).toEqual({ sessions: 2, addresses: 2, listed: 2 });
    expect(after.suggestions.items).toMatchObject([{ covered: true }, { covered: true }]);
  });

  test("is of the last thirty days", async () => {
    const account = await makeAccount();
    await login(account, { address: "192.0.2.30", at: NOW - 30 * DAY }, { address: "192.0.2.31", at: NOW - 31 * DAY });
    expect(valuesOf(await suggest(account))).toEqual(["192.0.2.30"]);
  });

  test.each<[EndReason, boolean]>([
    ["logout", true],
    ["idle", true],
    ["absolute", true],
    ["revoked", false],
    ["password_changed", false],
    ["signal_invalid", false],
    ["switch_denied", false],
    ["replaced", false],
  ])("looks at sessions that ended by %s: %s", async (reason, isSeen) => {
    const account = await makeAccount();
    const [id = ""] = await login(account, { address: "192.0.2.1" });
    await makeDeps().sessions.end(account.id, { session: id }, ending({ reason }));
    expect(valuesOf(await suggest(account))).toEqual(isSeen ? ["192.0.2.1"] : []);
  });

  test("is empty without sessions, and knows no other account's", async () => {
    const [account, other] = [await makeAccount(), await makeAccount()];
    await login(other, { address: "192.0.2.1" });
    const { body } = await suggest(account);
    expect(body.suggestions).toEqual({ count: 0, items: [] });
    expect(body.left_out).toEqual({ count: 0, items: [] });
    expect((await call("GET", "/accounts/nobody/allowlist/suggestions")).body.code).toBe("account_not_found");
  });

  test("of many sessions is bounded, and tells how many there are", async () => {
    const account = await makeAccount();
    const proofs = Array.from({ length: 1_200 }, (_, i) => ({
      address: `192.${i >> 8}.${i & 255}.1`,
      who: who(`u-${i}`),
    }));
    await login(account, ...proofs);
    await login(account, ...Array.from({ length: 15 }, (_, i) => ({ address: "203.0.113.7", who: who(`v-${i}`) })));
    const { body } = await suggest(account);
    expect(body.suggestions.count).toBe(1_201);
    expect(body.suggestions.items).toHaveLength(1_000);
    expect(body.suggestions.items[0]).toMatchObject({ value: "203.0.113.7", people: { count: 15 } });
    expect(body.suggestions.items[0].people.items).toHaveLength(10);
  });
});
