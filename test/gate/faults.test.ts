import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, describe, expect, test, vi } from "vitest";
import { serve } from "../../src/app.ts";
import { makeAccount, TRUSTED, UNTRUSTED } from "../support/world.ts";

type Fault = "throws" | "hangs" | "answers garbage" | "answers nothing";

/** The real bindings, with KV reads that can be made to fail and an origin that counts what reaches it. */
function setUp(vars: Partial<Record<string, unknown>> = {}) {
  const kv: { fault: Fault | null; failing: (key: string) => boolean; reads: number } = {
    fault: null,
    failing: () => true,
    reads: 0,
  };
  const reached: Request[] = [];
  const LISTS = new Proxy(env.LISTS, {
    get(target, property) {
      const member = Reflect.get(target, property);
      if (typeof member !== "function") return member;
      if (property !== "get") return member.bind(target);
      return (key: string, options: { type: string }) => {
        kv.reads += 1;
        if (kv.fault === null || !kv.failing(key)) return target.get(key, options as never);
        switch (kv.fault) {
          case "throws":
            return Promise.reject(new Error("KV GET failed: 503"));
          case "hangs":
            return new Promise(() => {});
          case "answers garbage":
            return Promise.resolve(options.type === "text" ? '{"account":"else' : new Uint8Array(200).fill(7).buffer);
          case "answers nothing":
            return Promise.resolve(null);
          default:
            return kv.fault satisfies never;
        }
      };
    },
  });
  const ORIGIN = {
    fetch(request: Request) {
      reached.push(request);
      return env.ORIGIN?.fetch(request);
    },
  };
  const bindings = { ...env, LISTS, ORIGIN, ...vars } as unknown as Env;
  const visit = async (host: string, from: string): Promise<Response> => {
    const context = createExecutionContext();
    const request = new Request(`https://${host}/login`, { headers: { "CF-Connecting-IP": from }, redirect: "manual" });
    const response = await serve(request, bindings, context);
    await waitOnExecutionContext(context);
    return response;
  };
  return { kv, reached, visit };
}

const FAULTS: readonly Fault[] = ["throws", "hangs", "answers garbage", "answers nothing"];

/** Time is the test's: waits of the Worker's own (`scheduler.wait`) end at once, dates move by hand. */
function travel(seconds: number): void {
  vi.setSystemTime(Date.now() + seconds * 1000);
}

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

function freezeTime(): void {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
  const wait = scheduler.wait.bind(scheduler);
  vi.spyOn(scheduler, "wait").mockImplementation((ms, options) => wait(Math.min(ms, 20), options));
}

describe("KV fails with nothing in memory: every visit is refused, none reaches the origin", () => {
  for (const part of ["host:", "account:"] as const) {
    test.each(FAULTS)(`the ${part} read %s`, async (fault) => {
      freezeTime();
      const { host } = await makeAccount();
      const { kv, reached, visit } = setUp();
      kv.fault = fault;
      kv.failing = (key) => key.startsWith(part);
      for (const from of [TRUSTED, UNTRUSTED]) {
        const refused = await visit(host, from);
        // No host record is an unknown host; everything else is a failure.
        expect(refused.status).toBe(part === "host:" && fault === "answers nothing" ? 404 : 503);
        expect(refused.headers.get("Cache-Control")).toBe("private, no-store");
      }
      expect(reached).toEqual([]);
    });
  }
});

describe("KV fails with a copy in memory", () => {
  test.each(FAULTS)("which serves for a day, and no longer (%s)", async (fault) => {
    freezeTime();
    const { host } = await makeAccount();
    const { kv, visit } = setUp();
    expect((await visit(host, TRUSTED)).status).toBe(200);
    kv.fault = fault;
    for (const seconds of [0, 30, 61, 3600, 80_000]) {
      travel(seconds);
      expect((await visit(host, TRUSTED)).status).toBe(200);
      expect((await visit(host, UNTRUSTED)).status).toBe(403);
    }
    travel(10_000);
    expect((await visit(host, TRUSTED)).status).toBe(fault === "answers nothing" ? 404 : 503);
  });

  test("and is refreshed as soon as KV answers again", async () => {
    freezeTime();
    const { host } = await makeAccount();
    const { kv, visit } = setUp();
    await visit(host, TRUSTED);
    kv.fault = "throws";
    travel(3600);
    expect((await visit(host, TRUSTED)).status).toBe(200);
    kv.fault = null;
    travel(86_000);
    expect((await visit(host, TRUSTED)).status).toBe(200);
    travel(86_000);
    expect((await visit(host, TRUSTED)).status).toBe(200);
  });
});

