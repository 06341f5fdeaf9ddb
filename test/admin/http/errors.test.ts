import { describe, expect, test } from "vitest";
import { serveAdmin } from "../../../src/admin/app.ts";
import type { AdminDeps } from "../../../src/admin/deps.ts";
import { ENDPOINTS } from "../../../src/admin/endpoints.ts";
import { MAX_LIST_BODY_BYTES, MAX_PLAIN_BODY_BYTES } from "../../../src/admin/http/body.ts";
import { API, call, makeAccount, makeDeps, OPERATOR_TOKEN, stateOf } from "../api.ts";

describe("paths and methods", () => {
  test.each(["", "/", "/nothing", "/accounts/", "/accounts//policy", "/accounts/acme/policy/x", "/%2e%2e/accounts"])(
    "%j is nothing",
    async (path) => {
      const answer = await call("GET", path);
      expect(answer.status).toBe(404);
      expect(answer.body.code).toBe("not_found");
    },
  );

  test.each([
    { method: "DELETE", path: "/accounts", allow: "GET, POST, HEAD" },
    { method: "POST", path: "/me", allow: "GET, HEAD" },
    { method: "PUT", path: "/accounts/acme/policy", allow: "GET, PATCH, HEAD" },
    { method: "GET", path: "/accounts/acme/check", allow: "POST" },
    { method: "OPTIONS", path: "/accounts", allow: "GET, POST, HEAD" },
    { method: "GET", path: "/accounts/acme/hosts/app.example.com", allow: "PUT, DELETE" },
  ])("$method $path is refused with what goes", async ({ method, path, allow }) => {
    const answer = await call(method, path);
    expect(answer.status).toBe(405);
    expect(answer.body.code).toBe("method_not_allowed");
    expect(answer.headers.get("Allow")).toBe(allow);
  });

  test("HEAD is a GET without its body", async () => {
    const answer = await call("HEAD", "/accounts");
    expect(answer.status).toBe(200);
    expect(answer.text).toBe("");
  });

  test("no other site's page may call", async () => {
    for (const method of ["GET", "OPTIONS"]) {
      const headers = { Origin: "https://evil.example", "Access-Control-Request-Method": "GET" };
      const answer = await call(method, "/accounts", { headers });
      expect([...answer.headers.keys()].filter((name) => name.startsWith("access-control"))).toEqual([]);
    }
  });
});

describe("a body that cannot be read", () => {
  test.each([
    { body: "", detail: "empty" },
    { body: "{", detail: "too early|line 1" },
    { body: '{\n  "id": "a",\n  name: "oops"\n}', detail: "line 3, column 3" },
    { body: '{"id": "a",}', detail: "line 1, column 12" },
    { body: "oops", detail: "not JSON" },
  ])("as JSON: $body", async ({ body, detail }) => {
    const answer = await call("POST", "/accounts", { body });
    expect(answer.status).toBe(400);
    expect(answer.body.code).toBe("malformed_json");
    expect(answer.body.detail).toMatch(new RegExp(detail));
    expect(answer.body.detail).not.toContain("oops");
  });

  test.each([
    { type: "text/html" },
    { type: "application/x-www-form-urlencoded" },
    { type: "text/plain" },
    { type: "application/json; charset=latin1" },
    { type: "" },
    { type: "constructor" },
  ])("because its type is $type", async ({ type }) => {
    const answer = await call("POST", "/accounts", { body: "{}", type });
    expect(answer.status).toBe(415);
    expect(answer.headers.get("Accept")).toBe("application/json");
    expect(answer.body.detail).toContain("application/json");
  });

  test.each(["application/json", "Application/JSON; charset=UTF-8", 'application/json;charset="utf-8"'])(
    "but not because its type is %s",
    async (type) => {
      const { path } = await makeAccount();
      expect((await call("PATCH", path, { body: "{}", type })).status).toBe(200);
    },
  );

  test("because it is compressed", async () => {
    const answer = await call("POST", "/accounts", { body: "{}", headers: { "Content-Encoding": "gzip" } });
    expect(answer.status).toBe(415);
  });

  async function post(path: string, body: BodyInit, headers: Record<string, string>): Promise<{ code: string }> {
    const init = { method: "POST", body, headers: { Authorization: `Bearer ${OPERATOR_TOKEN}`, ...headers } };
    return (await serveAdmin(new Request(`${API}${path}`, init), makeDeps())).json();
  }

  test("because it is not UTF-8", async () => {
    const body = new Uint8Array([0x22, 0xff, 0xfe, 0x22]);
    expect(await post("/accounts", body, { "Content-Type": "application/json" })).toMatchObject({
      code: "malformed_text",
    });
  });

  test("because it is too large, said or not", async () => {
    const { list } = await makeAccount();
    const chunk = new Uint8Array(1024 * 1024).fill(0x23);
    let sent = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += chunk.byteLength;
        controller.enqueue(chunk);
      },
    });
    expect(await post(list, endless, { "Content-Type": "text/plain" })).toMatchObject({ code: "request_too_large" });
    expect(sent).toBeLessThan(MAX_LIST_BODY_BYTES + 8 * chunk.byteLength);
    const said = { "Content-Type": "text/plain", "Content-Length": String(MAX_LIST_BODY_BYTES + 1) };
    expect(await post(list, "#", said)).toMatchObject({ code: "request_too_large" });
  });

  const TAKING_A_BODY = ENDPOINTS.filter(({ description: { body } }) => body !== undefined);

  test("for what holds no list: only a list may be long", () => {
    const long = TAKING_A_BODY.filter(({ description: { body } }) => body?.maxBytes !== MAX_PLAIN_BODY_BYTES);
    const operations = long.map(({ description: { operationId } }) => operationId);
    expect(operations.sort()).toEqual(["addEntries", "preview", "readList", "replaceEntries"]);
  });

  test.each(TAKING_A_BODY.filter(({ description: { body } }) => body?.maxBytes === MAX_PLAIN_BODY_BYTES))(
    "for $method $path, of which no more than 64 KiB is read",
    async ({ method, path }) => {
      const { id } = await makeAccount();
      let sent = 0;
      const endless = new ReadableStream<Uint8Array>({
        pull(controller) {
          sent += 4096;
          controller.enqueue(new Uint8Array(4096).fill(0x20));
        },
      });
      const headers = { Authorization: `Bearer ${OPERATOR_TOKEN}`, "Content-Type": "application/json" };
      const to = `${API}${path.replace("{account}", id).replaceAll(/\{\w+\}/g, "x_1")}`;
      const request = new Request(to, { method: method.toUpperCase(), headers, body: endless });
      const answer = await serveAdmin(request, makeDeps());
      expect(await answer.json()).toMatchObject({ code: "request_too_large", status: 413 });
      expect(sent).toBeLessThanOrEqual(MAX_PLAIN_BODY_BYTES + 4 * 4096);
    },
  );
});

