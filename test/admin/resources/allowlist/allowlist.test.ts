import { describe, expect, test } from "vitest";
import { call, makeAccount, NOW, stateOf } from "../../api.ts";

const LATER = "2026-12-31T23:59:59Z";

const valuesOf = (items: readonly { readonly value: string }[]): string[] => items.map(({ value }) => value);

describe("adding one entry", () => {
  test("answers the entry", async () => {
    const { list } = await makeAccount();
    const body = {
      value: " 49.37.165.0/16 ",
      label: " Office ",
      enabled: true,
      expires_at: "2027-01-01T00:59:59.9+01:00",
    };
    const answer = await call("POST", list, { body });
    expect(answer.status).toBe(201);
    expect(answer.headers.get("ETag")).toBe('"2"');
    expect(answer.body).toEqual({
      id: expect.stringMatching(/^ent_/),
      value: "49.37.165.0/16",
      cidr: "49.37.0.0/16",
      family: 4,
      label: "Office",
      enabled: true,
      expires_at: LATER,
      state: "live",
      last_used_at: null,
      visits_30d: 0,
      created_at: "2026-11-22T12:00:00Z",
      created_by: "operator",
      updated_at: "2026-11-22T12:00:00Z",
      warnings: [expect.objectContaining({ code: "host_bits", detail: expect.stringContaining("65,536") })],
      revision: 2,
      published: true,
    });
    const { revision: _, published: __, ...entry } = answer.body;
    expect((await call("GET", list)).body.items).toEqual([entry]);
    const read = await call("GET", `${list}/${entry.id}`);
    expect(read.body).toEqual(entry);
    expect(read.headers.get("ETag")).toBe('"2"');
  });

  test.each([
    { value: "203.0.113.7", shows: { cidr: "203.0.113.7/32", family: 4 } },
    { value: "203.0.113.*", shows: { cidr: "203.0.113.0/24", family: 4 } },
    { value: "203.0.113.10-203.0.113.20", shows: { first: "203.0.113.10", last: "203.0.113.20", family: 4 } },
    { value: "2001:DB8::/48", shows: { cidr: "2001:db8::/48", family: 6 } },
    { value: "::ffff:203.0.113.7", shows: { cidr: "203.0.113.7/32", family: 4 } },
  ])("$value has its defaults", async ({ value, shows }) => {
    const { list } = await makeAccount();
    const { body } = await call("POST", list, { body: { value } });
    expect(body).toMatchObject({ value, ...shows, label: null, enabled: true, expires_at: null });
  });

  test("that is listed already is refused with the id that it has", async () => {
    const { list, path } = await makeAccount({ entries: ["203.0.113.0/24"] });
    const { id } = (await call("GET", list)).body.items[0];
    const before = await stateOf(path);
    const answer = await call("POST", list, { body: { value: "203.0.113.*", label: "again" } });
    expect(answer.status).toBe(409);
    expect(answer.body).toMatchObject({ code: "already_listed", id });
    expect(await stateOf(path)).toEqual(before);
  });

  test.each([
    { body: { value: "203.0.113.7/016" }, code: "invalid_prefix", pointer: "/value" },
    { body: { value: "0.0.0.0/0" }, code: "covers_everything", pointer: "/value" },
    { body: { value: "" }, code: "empty", pointer: "/value" },
    { body: { value: "203.0.113.7", label: "x".repeat(201) }, code: "too_big", pointer: "/label" },
    { body: { value: "203.0.113.7", label: "a\nb" }, code: "control_characters", pointer: "/label" },
    { body: { value: "203.0.113.7", expires_at: "2027-01-01" }, code: "invalid_format", pointer: "/expires_at" },
    {
      body: { value: "203.0.113.7", expires_at: "2027-02-30T00:00:00Z" },
      code: "invalid_format",
      pointer: "/expires_at",
    },
    {
      body: { value: "203.0.113.7", expires_at: "2106-02-08T00:00:00Z" },
      code: "out_of_bounds",
      pointer: "/expires_at",
    },
    {
      body: { value: "203.0.113.7", expires_at: "1970-01-01T00:00:00Z" },
      code: "out_of_bounds",
      pointer: "/expires_at",
    },
    { body: { value: "203.0.113.7", expires_at: 1798761599 }, code: "invalid_type", pointer: "/expires_at" },
    { body: { value: "203.0.113.7", id: "ent_1" }, code: "unknown_field", pointer: "/id" },
    { body: { value: 7 }, code: "invalid_type", pointer: "/value" },
    { body: {}, code: "required", pointer: "/value" },
    { body: ["203.0.113.7"], code: "invalid_type", pointer: "" },
    { body: "null", code: "invalid_type", pointer: "" },
    { body: { items: {} }, code: "invalid_type", pointer: "/items" },
  ])("$body is refused with $code", async ({ body, code, pointer }) => {
    const { list } = await makeAccount();
    const answer = await call("POST", list, { body });
    expect(answer.status).toBe(422);
    expect(answer.body.errors).toEqual([{ pointer, code, detail: expect.any(String), fix: expect.any(String) }]);
  });
});

