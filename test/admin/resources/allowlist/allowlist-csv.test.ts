import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatAddress } from "../../../../src/address/address.ts";
import { address } from "../../../support/arbitrary-address.ts";
import { call, makeAccount, NOW, stateOf } from "../../api.ts";

const LATER = "2026-12-31T23:59:59Z";
const HEADER = "value,label,enabled,expires_at";

const asCsv = (body: string) => ({ type: "text/csv", body });

/** Of each entry what a caller can give. */
async function given(list: string): Promise<unknown> {
  const { items } = (await call("GET", `${list}?limit=1000`)).body;
  return items.map(({ value, label, enabled, expires_at }: Record<string, unknown>) => [
    value,
    label,
    enabled,
    expires_at,
  ]);
}

describe("a list as CSV", () => {
  test("has every entry with all that can be given of it", async () => {
    const { id, list, revision } = await makeAccount({
      entries: [
        { value: "203.0.113.*", label: 'Office "north", 2nd floor' },
        { value: "203.0.113.7", enabled: false },
        { value: "2001:db8::/48", label: "=HYPERLINK(1)", expires_at: LATER },
        { value: "198.51.100.1 - 198.51.100.9", label: "'=quoted;-2" },
      ],
    });
    const answer = await call("GET", `${list}?format=csv`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get("Content-Type")).toBe("text/csv; charset=utf-8; header=present");
    expect(answer.headers.get("Content-Disposition")).toBe(`attachment; filename="${id}-allowlist.csv"`);
    expect(answer.headers.get("ETag")).toBe(`"${revision}"`);
    expect(answer.text).toBe(
      [
        HEADER,
        '203.0.113.*,"Office ""north"", 2nd floor",true,',
        "203.0.113.7,,false,",
        `2001:db8::/48,'=HYPERLINK(1),true,${LATER}`,
        "198.51.100.1 - 198.51.100.9,''=quoted;'-2,true,",
        "",
      ].join("\r\n"),
    );
  });

  const label = fc.oneof(
    fc.constant(null),
    fc.string({ unit: "grapheme", minLength: 1, maxLength: 30 }),
    fc.string({ unit: fc.constantFrom("=", "+", "-", "@", "'", '"', ";", ",", " ", "ü", "a"), maxLength: 12 }),
  );
  const entry = fc.record({
    value: fc.oneof(
      address.map(formatAddress),
      fc.constantFrom("1.1.1.1\n-\n1.1.1.9", "2001:db8::1 \r\n– 2001:db8::9", "9.9.9.*", "49.37.165.0/16"),
    ),
    label: label.map((text) => (text === null || /[\p{Cc}\u2028\u2029]/u.test(text) ? null : text)),
    enabled: fc.boolean(),
    expires_at: fc.option(
      fc.integer({ min: NOW / 1000 + 1, max: 4_000_000_000 }).map((s) => new Date(s * 1000).toISOString()),
    ),
  });

  test("put back changes nothing, whatever is in it", { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(entry, { maxLength: 12 }), async (entries) => {
        const { path, list, revision } = await makeAccount({ entries });
        const before = await stateOf(path);
        const { text } = await call("GET", `${list}?format=csv`);
        const put = await call("PUT", list, { ...asCsv(text), ifMatch: revision });
        if (put.status !== 200) throw new Error(put.text);
        expect(put.body).toMatchObject({ revision, added: 0, removed: 0, updated: 0 });
        expect(await stateOf(path)).toEqual(before);

        const { list: other } = await makeAccount();
        await call("PUT", other, { ...asCsv(text), ifMatch: "*" });
        expect(await given(other)).toEqual(await given(list));
      }),
      { numRuns: 25 },
    );
  });
});

