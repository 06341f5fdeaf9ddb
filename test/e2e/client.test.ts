import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createGatehouse, type Gatehouse } from "../client/client.ts";
import { type Gatehouse as Running, SECRETS, startGatehouse } from "../servers/gatehouse.ts";

const DOCUMENT = new URL("../../docs/openapi.json", import.meta.url);
const BANGALORE = "49.14.176.91";
const ELSEWHERE = "203.0.113.9";

let origin: Server;
let running: Running;
let api: string;
let operator: Gatehouse;

beforeAll(async () => {
  origin = createServer((_request, response) => response.end("the product"));
  await once(origin.listen(0, "127.0.0.1"), "listening");
  running = await startGatehouse(new Map([["product", (origin.address() as AddressInfo).port]]));
  api = `http://127.0.0.1:${running.portFor("product")}/.gatehouse/api/v1`;
  operator = createGatehouse(api, SECRETS.OPERATOR_TOKEN);
});

afterAll(async () => {
  await running?.close();
  origin.close();
});

const text = { headers: { "Content-Type": "text/plain" }, bodySerializer: String };

// Types hold these calls too: what is not in the description does not compile.
describe("a script with a client that was generated from the description", () => {
  it("restricts an account to its addresses, and reads what is refused by its code", async () => {
    const path = { account: "bharat" };
    const created = await operator.POST("/accounts", { body: { id: "bharat", name: "Bharat Ltd" } });
    expect(created.data).toMatchObject({ id: "bharat", published: true });
    const host = await operator.PUT("/accounts/{account}/hosts/{hostname}", {
      params: { path: { ...path, hostname: "bharat.example.com" } },
    });
    expect(host.data).toMatchObject({ hostname: "bharat.example.com", published: true });

    // As support staff have it, from a ticket.
    const added = await operator.POST("/accounts/{account}/allowlist", {
      params: { path },
      ...text,
      body: `${BANGALORE}, 49.37.165.0/16 # Bangalore office\n`,
    });
    if (added.data === undefined || !("items" in added.data)) throw new Error("a list is answered with a list");
    expect(added.data).toMatchObject({
      total: 2,
      added: 2,
      warnings: [{ code: "host_bits", value: "49.37.165.0/16" }],
    });

    const enforced = await operator.PATCH("/accounts/{account}/policy", {
      params: { path },
      body: { mode: "enforce" },
    });
    expect(enforced.data).toMatchObject({ mode: "enforce", published: true });
    const check = async (address: string) =>
      (await operator.POST("/accounts/{account}/check", { params: { path }, body: { address } })).data?.decision;
    expect([await check("49.37.9.9"), await check(ELSEWHERE)]).toEqual(["allow", "deny"]);

    const token = await operator.POST("/accounts/{account}/tokens", {
      params: { path },
      body: { name: "CI", scopes: ["allowlist:write"] },
    });
    const script = createGatehouse(api, token.data?.token ?? "");
    script.use({
      onRequest: ({ request }) => {
        request.headers.set("CF-Connecting-IP", BANGALORE);
      },
    });

    const list = await script.GET("/accounts/{account}/allowlist", { params: { path, query: { limit: 1 } } });
    expect(list.data).toMatchObject({ items: [{ value: BANGALORE }], next_cursor: expect.any(String) });

    const locked = await script.PUT("/accounts/{account}/allowlist", {
      params: { path, header: { "If-Match": list.response.headers.get("ETag") ?? "" } },
      body: { items: [{ value: ELSEWHERE }] },
    });
    // `your_address` is there for this code alone, and the compiler knows.
    expect(locked.error?.code === "lockout_risk" && locked.error.your_address).toBe(BANGALORE);

    const stale = await script.PUT("/accounts/{account}/allowlist", {
      params: { path, header: { "If-Match": '"1"' } },
      body: { items: [{ value: BANGALORE }] },
    });
    expect(stale.error?.code === "revision_mismatch" && stale.error.revision).toBe(enforced.data?.revision);

    const invalid = await script.POST("/accounts/{account}/allowlist", {
      params: { path },
      body: { items: [{ value: "49.14.176.91/33" }, { value: "016.1.1.1" }] },
    });
    expect(invalid.error?.code === "invalid_request" && invalid.error.errors.map(({ pointer }) => pointer)).toEqual([
      "/items/0/value",
      "/items/1/value",
    ]);

    const trespass = await script.GET("/accounts/{account}/policy", { params: { path: { account: "acme" } } });
    expect(trespass.error?.code).toBe("account_not_found");
    const excess = await script.GET("/accounts/{account}/audit", { params: { path } });
    expect(excess.error?.code === "missing_scope" && excess.error.scope).toBe("audit:read");
  });

  it("finds the description at the API itself, without a token, with the deployment's own base path", async () => {
    const { data } = await createGatehouse(api, "none").GET("/openapi.json");
    expect(data).toEqual(JSON.parse(readFileSync(DOCUMENT, "utf8")));
  });
});