describe("fail-open is a setting that the operator turns on", () => {
  test("then a failing KV forwards, and the log says so", async () => {
    freezeTime();
    const log = vi.spyOn(console, "error").mockImplementation(() => {});
    const { host } = await makeAccount();
    const { kv, visit } = setUp({ FAIL_MODE: "open" });
    kv.fault = "throws";
    expect((await visit(host, UNTRUSTED)).status).toBe(200);
    expect(log.mock.calls.flat().join("\n")).toContain('"event":"visit_unjudged"');
  });

  test("but an unknown host and a missing address stay refused", async () => {
    const { visit } = setUp({ FAIL_MODE: "open" });
    expect((await visit("nobody.example.com", TRUSTED)).status).toBe(404);
    expect((await visit("nobody.example.com", "nonsense")).status).toBe(503);
  });
});

describe("an origin that fails", () => {
  test("is a 502 that says nothing of it", async () => {
    const { host } = await makeAccount();
    const ORIGIN = { fetch: () => Promise.reject(new Error("connect ECONNREFUSED 10.0.0.7:9000")) };
    const response = await setUp({ ORIGIN }).visit(host, TRUSTED);
    expect(response.status).toBe(502);
    expect(await response.text()).not.toMatch(/10\.0\.0\.7|ECONN/);
  });
});

describe("an unexpected exception refuses", () => {
  test("wherever it is thrown", async () => {
    const { host } = await makeAccount();
    const { reached, visit } = setUp();
    vi.spyOn(crypto.subtle, "digest").mockImplementation(() => {
      throw new Error("out of memory");
    });
    const refused = await visit(host, TRUSTED);
    expect(refused.status).toBe(503);
    expect(await refused.text()).not.toContain("memory");
    expect(reached).toEqual([]);
  });
});

describe("a wrong configuration", () => {
  test.each([
    ["API_PATHS", "api"],
    ["FAIL_MODE", "maybe"],
    ["OPERATOR_TOKEN", "short"],
    ["LISTS", undefined],
    ["DB", undefined],
  ])("%s: the Worker refuses to serve and says which key", async (key, value) => {
    const { host } = await makeAccount({ mode: "off" });
    const { reached, visit } = setUp({ [key]: value });
    const refused = await visit(host, TRUSTED);
    expect(refused.status).toBe(503);
    expect(await refused.text()).toContain(key);
    expect(reached).toEqual([]);
  });
});

test("UNKNOWN_HOST = pass forwards what nobody registered, with forged headers removed", async () => {
  const { reached, visit } = setUp({ UNKNOWN_HOST: "pass" });
  expect((await visit("nobody.example.com", UNTRUSTED)).status).toBe(200);
  expect(reached[0]?.headers.get("Gatehouse-Account")).toBeNull();
});

test("WORKER_REQUESTS = judge lets Workers of other zones be judged by their address", async () => {
  const { host } = await makeAccount({ entries: ["2a06:98c0:3600::103"] });
  const request = () =>
    new Request(`https://${host}/login`, {
      headers: { "CF-Connecting-IP": "2a06:98c0:3600::103", "CF-Worker": "partner.example" },
    });
  const judged = await serve(request(), { ...env, WORKER_REQUESTS: "judge" } as Env, createExecutionContext());
  expect(judged.status).toBe(200);
  const denied = await serve(request(), { ...env }, createExecutionContext());
  expect(denied.status).toBe(403);
});