describe("adding many entries", () => {
  test("as JSON tells what became of each; duplicates merge, what is listed stays", async () => {
    const { list, revision } = await makeAccount({ entries: [{ value: "203.0.113.7", label: "Old" }] });
    const old = (await call("GET", list)).body.items[0];
    const items = [
      { value: "203.0.113.7", label: "New" },
      { value: "198.51.100.0/24" },
      { value: "198.51.100.*", label: "Second", expires_at: LATER },
      { value: "10.0.0.1/8" },
    ];
    const answer = await call("POST", list, { body: { items }, deps: { now: () => NOW + 1 } });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ revision: revision + 1, published: true, total: 3, added: 2 });
    expect(answer.body.items).toEqual([
      { pointer: "/items/0", value: "203.0.113.7", status: "already_listed", id: old.id },
      { pointer: "/items/1", value: "198.51.100.0/24", status: "added", id: expect.any(String) },
      { pointer: "/items/2", value: "198.51.100.*", status: "duplicate", id: answer.body.items[1].id },
      { pointer: "/items/3", value: "10.0.0.1/8", status: "added", id: expect.any(String) },
    ]);
    const codes = answer.body.warnings.map(({ pointer, code }: Record<string, string>) => `${pointer} ${code}`);
    expect(codes).toEqual(
      expect.arrayContaining(["/items/2 duplicate", "/items/3 host_bits", "/items/0 already_listed"]),
    );
    expect(answer.body.warning_count).toBe(codes.length);

    const { items: listed } = (await call("GET", list)).body;
    expect(listed).toHaveLength(3);
    expect(listed[0]).toEqual(old);
    expect(listed[1]).toMatchObject({ value: "198.51.100.0/24", label: "Second", expires_at: LATER });
  });

  test("as text reads labels, comments and lines", async () => {
    const { list } = await makeAccount();
    const body = "# our offices\n203.0.113.7, 203.0.113.8 # Berlin\r\n\n2001:db8::/48\n203.0.113.7 # twice\n";
    const answer = await call("POST", list, { type: "text/plain; charset=utf-8", body });
    expect(answer.status).toBe(200);
    expect(answer.body.items).toEqual([
      { line: 2, value: "203.0.113.7", status: "added", id: expect.any(String) },
      { line: 2, value: "203.0.113.8", status: "added", id: expect.any(String) },
      { line: 4, value: "2001:db8::/48", status: "added", id: expect.any(String) },
      { line: 5, value: "203.0.113.7", status: "duplicate", id: answer.body.items[0].id },
    ]);
    expect(answer.body.warnings).toContainEqual(expect.objectContaining({ line: 5, code: "duplicate" }));
    const { items } = (await call("GET", list)).body;
    expect(items.map(({ label }: { label: string | null }) => label)).toEqual(["Berlin", "Berlin", null]);
  });

  test("warns of an address that has become part of a label, in every form", async () => {
    const { list } = await makeAccount();
    const label = "Archer49.37.165.0/16";
    const text = await call("POST", list, { type: "text/plain", body: `203.0.113.1 # ${label}` });
    const csv = await call("POST", list, { type: "text/csv", body: `value,label\n203.0.113.2,${label}` });
    const items = await call("POST", list, { body: { items: [{ value: "203.0.113.3", label }] } });
    for (const { body } of [text, csv, items]) {
      expect(body.warnings).toMatchObject([
        { code: "label_has_address", detail: expect.stringContaining("49.37.165.0/16") },
      ]);
    }
    const one = await call("POST", list, { body: { value: "203.0.113.4", label } });
    expect(one.body.warnings).toMatchObject([{ code: "label_has_address" }]);
  });

  test("as text reports every wrong line and changes nothing", async () => {
    const { path, list } = await makeAccount();
    const before = await stateOf(path);
    const body = `203.0.113.7\n203.0.113.300 # x\n\n010.0.0.1, 10.0.0.0/33\n203.0.113.8 # ${"x".repeat(201)}\n203.0.113.9 # a\u0007b`;
    const answer = await call("POST", list, { type: "text/plain", body });
    expect(answer.status).toBe(422);
    expect(answer.body.errors.map(({ line }: { line: number }) => line)).toEqual([2, 4, 4, 5, 6]);
    for (const error of answer.body.errors)
      expect(error).toMatchObject({ code: expect.any(String), fix: expect.any(String) });
    expect(await stateOf(path)).toEqual(before);
  });

  test("of which all are listed makes no revision", async () => {
    const { list, revision } = await makeAccount({ entries: ["203.0.113.7"] });
    const answer = await call("POST", list, { body: { items: [{ value: "203.0.113.7" }] } });
    expect(answer.body).toMatchObject({ revision, published: true, added: 0, total: 1 });
  });

  test("as text without an entry is refused: more often a failed export than a wish", async () => {
    const { list, revision } = await makeAccount({ entries: ["203.0.113.7"] });
    for (const body of ["", "\n", "# nothing\n,,\n"]) {
      for (const method of ["POST", "PUT"]) {
        const answer = await call(method, list, { type: "text/plain", body, ifMatch: revision });
        expect(answer.body.errors).toEqual([expect.objectContaining({ code: "no_entries" })]);
      }
    }
  });
});

