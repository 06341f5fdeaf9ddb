import { describe, expect, test } from "vitest";
import { version } from "../../../package.json";
import { SCOPES } from "../../../src/accounts/actor.ts";
import { call } from "../api.ts";

describe("me", () => {
  test("tells the operator who it is and from where", async () => {
    const answer = await call("GET", "/me");
    expect(answer.body).toEqual({
      actor: "operator",
      actor_name: null,
      account: null,
      scopes: [...SCOPES],
      address: "198.51.100.1",
      region: { country: "DE", region: null, city: "Berlin" },
    });
    expect((await call("GET", "/me", { deps: { address: null } })).body.address).toBeNull();
  });
});

describe("health", () => {
  const never = () => new Promise<void>(() => {});
  const works = () => Promise.resolve();
  const fails = () => Promise.reject(new Error("D1_ERROR: secrets"));

  test("needs no token", async () => {
    const answer = await call("GET", "/health", { token: null, deps: { sleep: (ms) => scheduler.wait(ms) } });
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ status: "ok", d1: "ok", kv: "ok", version });
  });

  test.each([
    { name: "D1 fails", d1: fails, kv: works, states: { d1: "failing", kv: "ok" } },
    { name: "KV fails", d1: works, kv: fails, states: { d1: "ok", kv: "failing" } },
    { name: "neither answers", d1: never, kv: never, states: { d1: "failing", kv: "failing" } },
  ])("is bad when $name", async ({ d1, kv, states }) => {
    const answer = await call("GET", "/health", { token: null, deps: { health: { d1, kv } } });
    expect(answer.status).toBe(503);
    expect(answer.body).toEqual({ status: "failing", ...states, version });
  });
});
