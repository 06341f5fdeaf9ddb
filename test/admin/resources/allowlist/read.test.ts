import { expect, test } from "vitest";
import { call, makeAccount, makeToken, stateOf } from "../../api.ts";

const MAIL = [
  "Hi, please let in:",
  "",
  "• 203.0.113.7 (Ann's home)",
  "• 198.51.100.0 255.255.255.0 – Berlin office",
  "• 10.0.0.300, AS13335",
  "203.0.113.7 until 2031-12-01T18:00Z off # twice",
  "country:DE",
].join("\n");

test("finds the entries of a text, and tells what it left out; what it found can be sent on", async () => {
  const { list, path } = await makeAccount({ entries: ["192.0.2.1"] });
  const before = await stateOf(path);
  const { status, body } = await call("POST", `${list}/read`, { type: "text/plain", body: MAIL });
  expect(status).toBe(200);
  expect(body).toEqual({
    items: [
      { value: "203.0.113.7", label: "Ann's home", enabled: false, expires_at: "2031-12-01T18:00:00Z" },
      { value: "198.51.100.0/24", label: "Berlin office" },
    ],
    sources: [{ line: 3 }, { line: 4 }],
    item_count: 2,
    left_out: [
      { line: 5, text: "10.0.0.300", code: "octet_out_of_range", detail: expect.any(String), fix: expect.any(String) },
      { line: 7, text: "country:DE", code: "unsupported_kind", detail: expect.any(String), fix: expect.any(String) },
    ],
    left_out_count: 2,
    truncated: false,
    warnings: [expect.objectContaining({ line: 6, code: "duplicate" })],
    warning_count: 1,
  });
  expect(await stateOf(path)).toEqual(before);

  const sent = await call("POST", list, { body: { items: body.items } });
  expect(sent.body).toMatchObject({ added: 2, total: 3 });
});

test("takes JSON, CSV and HTML as they are, and tells places of JSON by pointers", async () => {
  const { list } = await makeAccount();
  const json = { regions: [{ region: "us-phoenix-1", cidrs: [{ cidr: "129.146.0.0/21", tags: ["OCI"] }] }] };
  const read = await call("POST", `${list}/read`, { body: json });
  expect(read.body).toMatchObject({
    items: [{ value: "129.146.0.0/21", label: "us-phoenix-1" }],
    sources: [{ pointer: "/regions/0/cidrs/0/cidr" }],
  });
  const csv = await call("POST", `${list}/read`, { type: "text/csv", body: "ip;name\n203.0.113.7;Ann\n" });
  expect(csv.body.items).toEqual([{ value: "203.0.113.7", label: "Ann" }]);
  const html = await call("POST", `${list}/read`, { type: "text/html", body: "<td>Ann</td><td>203.0.113.7</td>" });
  expect(html.body.items).toEqual([{ value: "203.0.113.7", label: "Ann" }]);
  const nothing = await call("POST", `${list}/read`, { type: "text/plain", body: "nothing here" });
  expect(nothing.body).toMatchObject({ items: [], left_out: [], item_count: 0 });
});

test("is open to who may read the list", async () => {
  const { id, list } = await makeAccount();
  const { token } = await makeToken(id, ["allowlist:read"]);
  expect((await call("POST", `${list}/read`, { type: "text/plain", body: "203.0.113.7", token })).status).toBe(200);
  const { token: other } = await makeToken(id, ["sessions:read"]);
  expect((await call("POST", `${list}/read`, { type: "text/plain", body: "203.0.113.7", token: other })).status).toBe(
    403,
  );
});
