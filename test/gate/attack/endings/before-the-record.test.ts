import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";
import { serve } from "../../../../src/app.ts";
import { ATTRIBUTES, type Edge, PROFILE, type Sent, secret } from "../../../support/bound-world.ts";
import { travel } from "../../../support/session-world.ts";
import { makeAccount, TRUSTED } from "../../../support/world.ts";
import { browserAt, build, vault } from "../../bound/world.ts";
import { shareHost } from "../world.ts";

// A login is written to D1 after its answer, and the browser's next request comes before D1 has it.

/** An isolate whose writes to D1 wait, and which answers before they are done, as isolates do. */
function createSlowEdge(vars: Readonly<Record<string, unknown>>) {
  let release: () => void = () => undefined;
  let waits: Promise<void> = Promise.resolve();
  const real = env.DB;
  const writes = new WeakSet<D1PreparedStatement>();
  const mark = (statement: D1PreparedStatement, sql: string): D1PreparedStatement => {
    if (/INSERT[\s\S]*\b(?:sessions|credentials)\b/.test(sql)) writes.add(statement);
    const bind = statement.bind.bind(statement);
    statement.bind = (...values: unknown[]) => mark(bind(...values), sql);
    return statement;
  };
  const db = {
    prepare: (sql: string) => mark(real.prepare(sql), sql),
    batch: async (statements: D1PreparedStatement[]) => {
      if (statements.some((one) => writes.has(one))) await waits;
      return real.batch(statements);
    },
  } as unknown as D1Database;
  const bindings = {
    ...env,
    DB: db,
    ORIGIN: vault,
    CREDENTIAL_KEY: vault.credentialKey,
    ...PROFILE,
    ...vars,
  } as unknown as Env;
  const contexts: ExecutionContext[] = [];
  return {
    hold(): void {
      waits = new Promise((resolve) => {
        release = resolve;
      });
    },
    async settle(): Promise<void> {
      release();
      for (const context of contexts.splice(0)) await waitOnExecutionContext(context);
    },
    async visit(url: string, { method = "GET", headers = {}, from = TRUSTED }: Sent = {}): Promise<Response> {
      const context = createExecutionContext();
      contexts.push(context);
      return serve(
        new Request(url, { method, headers: { "CF-Connecting-IP": from, ...headers }, redirect: "manual" }),
        bindings,
        context,
      );
    },
  };
}

let shared = "";
let open = "";

describe.each(["strict", "enroll", "off"] as const)("known by signals, BIND_SESSIONS %s", (BIND_SESSIONS) => {
  let at: ReturnType<typeof createSlowEdge>;
  beforeEach(async () => {
    build({ signals: true }, { BIND_SESSIONS });
    shared = await shareHost();
    open = (await makeAccount({ mode: "off" })).id;
    at = createSlowEdge({ BIND_SESSIONS });
    vault.answers((request) => {
      const isLost = new URL(request.url).pathname === "/dashboard" && vault.loginsIn(request).length === 0;
      return isLost
        ? { status: 302, headers: { Location: "/login" }, setCookie: [`sid=${secret()}${ATTRIBUTES}`] }
        : null;
    });
  });

  test("the next request of the browser keeps the login", async () => {
    const person = browserAt({ host: shared, edge: at as unknown as Edge });
    await person.go("/elsewhere");
    await at.settle();
    at.hold();
    await person.go(`/login?user=ann&company=${open}`, { method: "POST" });
    const value = person.jar.find("sid")?.value;
    await person.go("/dashboard");
    await at.settle();
    travel(2);
    await person.go("/dashboard");
    await at.settle();
    travel(10);
    const later = await person.go("/dashboard");
    await at.settle();
    expect([person.jar.find("sid")?.value === value, later.status]).toEqual([true, 200]);
  });
});
