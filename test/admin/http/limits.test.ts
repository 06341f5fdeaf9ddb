import { describe, expect, test } from "vitest";
import { serveAdmin } from "../../../src/admin/app.ts";
import { MAX_LIST_BODY_BYTES } from "../../../src/admin/http/body.ts";
import { listBody } from "../../../src/admin/http/list-body.ts";
import { MAX_ENTRIES, MAX_INPUT_ERRORS } from "../../../src/allowlist/reading/proposed-entries.ts";
import { MAX_JSON_VALUES } from "../../../src/input/parse-json.ts";
import { API, call, makeAccount, makeDeps, OPERATOR_TOKEN, stateOf } from "../api.ts";

/** A list of these values in each of the forms that a body can have. */
const FORMS: readonly { readonly type: string; readonly of: (values: readonly string[]) => string }[] = [
  { type: "application/json", of: (values) => JSON.stringify({ items: values.map((value) => ({ value })) }) },
  { type: "text/plain", of: (values) => values.join("\n") },
  { type: "text/csv", of: (values) => ["value", ...values].join("\r\n") },
];

const addresses = (count: number): string[] =>
  Array.from({ length: count }, (_, i) => `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`);

const wrong = (count: number): string[] => Array.from({ length: count }, (_, i) => `x${i}`);

describe.each(FORMS)("a list as $type", ({ type, of }) => {
  const read = (values: readonly string[]) => {
    const result = listBody.readers[type]?.(of(values));
    if (result === undefined) throw new Error(`no reader for ${type}`);
    return result;
  };

  test("may have 250,000 entries, and not one more; what is there twice counts twice", async () => {
    const most = read(addresses(MAX_ENTRIES));
    expect(most.ok && most.value.entries.length).toBe(MAX_ENTRIES);
    const { list, revision } = await makeAccount();
    const tooMany = { POST: addresses(MAX_ENTRIES + 1), PUT: [...addresses(MAX_ENTRIES), "10.0.0.0"] };
    for (const [method, values] of Object.entries(tooMany)) {
      const answer = await call(method, list, { type, body: of(values), ifMatch: revision });
      expect(answer).toMatchObject({ status: 422, body: { code: "too_many_entries" } });
    }
  });

  test.each(["POST", "PUT"])("with 1,500 errors is answered with the first thousand (%s)", async (method) => {
    const { path, list } = await makeAccount({ entries: ["203.0.113.7"] });
    const before = await stateOf(path);
    const answer = await call(method, list, { type, body: of(wrong(1_500)), ifMatch: "*" });
    expect(answer.status).toBe(422);
    expect(answer.body.errors).toHaveLength(1_000);
    expect(answer.body.errors_truncated).toBe(true);
    expect(answer.body.detail).toContain("1500");
    const places = answer.body.errors.map(({ line, pointer }: Record<string, unknown>) => pointer ?? line);
    const placeOf = { "application/json": (i: number) => `/items/${i}/value`, "text/csv": (i: number) => i + 2 }[type];
    expect(places).toEqual(Array.from({ length: 1_000 }, (_, i) => placeOf?.(i) ?? i + 1));
    expect(await stateOf(path)).toEqual(before);
  });

  test("with exactly a thousand errors is answered whole", async () => {
    const { list } = await makeAccount();
    const { body } = await call("POST", list, { type, body: of(wrong(1_000)) });
    expect(body.errors).toHaveLength(1_000);
    expect(body).not.toHaveProperty("errors_truncated");
  });

  test("with 250,000 errors is not read to its end", () => {
    const { length } = ((): readonly unknown[] => {
      const result = read(wrong(MAX_ENTRIES));
      if (result.ok || result.error.kind !== "errors") throw new Error("no errors");
      return result.error.errors;
    })();
    expect(length).toBeGreaterThan(1_000);
    expect(length).toBeLessThanOrEqual(MAX_INPUT_ERRORS);
  });

  test.each(["POST", "PUT"])("of more than 32 MiB is refused, said or not (%s)", async (method) => {
    const { list } = await makeAccount();
    const send = async (body: BodyInit, length?: number): Promise<unknown> => {
      const headers = new Headers({ Authorization: `Bearer ${OPERATOR_TOKEN}`, "Content-Type": type, "If-Match": "*" });
      if (length !== undefined) headers.set("Content-Length", String(length));
      const response = await serveAdmin(new Request(`${API}${list}`, { method, body, headers }), makeDeps());
      return { status: response.status, ...((await response.json()) as object) };
    };
    const chunk = new TextEncoder().encode(" ".repeat(1024 * 1024));
    let left = MAX_LIST_BODY_BYTES / chunk.byteLength + 1;
    const long = new ReadableStream<Uint8Array>({
      pull: (controller) => (left-- > 0 ? controller.enqueue(chunk) : controller.close()),
    });
    expect(await send(long)).toMatchObject({ status: 413, code: "request_too_large" });
    expect(await send(" ", MAX_LIST_BODY_BYTES + 1)).toMatchObject({ status: 413, code: "request_too_large" });
    expect((await call("GET", list)).body.items).toEqual([]);
  });

  test.each(["POST", "PUT"])("is refused under another name, with what goes (%s)", async (method) => {
    const { list } = await makeAccount();
    const names = [`${type}x`, "text/html", "application/csv", `${type}; charset=latin1`, "text/*"];
    for (const name of names) {
      const answer = await call(method, list, { type: name, body: of(["203.0.113.7"]), ifMatch: "*" });
      expect(answer).toMatchObject({ status: 415, body: { code: "unsupported_media_type" } });
      expect(answer.headers.get("Accept")).toBe("application/json, text/plain, text/csv");
    }
    const zipped = { "Content-Encoding": "gzip" };
    const answer = await call(method, list, { type, body: of(["203.0.113.7"]), ifMatch: "*", headers: zipped });
    expect(answer.status).toBe(415);
  });

  test("is read in UTF-8 that comes in pieces, and refused when it is none", async () => {
    const { list } = await makeAccount();
    const post = async (chunks: readonly Uint8Array[]): Promise<Response> => {
      const body = new ReadableStream<Uint8Array>({
        start(controller) {
          for (const chunk of chunks) controller.enqueue(chunk);
          controller.close();
        },
      });
      const headers = { Authorization: `Bearer ${OPERATOR_TOKEN}`, "Content-Type": type };
      return serveAdmin(new Request(`${API}${list}`, { method: "POST", body, headers }), makeDeps());
    };
    const label = "Zürich 🏢";
    const text = {
      "application/json": JSON.stringify({ items: [{ value: "203.0.113.7", label }] }),
      "text/plain": `203.0.113.7 # ${label}`,
      "text/csv": `\ufeffvalue,label\n203.0.113.7,${label}`,
    }[type];
    const bytes = new TextEncoder().encode(text);
    expect((await post(Array.from(bytes, (_, i) => bytes.subarray(i, i + 1)))).status).toBe(200);
    expect((await call("GET", list)).body.items[0].label).toBe(label);
    for (const bad of [[0xff], [0xc3], [0xf0, 0x9f, 0x8f], [0xed, 0xa0, 0x80], [0xc0, 0x80]]) {
      const answer = await post([bytes, Uint8Array.from(bad)]);
      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({ code: "malformed_text" });
    }
  });
});

