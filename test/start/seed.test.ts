import { describe, expect, it } from "vitest";
import type { ApiAnswer, CallApi } from "./admin-api.ts";
import { seedDemoAccount } from "./seed.ts";

/** An API that answers as the table says, 200 to everything else, and remembers what it was asked. */
function fakeApi(answers: Readonly<Record<string, ApiAnswer>>): { call: CallApi; calls: string[] } {
  const calls: string[] = [];
  return {
    calls,
    call: async (method, path) => {
      calls.push(`${method} ${path}`);
      return answers[`${method} ${path}`] ?? { status: 200, text: "" };
    },
  };
}

const NOT_FOUND = { "GET /accounts/demo": { status: 404, text: "" } };

describe("seedDemoAccount", () => {
  it("makes account, host, list and mode, in an order that never enforces an empty list", async () => {
    const { call, calls } = fakeApi(NOT_FOUND);
    await seedDemoAccount(call, false);
    expect(calls).toEqual([
      "GET /accounts/demo",
      "POST /accounts",
      "PUT /accounts/demo/hosts/localhost",
      "POST /accounts/demo/allowlist",
      "PATCH /accounts/demo/policy",
    ]);
  });

  it("leaves an account alone that is there", async () => {
    const { call, calls } = fakeApi({});
    await seedDemoAccount(call, false);
    expect(calls).toEqual(["GET /accounts/demo"]);
  });

  it("removes half an account, so that the next start makes it anew, and says what went wrong", async () => {
    const refusal = { status: 409, text: "hostname is taken" };
    const { call, calls } = fakeApi({ ...NOT_FOUND, "PUT /accounts/demo/hosts/localhost": refusal });
    await expect(seedDemoAccount(call, false)).rejects.toThrow(
      /give it the host localhost: it answered 409.\s+hostname is taken/,
    );
    expect(calls.at(-1)).toBe("DELETE /accounts/demo");
  });

  it("does not take a failure for an account that is missing", async () => {
    const { call, calls } = fakeApi({ "GET /accounts/demo": { status: 503, text: "unavailable" } });
    await expect(seedDemoAccount(call, false)).rejects.toThrow("503");
    expect(calls).toHaveLength(1);
  });
});