describe("replacing the list", () => {
  test("keeps what stays, removes what goes, adds what is new", async () => {
    const { list, revision } = await makeAccount({
      entries: [
        { value: "203.0.113.0/24", label: "Kept", expires_at: LATER },
        { value: "198.51.100.7", label: "Off", enabled: false },
        "192.0.2.1",
      ],
    });
    const before = (await call("GET", list)).body.items;
    const body = {
      items: [{ value: "203.0.113.*" }, { value: "198.51.100.7", label: null, enabled: true }, { value: "10.0.0.0/8" }],
    };
    const deps = { now: () => NOW + 5000 };
    const answer = await call("PUT", list, { body, ifMatch: revision, deps });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      revision: revision + 1,
      published: true,
      total: 3,
      added: 1,
      removed: 1,
      updated: 1,
    });
    const after = (await call("GET", list)).body.items;
    expect(after[0]).toEqual(before[0]);
    expect(after[1]).toEqual({
      ...before[1],
      label: null,
      enabled: true,
      state: "live",
      updated_at: "2026-11-22T12:00:05Z",
    });
    expect(after[2]).toMatchObject({ value: "10.0.0.0/8", created_at: "2026-11-22T12:00:05Z" });
  });

  test("as text keeps what a line does not say, and changes what it says", async () => {
    const entries = ["203.0.113.1", "203.0.113.2", "203.0.113.3", "203.0.113.4"].map((value) => ({
      value,
      label: "Kept",
      enabled: false,
      expires_at: LATER,
    }));
    const { list, revision } = await makeAccount({ entries });
    const body = [
      "203.0.113.1",
      "203.0.113.2 on # New",
      "203.0.113.3 until never",
      "203.0.113.4, 203.0.113.5 until 2026-12-01 on",
    ].join("\n");
    const answer = await call("PUT", list, {
      type: "text/plain",
      body,
      ifMatch: revision,
      deps: { now: () => NOW + 1 },
    });
    expect(answer.body).toMatchObject({ added: 1, removed: 0, updated: 3 });
    expect((await call("GET", `${list}?format=text`)).text).toBe(
      [
        `203.0.113.1 until ${LATER} off # Kept`,
        `203.0.113.2 until ${LATER} # New`,
        "203.0.113.3 off # Kept",
        "203.0.113.4 until 2026-12-01T23:59:59Z # Kept",
        "203.0.113.5 until 2026-12-01T23:59:59Z",
        "",
      ].join("\n"),
    );
  });

  test("by the same makes no revision", async () => {
    const { list, revision } = await makeAccount({ entries: ["203.0.113.7", { value: "192.0.2.1", label: "x" }] });
    const text = (await call("GET", `${list}?format=text`)).text;
    const answer = await call("PUT", list, { type: "text/plain", body: text, ifMatch: revision });
    expect(answer.body).toEqual({
      revision,
      published: true,
      total: 2,
      added: 0,
      removed: 0,
      updated: 0,
      warnings: expect.any(Array),
      warning_count: expect.any(Number),
      provisional: null,
    });
  });

  test("by nothing empties it, when that is said as JSON", async () => {
    const { list, revision } = await makeAccount({ entries: ["203.0.113.7"] });
    const answer = await call("PUT", list, { body: { items: [] }, ifMatch: revision });
    expect(answer.body).toMatchObject({ total: 0, removed: 1 });
    expect((await call("GET", list)).body.items).toEqual([]);
    expect((await call("GET", `${list}?format=text`)).text).toBe("");
  });

  test("needs If-Match, and the right one", async () => {
    const { list, path, revision } = await makeAccount({ entries: ["203.0.113.7"] });
    const before = await stateOf(path);
    const body = { items: [{ value: "192.0.2.1" }] };
    expect(await call("PUT", list, { body })).toMatchObject({ status: 428, body: { code: "if_match_required" } });
    expect(await call("PUT", list, { body, ifMatch: revision - 1 })).toMatchObject({
      status: 412,
      body: { code: "revision_mismatch", revision },
    });
    expect(await stateOf(path)).toEqual(before);
    expect((await call("PUT", list, { body, ifMatch: `W/"${revision}"` })).status).toBe(200);
    expect((await call("PUT", list, { body: { items: [] }, ifMatch: "*" })).status).toBe(200);
  });

  test("takes no single entry", async () => {
    const { list, revision } = await makeAccount();
    const answer = await call("PUT", list, { body: { value: "203.0.113.7" }, ifMatch: revision });
    expect(answer.body.errors.map(({ pointer }: { pointer: string }) => pointer).sort()).toEqual(["/items", "/value"]);
  });

  test("answers the first hundred warnings, and how many there are", async () => {
    const { list, revision } = await makeAccount();
    const body = Array.from({ length: 150 }, (_, i) => `198.51.${i}.1/24`).join("\n");
    const answer = await call("PUT", list, { type: "text/plain", body, ifMatch: revision });
    expect(answer.body.warnings).toHaveLength(100);
    expect(answer.body.warning_count).toBe(150);
    expect(answer.body.warnings[0]).toMatchObject({ line: 1, value: "198.51.0.1/24", code: "host_bits" });
  });
});