/** Long enough that a reader in quadratic time never ends. */
const MANY_SIGNS_BYTES = 4 * 1024 * 1024;

describe.each(["text/csv", "text/plain"])("what is no list, as %s", (type) => {
  test.each<[string, number]>([
    ["\n", MAX_LIST_BODY_BYTES],
    ...[",", ";", '"', "\r\n", "=", '",', "a,"].map((sign) => [sign, MANY_SIGNS_BYTES] satisfies [string, number]),
  ])("%j up to %i bytes has no entries", (sign, bytes) => {
    const text = `${type === "text/csv" ? "value,label\n" : ""}${sign.repeat(bytes / sign.length)}`;
    const result = listBody.readers[type]?.(text);
    expect(result?.ok === true ? result.value.entries : []).toEqual([]);
  });
});

describe("JSON that is all structure", () => {
  test.each([
    ["empty arrays", (count: number) => `{"items":[${"[],".repeat(count)}[]]}`],
    ["numbers", (count: number) => `{"items":[${"0,".repeat(count)}0]}`],
    ["arrays within arrays", (count: number) => "[".repeat(count + 1)],
    ["empty objects beside the items", (count: number) => `{"items":[],"x":[${"{},".repeat(count)}{}]}`],
  ])("is refused before it fills the memory: %s", async (_name, of) => {
    const { list } = await makeAccount();
    const answer = await call("POST", list, { body: of(MAX_JSON_VALUES) });
    expect(answer).toMatchObject({ status: 413, body: { code: "request_too_large" } });
  });

  test("is not what strings hold", async () => {
    const { list } = await makeAccount();
    const label = `{[,"\\,`.repeat(400_000);
    const { body } = await call("POST", list, { body: { value: "203.0.113.7", label } });
    expect(body.errors).toEqual([expect.objectContaining({ pointer: "/label", code: "too_big" })]);
  });
});