describe("errors", () => {
  test("come all at once, each with its place and how to put it right, and nothing is changed", async () => {
    const { path, list } = await makeAccount({ entries: ["203.0.113.7"] });
    const before = await stateOf(path);
    const body = {
      items: [
        { value: "203.0.113.8" },
        { value: "203.0.113.300", label: 7 },
        { value: "10.0.0.0/33", enabled: "yes", expires_at: "tomorrow" },
        { label: "no value" },
        { value: "2001:db8::g", colour: "red", "a/b~c": 1 },
        "203.0.113.9",
      ],
      note: "?",
    };
    const answer = await call("PUT", `${list}?acknowledge_lockout=maybe&as_address=here&x=1`, { body, ifMatch: "*" });
    expect(answer.status).toBe(422);
    expect(answer.body.code).toBe("invalid_request");
    const places = answer.body.errors.map(({ pointer, parameter }: Record<string, string>) => pointer ?? parameter);
    expect(places.sort()).toEqual(
      [
        "/items/1/label",
        "/items/1/value",
        "/items/2/enabled",
        "/items/2/expires_at",
        "/items/2/value",
        "/items/3/value",
        "/items/4/a~1b~0c",
        "/items/4/colour",
        "/items/4/value",
        "/items/5",
        "/note",
        "acknowledge_lockout",
        "as_address",
        "x",
      ].sort(),
    );
    for (const error of answer.body.errors) {
      expect(error).toMatchObject({
        code: expect.stringMatching(/^[a-z0-9_]+$/),
        detail: expect.any(String),
        fix: expect.any(String),
      });
    }
    expect(await stateOf(path)).toEqual(before);
  });

  test("name the fields that there are", async () => {
    const { path } = await makeAccount();
    const answer = await call("PATCH", `${path}/policy`, { body: { session: { idle: 3 }, moed: "off" } });
    expect(answer.body.errors).toEqual([
      expect.objectContaining({
        pointer: "/session/idle",
        code: "unknown_field",
        fix: expect.stringContaining("idle_days"),
      }),
      expect.objectContaining({ pointer: "/moed", code: "unknown_field", fix: expect.stringContaining("mode") }),
    ]);
  });

  test("speak of names that every object has as of any other", async () => {
    const { path } = await makeAccount();
    const body = '{"__proto__": {"mode": "enforce"}, "constructor": 1, "toString": 2}';
    const answer = await call("PATCH", `${path}/policy`, { body });
    expect(answer.status).toBe(422);
    const pointers = answer.body.errors.map(({ pointer }: { pointer: string }) => pointer);
    expect(pointers.sort()).toEqual(["/__proto__", "/constructor", "/toString"]);
  });

  test.each([
    { type: "application/json", body: { items: Array.from({ length: 1500 }, () => ({ value: "x" })) } },
    { type: "text/plain", body: "x\n".repeat(1500) },
  ])("are cut at a thousand ($type)", async ({ type, body }) => {
    const { list } = await makeAccount();
    const answer = await call("POST", list, { type, body });
    expect(answer.body.errors).toHaveLength(1000);
    expect(answer.body.errors_truncated).toBe(true);
    expect(answer.body.detail).toContain("1500");
  });
});

describe("an exception", () => {
  const failing = (error: unknown): Partial<AdminDeps> => {
    const { accounts } = makeDeps();
    return { accounts: { ...accounts, get: () => Promise.reject(error) } };
  };

  test.each([
    { error: new Error("D1_ERROR: no such table: secrets"), status: 503, code: "unavailable" },
    { error: new TypeError("column secrets holds null"), status: 500, code: "internal_error" },
    { error: "secrets", status: 500, code: "internal_error" },
  ])("answers $status and keeps its message for the log", async ({ error, status, code }) => {
    const logged: unknown[] = [];
    const deps = { ...failing(error), log: (event: string, facts: unknown) => logged.push([event, facts]) };
    const answer = await call("GET", "/accounts/acme", { deps });
    expect(answer.status).toBe(status);
    expect(answer.body.code).toBe(code);
    expect(answer.text).not.toContain("secrets");
    expect(JSON.stringify(logged)).toContain("secrets");
  });
});
