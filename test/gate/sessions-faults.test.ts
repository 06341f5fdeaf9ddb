import { describe, expect, test } from "vitest";
import { createIsolate, travel } from "../support/session-world.ts";
import { endBy, events, host, isolate, logIn, product, sessionsOf } from "./session-visits.ts";

describe.each(["throws", "hangs"] as const)("while D1 %s", (fault) => {
  test("an isolate without a set refuses credentials, and only them", async () => {
    isolate.d1.fault = fault;
    product.live.add("secret-a");
    expect((await isolate.visit("/dashboard", { cookie: "secret-a" })).status).toBe(503);
    expect((await isolate.visit("/api/v4/leads", { token: "secret-a" })).status).toBe(503);
    expect(product.reached).toEqual([]);
    expect((await isolate.visit("/about")).status).toBe(200);
    expect(events("visit_refused")).toMatchObject([{ reason: "ended_set_unavailable" }, {}]);
  });

  test("unless the operator chose that the product stays open", async () => {
    const open = createIsolate(host, product, { FAIL_MODE: "open" });
    open.d1.fault = fault;
    product.live.add("secret-a");
    expect((await open.visit("/dashboard", { cookie: "secret-a" })).status).toBe(200);
    expect(events("visit_unjudged")).toMatchObject([{ reason: "ended_set_unavailable" }]);
  });

  test("memory serves for 900 seconds: who was ended stays out, who is valid stays in; then credentials are refused", async () => {
    await endBy({ session: await logIn("secret-a") });
    await logIn("secret-b");
    travel(31);
    await isolate.visit("/dashboard", { cookie: "secret-b" });
    isolate.d1.fault = fault;
    for (const seconds of [31, 100, 300, 400]) {
      travel(seconds);
      expect((await isolate.visit("/dashboard", { cookie: "secret-a" })).status).toBe(302);
      expect((await isolate.visit("/dashboard", { cookie: "secret-b" })).status).toBe(200);
    }
    travel(100);
    expect((await isolate.visit("/dashboard", { cookie: "secret-b" })).status).toBe(503);
    isolate.d1.fault = null;
    travel(6);
    expect((await isolate.visit("/dashboard", { cookie: "secret-b" })).status).toBe(200);
    expect((await isolate.visit("/dashboard", { cookie: "secret-a" })).status).toBe(302);
  });

  test("STALE_SESSIONS_MAX_SECONDS = 0 refuses credentials from half a minute on", async () => {
    const strict = createIsolate(host, product, { STALE_SESSIONS_MAX_SECONDS: "0" });
    product.live.add("secret-a");
    expect((await strict.visit("/dashboard", { cookie: "secret-a" })).status).toBe(200);
    strict.d1.fault = fault;
    travel(29);
    expect((await strict.visit("/dashboard", { cookie: "secret-a" })).status).toBe(200);
    travel(2);
    expect((await strict.visit("/dashboard", { cookie: "secret-a" })).status).toBe(503);
  });

  test("a proof that is lost is made up by the next visit", async () => {
    await isolate.visit("/about", { cookie: "secret-a" });
    product.live.add("secret-a");
    isolate.d1.fault = fault;
    expect((await isolate.visit("/dashboard", { cookie: "secret-a" })).status).toBe(200);
    expect(events("sessions_not_recorded")).toHaveLength(1);
    isolate.d1.fault = null;
    travel(11);
    await isolate.visit("/dashboard", { cookie: "secret-a" });
    expect(await sessionsOf()).toHaveLength(1);
  });

  test.each([
    ["a logout signal", { signal: "logout" }, "/bye", "logout"],
    ["a password change", { signal: "password-changed; user=ann" }, "/password", "password_changed"],
    ["the logout path", { status: 302 }, "/logout", "logout"],
  ] as const)(
    "%s holds in this isolate at once, and everywhere when D1 answers again",
    async (_what, answer, path, reason) => {
      await logIn("secret-a", "session; user=ann");
      await logIn("secret-b", "session; user=bob");
      isolate.d1.fault = fault;
      product.answers(() => answer);
      const response = await isolate.visit(path, { cookie: "secret-a", method: "POST" });
      expect(response.status).toBe("status" in answer ? answer.status : 200);
      product.answers(null);
      expect((await isolate.visit("/dashboard", { cookie: "secret-a" })).status).toBe(302);
      expect((await isolate.visit("/dashboard", { cookie: "secret-b" })).status).toBe(200);
      expect(events("ending_owed").length).toBeGreaterThan(0);
      expect(await sessionsOf({ state: "ended" })).toEqual([]);
      isolate.d1.fault = null;
      travel(20);
      await isolate.visit("/dashboard", { cookie: "secret-b" });
      expect(await sessionsOf({ state: "ended" })).toMatchObject([{ user: "ann", endReason: reason }]);
    },
  );

  test("a logout signal for a credential that was never proven ends nothing", async () => {
    await isolate.visit("/about", { cookie: "secret-warm-up" });
    isolate.d1.fault = fault;
    product.live.add("secret-a");
    product.answers(() => ({ signal: "logout" }));
    await isolate.visit("/bye", { cookie: "secret-a" });
    product.answers(null);
    expect((await isolate.visit("/dashboard", { cookie: "secret-a" })).status).toBe(200);
  });

  test("an owed password change does not end who logged in since", async () => {
    await logIn("secret-a", "session; user=ann");
    isolate.d1.fault = fault;
    product.answers(() => ({ signal: "password-changed; user=ann" }));
    await isolate.visit("/password", { cookie: "secret-a", method: "POST" });
    product.answers(null);
    travel(6);
    const other = createIsolate(host, product);
    product.live.add("secret-new");
    product.answers(() => ({ signal: "session; user=ann" }));
    await other.visit("/dashboard", { cookie: "secret-new" });
    product.answers(null);
    isolate.d1.fault = null;
    travel(6);
    await isolate.visit("/dashboard", { cookie: "secret-b" });
    expect(await sessionsOf({ state: "active" })).toHaveLength(1);
    travel(31);
    expect((await other.visit("/dashboard", { cookie: "secret-new" })).status).toBe(200);
    expect((await other.visit("/dashboard", { cookie: "secret-a" })).status).toBe(302);
  });
});