describe("reading the list", () => {
  test("goes in pages, in the order in which entries were added", async () => {
    const values = ["203.0.113.9", "203.0.113.1", "2001:db8::1", "198.51.100.7", "10.0.0.1"];
    const { list, revision } = await makeAccount({ entries: values });
    const seen: string[] = [];
    let query = "?limit=2";
    for (;;) {
      const { body, headers } = await call("GET", `${list}${query}`);
      expect(headers.get("ETag")).toBe(`"${revision}"`);
      seen.push(...valuesOf(body.items));
      if (body.next_cursor === null) break;
      query = `?limit=2&cursor=${body.next_cursor}`;
    }
    expect(seen).toEqual(values);
  });

  test("goes on after an entry that is gone", async () => {
    const { list } = await makeAccount({ entries: ["10.0.0.1", "10.0.0.2", "10.0.0.3"] });
    const first = (await call("GET", `${list}?limit=1`)).body;
    await call("DELETE", `${list}/${first.items[0].id}`);
    expect(valuesOf((await call("GET", `${list}?cursor=${first.next_cursor}`)).body.items)).toEqual([
      "10.0.0.2",
      "10.0.0.3",
    ]);
  });

  const EVERYTHING = [
    { value: "203.0.113.*", label: "Office #2, east" },
    { value: "203.0.113.7", enabled: false, label: "Old" },
    { value: "2001:db8::/48", expires_at: LATER },
    { value: "198.51.100.1\n-\r\n198.51.100.9", label: "#1", enabled: false, expires_at: "2027-01-01T00:00:00Z" },
  ];

  test("as text gives all of it, and put back it changes nothing", async () => {
    const { list, path, revision } = await makeAccount({ entries: EVERYTHING });
    const answer = await call("GET", `${list}?format=text`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get("Content-Type")).toBe("text/plain; charset=utf-8");
    expect(answer.headers.get("Content-Disposition")).toContain("attachment");
    expect(answer.headers.get("ETag")).toBe(`"${revision}"`);
    expect(answer.text).toBe(
      [
        "203.0.113.* # Office #2, east",
        "203.0.113.7 off # Old",
        `2001:db8::/48 until ${LATER}`,
        "198.51.100.1 - 198.51.100.9 until 2027-01-01T00:00Z off # #1",
        "",
      ].join("\n"),
    );
    const before = await stateOf(path);
    const back = await call("PUT", list, { type: "text/plain", body: answer.text, ifMatch: revision });
    expect(back.body).toMatchObject({ revision, total: 4, added: 0, removed: 0, updated: 0 });
    expect(await stateOf(path)).toEqual(before);

    const { list: other } = await makeAccount();
    await call("POST", other, { type: "text/plain", body: answer.text });
    expect((await call("GET", `${other}?format=text`)).text).toBe(answer.text);
  });

  test("as text of what is live gives bare addresses in canonical form", async () => {
    const { list } = await makeAccount({
      entries: [
        ...EVERYTHING,
        { value: "192.0.2.1", expires_at: "2026-11-22T12:00:01Z" },
        { value: "49.37.165.0/16" },
        "192.0.2.10 - 192.0.2.19",
      ],
    });
    const later = { deps: { now: () => NOW + 1000 } };
    const answer = await call("GET", `${list}?format=text&enabled=true`, later);
    expect(answer.text).toBe("203.0.113.0/24\n2001:db8::/48\n49.37.0.0/16\n192.0.2.10-192.0.2.19\n");
    for (const query of ["?enabled=true", "?format=csv&enabled=true"]) {
      const refused = await call("GET", `${list}${query}`);
      expect(refused.body.errors).toMatchObject([{ parameter: "enabled", code: "only_with_text" }]);
    }
  });

  test("of another account finds none of these entries", async () => {
    const { list } = await makeAccount({ entries: ["203.0.113.7"] });
    const { list: other } = await makeAccount();
    const { id } = (await call("GET", list)).body.items[0];
    for (const method of ["GET", "DELETE"]) {
      expect((await call(method, `${other}/${id}`)).body.code).toBe("entry_not_found");
    }
    expect((await call("PATCH", `${other}/${id}`, { body: { label: "x" } })).body.code).toBe("entry_not_found");
    expect((await call("GET", list)).body.items[0].label).toBeNull();
  });

  test("needs its account, and a format that there is", async () => {
    expect((await call("GET", "/accounts/nobody/allowlist")).body.code).toBe("account_not_found");
    const { list } = await makeAccount();
    expect((await call("GET", `${list}?format=xml`)).body.errors[0]).toMatchObject({ parameter: "format" });
  });
});
