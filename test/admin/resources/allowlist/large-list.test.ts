import { describe, expect, test } from "vitest";
import amazonIpv4 from "../../../fixtures/ip-lists/amazon-ipv4.txt";
import amazonIpv6 from "../../../fixtures/ip-lists/amazon-ipv6.txt";
import { call, makeAccount, makeDeps } from "../../api.ts";

const AMAZON = `${amazonIpv4}\n${amazonIpv6}`;
const AMAZON_ENTRIES = 11_012;

test("a provider's published list goes in by one request, out, and back in", { timeout: 60_000 }, async () => {
  const { path, list, revision } = await makeAccount();
  const put = await call("PUT", list, { type: "text/plain", body: AMAZON, ifMatch: revision });
  expect(put.body).toMatchObject({ published: true, total: AMAZON_ENTRIES, added: AMAZON_ENTRIES, removed: 0 });

  const { text } = await call("GET", `${list}?format=text`);
  expect(text.trim().split("\n")).toHaveLength(AMAZON_ENTRIES);
  const again = await call("PUT", list, { type: "text/plain", body: text, ifMatch: put.body.revision });
  expect(again.body).toMatchObject({ revision: put.body.revision, added: 0, removed: 0, updated: 0 });

  const inside = await call("POST", `${path}/check`, { body: { address: "3.5.140.1" } });
  expect(inside.body.decision).toBe("allow");
  expect(inside.body.matches.length).toBeGreaterThan(0);
  const outside = await call("POST", `${path}/check`, { body: { address: "203.0.113.9" } });
  expect(outside.body).toMatchObject({ decision: "deny", matches: [] });

  const half = text.split("\n").slice(0, 5000).join("\n");
  const replaced = await call("PUT", list, { type: "text/plain", body: `${half}\n203.0.113.9`, ifMatch: "*" });
  expect(replaced.body).toMatchObject({ total: 5001, added: 1, removed: AMAZON_ENTRIES - 5000 });
});

test("added in bulk has a result for each entry, in order", { timeout: 60_000 }, async () => {
  const { list } = await makeAccount();
  const lines = amazonIpv6.trim().split("\n");
  const { body } = await call("POST", list, { type: "text/plain", body: lines.join("\n") });
  expect(body).toMatchObject({ added: lines.length, total: lines.length });
  expect(body.items.map(({ line, value }: { line: number; value: string }) => [line, value])).toEqual(
    lines.map((value, i) => [i + 1, value]),
  );
  const again = await call("POST", list, { type: "text/plain", body: lines.join("\n") });
  const was = (items: readonly { id: string; status: string }[]) => items.map(({ id }) => id);
  expect(was(again.body.items)).toEqual(was(body.items));
  expect(again.body).toMatchObject({ added: 0, warning_count: lines.length, warnings: { length: 100 } });
});

describe("no list is longer than 250,000 entries", () => {
  const lines = (count: number) =>
    Array.from({ length: count }, (_, i) => `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`);

  test("in one request", async () => {
    const { list } = await makeAccount();
    const text = await call("POST", list, { type: "text/plain", body: lines(250_001).join("\n") });
    expect(text).toMatchObject({ status: 422, body: { code: "too_many_entries" } });
    const items = Array.from({ length: 250_001 }, () => ({}));
    const json = await call("PUT", list, { body: { items }, ifMatch: "*" });
    expect(json).toMatchObject({ status: 422, body: { code: "too_many_entries" } });
    expect((await call("GET", list)).body.items).toEqual([]);
  });

  test("in several", async () => {
    const { list } = await makeAccount({ entries: ["10.0.0.0"] });
    const { entries } = makeDeps();
    const deps = { entries: { ...entries, count: async () => 249_999 } };
    const body = lines(3).join("\n");
    const refused = await call("POST", list, { type: "text/plain", body, deps });
    expect(refused).toMatchObject({ status: 422, body: { code: "too_many_entries" } });
    expect((await call("GET", list)).body.items).toHaveLength(1);
    const fits = await call("POST", list, { type: "text/plain", body: lines(2).join("\n"), deps });
    expect(fits).toMatchObject({ status: 200, body: { added: 1, total: 250_000 } });
  });
});
