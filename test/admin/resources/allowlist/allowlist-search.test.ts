import { expect, test } from "vitest";
import { call, makeAccount } from "../../api.ts";

const ENTRIES = [
  { value: "49.37.0.0/16", label: "Bangalore office" },
  { value: "49.37.9.9", enabled: false },
  { value: "49.37.8.0-49.37.9.20", label: "VPN", expires_at: "2020-01-01T00:00:00Z" },
  { value: "198.51.100.7", label: "Büro 49.37.9.9" },
  { value: "2001:db8::/48", label: "OFFICE, London" },
];

async function search(list: string, q: string, more = ""): Promise<readonly string[]> {
  const answer = await call("GET", `${list}?q=${encodeURIComponent(q)}${more}`);
  expect(answer.status).toBe(200);
  return answer.body.items.map(({ value }: { value: string }) => value);
}

test.each([
  { q: "49.37.9.9", found: [0, 1, 2] },
  { q: "::ffff:49.37.9.9", found: [0, 1, 2] },
  { q: "49.37.10.1", found: [0] },
  { q: "49.37.9.16/28", found: [0, 2] },
  { q: "49.37.9.*", found: [0, 1, 2] },
  { q: "49.0.0.0 - 50.0.0.0", found: [0, 1, 2] },
  { q: "2001:db8:0:1::9", found: [4] },
  { q: "office", found: [0, 4] },
  { q: " Office ", found: [0, 4] },
  { q: "BÜRO", found: [3] },
  { q: "49.37", found: [0, 1, 2, 3] },
  { q: "/48", found: [4] },
  { q: "nowhere", found: [] },
  { q: "203.0.113.9", found: [] },
  { q: "%", found: [] },
  { q: "", found: [0, 1, 2, 3, 4] },
  { q: "  ", found: [0, 1, 2, 3, 4] },
])("q=$q finds $found", async ({ q, found }) => {
  const { list } = await makeAccount({ entries: ENTRIES });
  expect(await search(list, q)).toEqual(found.map((i) => ENTRIES[i]?.value));
});

test("what is found comes in pages, each once, though the list changes between them", async () => {
  const { list } = await makeAccount({ entries: ENTRIES });
  for (const q of ["49.37.9.9", "49.37"]) {
    const first = (await call("GET", `${list}?limit=1&q=${q}`)).body;
    expect(first.items[0].value).toBe("49.37.0.0/16");
    await call("PATCH", `${list}/${first.items[0].id}`, { body: { label: q } });
    const second = (await call("GET", `${list}?limit=1&q=${q}&cursor=${first.next_cursor}`)).body;
    expect(second.items[0].value).toBe("49.37.9.9");
    const rest = (await call("GET", `${list}?q=${q}&cursor=${second.next_cursor}`)).body;
    expect(rest.items[0].value).toBe("49.37.8.0-49.37.9.20");
    expect(rest.next_cursor).toBeNull();
  }
});

test("a cursor belongs to its search", async () => {
  const { list } = await makeAccount({ entries: ENTRIES });
  const { next_cursor: cursor } = (await call("GET", `${list}?limit=1&q=office`)).body;
  for (const query of [`?cursor=${cursor}`, `?q=vpn&cursor=${cursor}`]) {
    expect((await call("GET", `${list}${query}`)).body.code).toBe("invalid_cursor");
  }
});

test("finds nothing of another account", async () => {
  await makeAccount({ entries: ENTRIES });
  const { list } = await makeAccount({ entries: ["192.0.2.1"] });
  for (const q of ["49.37.9.9", "0.0.0.0/1", "office"]) expect(await search(list, q)).toEqual([]);
});

test.each([
  { query: `q=${"x".repeat(201)}`, code: "too_big" },
  { query: "q=office&format=csv", code: "not_with_format" },
  { query: "q=office&format=text", code: "not_with_format" },
  { query: "q=a&q=b", code: "invalid_type" },
])("$query is refused with $code", async ({ query, code }) => {
  const { list } = await makeAccount();
  const answer = await call("GET", `${list}?${query}`);
  expect(answer.status).toBe(422);
  expect(answer.body.errors).toEqual([{ parameter: "q", code, detail: expect.any(String), fix: expect.any(String) }]);
});
