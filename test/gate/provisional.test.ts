import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, describe, expect, test, vi } from "vitest";
import { serve } from "../../src/app.ts";
import { makeAccount, TRUSTED, UNTRUSTED } from "../support/world.ts";

const SECONDS = 600;

/** An isolate of its own: its memory is empty, and its KV can be made to fail. */
function createIsolate() {
  const kv = { isFailing: false };
  const LISTS = new Proxy(env.LISTS, {
    get(target, property) {
      const member = Reflect.get(target, property);
      if (typeof member !== "function") return member;
      return (...args: unknown[]) =>
        kv.isFailing ? Promise.reject(new Error("KV GET failed: 503")) : member.apply(target, args);
    },
  });
  const bindings = { ...env, LISTS } as unknown as Env;
  async function send(request: Request): Promise<Response> {
    const context = createExecutionContext();
    const response = await serve(request, bindings, context);
    await waitOnExecutionContext(context);
    return response;
  }
  return {
    kv,
    statusOf: async (host: string, from: string): Promise<number> => {
      const headers = { "CF-Connecting-IP": from };
      return (await send(new Request(`https://${host}/login`, { headers, redirect: "manual" }))).status;
    },
    /** A call of the operator. */
    call: async (method: string, host: string, path: string, body?: object): Promise<number> => {
      const headers = {
        Authorization: `Bearer ${env.OPERATOR_TOKEN}`,
        "CF-Connecting-IP": TRUSTED,
        "Content-Type": "application/json",
      };
      const init = { method, headers, body: body === undefined ? null : JSON.stringify(body) };
      return (await send(new Request(`https://${host}/.gatehouse/api/v1${path}`, init))).status;
    },
  };
}

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** The clock stands at a whole second, and moves by hand. */
function freezeTime(): number {
  const start = Math.ceil(Date.now() / 1000) * 1000;
  vi.useFakeTimers({ toFake: ["Date"], now: start });
  const wait = scheduler.wait.bind(scheduler);
  vi.spyOn(scheduler, "wait").mockImplementation((ms, options) => wait(Math.min(ms, 20), options));
  return start;
}

/** A list that is enforced on trial, and the isolate in which that was asked. */
async function onTrial() {
  const start = freezeTime();
  const account = await makeAccount({ mode: "off" });
  const here = createIsolate();
  const path = `/accounts/${account.id}/policy?confirm_within=${SECONDS}`;
  expect(await here.call("PATCH", account.host, path, { mode: "enforce" })).toBe(200);
  const at = (second: number): void => void vi.setSystemTime(start + second * 1000);
  return { ...account, here, at };
}

describe("a provisional change undoes itself on the second, without cron,", () => {
  test("in isolates whose copies are of different ages, and with KV failing", async () => {
    const { host, here, at } = await onTrial();
    const isolates = [here, createIsolate(), createIsolate(), createIsolate()];
    // Each looks at KV for the first time at another moment.
    for (const [i, second] of [0, 1, SECONDS - 30, SECONDS - 2].entries()) {
      at(second);
      expect(await isolates[i]?.statusOf(host, UNTRUSTED)).toBe(403);
    }
    for (const { kv } of isolates) kv.isFailing = true;

    const seen: (readonly number[])[] = [];
    for (const second of [SECONDS - 1, SECONDS, SECONDS + 1, SECONDS + 3600]) {
      at(second);
      seen.push(await Promise.all(isolates.map((isolate) => isolate.statusOf(host, UNTRUSTED))));
    }
    expect(seen).toEqual([Array(4).fill(403), Array(4).fill(200), Array(4).fill(200), Array(4).fill(200)]);
    expect(await isolates[2]?.statusOf(host, TRUSTED)).toBe(200);
  });

  test("in an isolate that starts after it, from a copy that no one has written anew", async () => {
    const { host, at } = await onTrial();
    at(SECONDS);
    expect(await createIsolate().statusOf(host, UNTRUSTED)).toBe(200);
  });

  test("unless it was confirmed", async () => {
    const { id, host, here, at } = await onTrial();
    at(SECONDS - 60);
    expect(await here.call("POST", host, `/accounts/${id}/provisional/confirm`)).toBe(200);
    at(SECONDS);
    const isolates = [here, createIsolate()];
    expect(await Promise.all(isolates.map((isolate) => isolate.statusOf(host, UNTRUSTED)))).toEqual([403, 403]);
  });
});