describe("reading CSV", () => {
  test("takes the columns in any order, in any case, and any subset with value", async () => {
    const { list } = await makeAccount();
    const body = `Expires_At , VALUE\r\n${LATER},203.0.113.7\r\n\r\n,203.0.113.8\r\n,\r\n`;
    const answer = await call("POST", list, asCsv(body));
    expect(answer.status).toBe(200);
    expect(answer.body.items).toEqual([
      { line: 2, value: "203.0.113.7", status: "added", id: expect.any(String) },
      { line: 4, value: "203.0.113.8", status: "added", id: expect.any(String) },
    ]);
    expect(await given(list)).toEqual([
      ["203.0.113.7", null, true, LATER],
      ["203.0.113.8", null, true, null],
    ]);
  });

  test("takes what spreadsheets write", async () => {
    const { list } = await makeAccount();
    const body = `\uFEFFvalue,label,enabled\r\n203.0.113.7,"Zürich, HQ",TRUE\r\n 203.0.113.8 , x ,FALSE\r\n,,\r\n`;
    await call("POST", list, { type: "text/csv; charset=utf-8; header=present", body });
    expect(await given(list)).toEqual([
      ["203.0.113.7", "Zürich, HQ", true, null],
      ["203.0.113.8", "x", false, null],
    ]);
  });

  test.each([
    ["semicolons", 'value;label;enabled\r\n203.0.113.7;"a;b";no\r\n'],
    ["tabs, and empty cells at the end", "value\tlabel\tenabled\texpires_at\r\n203.0.113.7\ta;b\tno\t\r\n"],
    ["bars", "IP | Comment | Active\n203.0.113.7 | a;b | 0\n"],
    ["Excel's first line", '\ufeffsep=;\r\nvalue;label;enabled\r\n203.0.113.7;"a;b";FALSE\r\n'],
    ["empty columns at the end", "value,label,enabled,,\r\n203.0.113.7,a;b,No,,\r\n,,,,\r\n"],
    ["other names", "Description,IP Address,Is-Enabled\n a;b ,203.0.113.7,off\n"],
    ["a quoted header", '"cidr","name","active"\n"203.0.113.7","a;b","false"\n'],
  ])("takes %s", async (_, body) => {
    const { list } = await makeAccount();
    const answer = await call("POST", list, asCsv(body));
    expect(answer.status, answer.text).toBe(200);
    expect(await given(list)).toEqual([["203.0.113.7", "a;b", false, null]]);
  });

  test("takes the dates of spreadsheets, and counts lines from the first of the file", async () => {
    const { list } = await makeAccount();
    const rows = ["203.0.113.1;2026-12-31;yes", "203.0.113.2;2026-12-31 18:00;1", "203.0.113.3;never;TRUE"];
    await call("POST", list, asCsv(`sep=;\nip;expires;active\n${rows.join("\n")}\n`));
    expect(await given(list)).toEqual([
      ["203.0.113.1", null, true, "2026-12-31T23:59:59Z"],
      ["203.0.113.2", null, true, "2026-12-31T18:00:00Z"],
      ["203.0.113.3", null, true, null],
    ]);
    const wrong = await call("POST", list, asCsv("sep=;\nip;expires\n203.0.113.4;31.12.2026\n203.0.113.300;\n"));
    expect(wrong.body.errors.map(({ line, code }: Record<string, unknown>) => [line, code])).toEqual([
      [3, "invalid_format"],
      [4, "octet_out_of_range"],
    ]);
  });

  test("keeps what a missing column or an empty enabled does not give; an empty label or expiry is none", async () => {
    const entries = ["203.0.113.1", "203.0.113.2"].map((value) => ({
      value,
      label: "Kept",
      enabled: false,
      expires_at: LATER,
    }));
    const put = async (body: string) => {
      const { list } = await makeAccount({ entries });
      const before = (await call("GET", list)).body.items;
      expect((await call("PUT", list, { ...asCsv(body), ifMatch: "*" })).status).toBe(200);
      const after = (await call("GET", list)).body.items;
      expect(after.map(({ id }: { id: string }) => id)).toEqual(before.map(({ id }: { id: string }) => id));
      return given(list);
    };
    expect(await put("value\n203.0.113.1\n203.0.113.2\n")).toEqual(
      entries.map(({ value }) => [value, "Kept", false, LATER]),
    );
    expect(await put(`${HEADER}\n203.0.113.1,,,\n203.0.113.2,New,true,\n`)).toEqual([
      ["203.0.113.1", null, false, null],
      ["203.0.113.2", "New", true, null],
    ]);
  });

  test("merges duplicates as JSON does, each with its result", async () => {
    const { list } = await makeAccount({ entries: ["192.0.2.1"] });
    const body =
      "value,enabled\n203.0.113.0/24,\n203.0.113.*,false\n192.0.2.1,false\n203.0.113.0-203.0.113.255,true\n10.0.0.1/8,\n";
    const answer = await call("POST", list, { ...asCsv(body), deps: { now: () => NOW + 1 } });
    expect(answer.body.items.map(({ line, status }: Record<string, unknown>) => [line, status])).toEqual([
      [2, "added"],
      [3, "duplicate"],
      [4, "already_listed"],
      [5, "duplicate"],
      [6, "added"],
    ]);
    expect(answer.body.warnings.map(({ line, code }: Record<string, unknown>) => [line, code])).toEqual([
      [3, "duplicate"],
      [5, "duplicate"],
      [6, "host_bits"],
      [6, "wide_prefix"],
      [6, "private_address"],
      [4, "already_listed"],
    ]);
    expect(await given(list)).toEqual([
      ["192.0.2.1", null, true, null],
      ["203.0.113.0/24", null, false, null],
      ["10.0.0.1/8", null, true, null],
    ]);
  });

  test("a header alone is the empty list", async () => {
    const { list } = await makeAccount({ entries: ["203.0.113.7"] });
    const post = await call("POST", list, asCsv(`${HEADER}\r\n`));
    expect(post.body).toMatchObject({ added: 0, total: 1, items: [] });
    const put = await call("PUT", list, { ...asCsv(HEADER), ifMatch: "*" });
    expect(put.body).toMatchObject({ removed: 1, total: 0 });
    expect((await call("GET", `${list}?format=csv`)).text).toBe(`${HEADER}\r\n`);
  });

  test.each([
    { header: "", codes: ["missing_header"], line: 1 },
    { header: "\n\n", codes: ["missing_header"], line: 1 },
    { header: "\n203.0.113.7,Office,true,", codes: ["missing_header"], line: 2 },
    { header: "label,enabled", codes: ["missing_column"], line: 1 },
    { header: "value,Label,label", codes: ["repeated_column"], line: 1 },
    { header: "value,colour,,id", codes: ["unknown_column", "unknown_column", "unknown_column"], line: 1 },
    { header: "ipv4,surname", codes: ["unknown_column", "unknown_column", "missing_column"], line: 1 },
    { header: "ip,cidr", codes: ["repeated_column"], line: 1 },
    { header: "value;label,enabled", codes: ["unknown_column", "missing_column"], line: 1 },
    { header: "value,,label", codes: ["unknown_column"], line: 1 },
    { header: "foo;bar", codes: ["wrong_separator"], line: 1 },
    { header: "sep=;\nvalue;colour", codes: ["unknown_column"], line: 2 },
    { header: 'value,"label', codes: ["unclosed_quote"], line: 1 },
  ])("under the header $header is refused with $codes", async ({ header, codes, line }) => {
    const { path, list } = await makeAccount({ entries: ["203.0.113.7"] });
    const before = await stateOf(path);
    for (const method of ["POST", "PUT"]) {
      const answer = await call(method, list, { ...asCsv(`${header}\n`), ifMatch: "*" });
      expect(answer.status).toBe(422);
      expect(answer.body.errors).toEqual(
        codes.map((code) => ({ line, code, detail: expect.any(String), fix: expect.any(String) })),
      );
    }
    expect(await stateOf(path)).toEqual(before);
  });

  test("tells everything that is wrong, with its line, and changes nothing", async () => {
    const { path, list } = await makeAccount({ entries: ["203.0.113.7"] });
    const before = await stateOf(path);
    const body = [
      HEADER,
      "203.0.113.8,fine,true,",
      "203.0.113.300,,maybe,tomorrow",
      "",
      '203.0.113.9,"two\nlines",,',
      "203.0.113.10,Berlin, Mitte,true,2031-01-01",
      '203.0.113.11,"Bob "the" Builder",true,',
      "203.0.113.12",
      `203.0.113.13,${"x".repeat(201)},true,2106-02-08T00:00:00Z`,
      ",no value,,",
    ].join("\r\n");
    const answer = await call("PUT", list, { ...asCsv(body), ifMatch: "*" });
    expect(answer.status).toBe(422);
    expect(answer.body.errors.map(({ line, code }: Record<string, unknown>) => [line, code])).toEqual([
      [3, "octet_out_of_range"],
      [3, "invalid_type"],
      [3, "invalid_format"],
      [5, "control_characters"],
      [7, "wrong_cell_count"],
      [8, "text_after_quote"],
      [9, "wrong_cell_count"],
      [10, "too_big"],
      [10, "out_of_bounds"],
      [11, "empty"],
    ]);
    for (const error of answer.body.errors) {
      expect(error).toEqual({
        line: expect.any(Number),
        code: expect.any(String),
        detail: expect.any(String),
        fix: expect.any(String),
      });
    }
    expect(answer.body.errors[1].detail).toContain("enabled");
    expect(await stateOf(path)).toEqual(before);
  });
});
