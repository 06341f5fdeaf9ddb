import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import type { BindSessions } from "../../../src/config/profile.ts";
import { createHosts } from "../../../src/storage/accounts/hosts.ts";
import { type BindingCount, createBindingCounts } from "../../../src/storage/visits/binding-counts.ts";
import { DAY_MS } from "../../../src/time.ts";
import { anEvent, random, unwrap } from "../../support/storage.ts";
import { call, makeAccount, makeDeps, NOW } from "../api.ts";

const counts = createBindingCounts(env.DB);
const TODAY = Math.floor(NOW / DAY_MS);
const { config } = makeDeps();

const aCount = (account: string | null, count: Partial<BindingCount> = {}): BindingCount => ({
  account,
  hostname: "app.example.com",
  name: "sid",
  // The first of the seven days: all of them are counted.
  day: TODAY - 6,
  sealed: 0,
  unsealed: 0,
  unsealedAfterSealed: 0,
  removed: 0,
  ...count,
});

const read = (path: string, mode: BindSessions = "enroll", unbound: readonly string[] = []) =>
  call("GET", path, {
    deps: { config: { ...config, bindSessions: mode, sessionCookies: { ...config.sessionCookies, unbound } } },
  });

/** What is told of an account with these counts. */
async function readOf(
  tallies: readonly Partial<BindingCount>[],
  mode: BindSessions = "enroll",
  unbound: readonly string[] = [],
) {
  const { id, path } = await makeAccount();
  await counts.record(tallies.map((tally) => aCount(id, tally)));
  const { status, body } = await read(`${path}/binding`, mode, unbound);
  expect(status).toBe(200);
  return body;
}

const codes = (warnings: readonly { readonly code: string }[]) => warnings.map(({ code }) => code);

describe("how the session cookies of an account came", () => {
  test("is told for each cookie and host, the largest share without a seal first", async () => {
    const body = await readOf([
      { sealed: 900, removed: 3 },
      { sealed: 96, day: TODAY },
      { name: "remember_me", sealed: 97, unsealed: 2, unsealedAfterSealed: 1 },
      { hostname: "api.example.com", removed: 5 },
    ]);
    expect(body).toMatchObject({ mode: "enroll", days: 7, strict_is_safe: false });
    const none = { sealed: 0, unsealed: 0, unsealed_after_sealed: 0, removed: 0 };
    expect(body.items).toEqual([
      {
        hostname: "app.example.com",
        name: "remember_me",
        sealed: 97,
        unsealed: 2,
        unsealed_after_sealed: 1,
        removed: 0,
        unsealed_share: 0.03,
        warning: {
          code: "unsealed",
          detail: expect.stringContaining("3 % of its visits"),
          fix: expect.stringContaining("Wait"),
        },
      },
      {
        hostname: "api.example.com",
        name: "sid",
        ...none,
        removed: 5,
        unsealed_share: null,
        warning: null,
      },
      {
        hostname: "app.example.com",
        name: "sid",
        ...none,
        sealed: 996,
        removed: 3,
        unsealed_share: 0,
        warning: null,
      },
    ]);
    expect(body.warnings).toEqual([
      { code: "unsealed", detail: expect.stringContaining("One cookie on one host"), fix: expect.any(String) },
    ]);
  });

  test.each<[string, number, number, boolean]>([
    ["0.5 % is safe", 398, 2, true],
    ["more is not", 397, 2, false],
    ["nor is a share that rounds to 0.5 %", 19_899, 101, false],
    ["none without a seal is safe", 200, 0, true],
  ])("%s: %d with a seal, %d without", async (_what, sealed, unsealed, isSafe) => {
    for (const kind of ["unsealed", "unsealedAfterSealed"]) {
      const body = await readOf([{ sealed, [kind]: unsealed }]);
      expect(body.strict_is_safe).toBe(isSafe);
      expect(body.items[0].warning === null).toBe(isSafe);
      expect(codes(body.warnings)).toEqual(isSafe ? [] : ["unsealed"]);
    }
  });

  test("says what helps: to wait, or to tell who lost the seal before the cookie is left unbound", async () => {
    const body = await readOf([
      { name: "new", sealed: 100, unsealed: 20 },
      { name: "copied", sealed: 100, unsealed: 10, unsealedAfterSealed: 20 },
    ]);
    const fixes = Object.fromEntries(
      body.items.map((item: { name: string; warning: { fix: string } }) => [item.name, item.warning.fix]),
    );
    expect(fixes.new).toContain("Wait");
    expect(fixes.copied).toMatch(/copies the cookie by hand.*after each logout.*name:unbound only for/s);
    expect(body.warnings[0].detail).toContain("2 pairs");
  });

  test("warns of no cookie that has become unbound since it was counted", async () => {
    const body = await readOf([{ sealed: 200 }, { name: "js", unsealed: 100 }], "enroll", ["js"]);
    expect(body.items[0]).toMatchObject({ name: "js", unsealed_share: 1, warning: null });
    expect(body).toMatchObject({ strict_is_safe: true, warnings: [] });
    // They alone say nothing of the others.
    const alone = await readOf([{ name: "js", unsealed: 100 }], "enroll", ["js"]);
    expect([alone.strict_is_safe, codes(alone.warnings)]).toEqual([false, ["no_visits"]]);
  });

  test.each<[string, BindSessions, readonly Partial<BindingCount>[], boolean, readonly string[]]>([
    ["nothing is counted", "enroll", [], false, ["no_visits"]],
    ["what was counted is older", "enroll", [{ sealed: 900, day: TODAY - 7 }], false, ["no_visits"]],
    ["only cookies that were taken off came", "enroll", [{ removed: 900 }], false, ["no_visits"]],
    ["counting began six days ago", "enroll", [{ sealed: 900, day: TODAY - 5 }], false, ["too_early"]],
    ["one visit is missing", "enroll", [{ sealed: 99 }, { sealed: 100, name: "remember" }], false, ["few_visits"]],
    ["several cookies together make enough", "enroll", [{ sealed: 100 }, { sealed: 100, name: "b" }], true, []],
    [
      "a quiet first day",
      "enroll",
      [
        { sealed: 900, day: TODAY - 5 },
        { sealed: 900, day: TODAY - 20 },
      ],
      true,
      [],
    ],
    ["no seals are made", "off", [], false, ["seals_off"]],
    ["no seals are made any more", "off", [{ sealed: 900 }], false, ["seals_off"]],
    ["strict is set, and nothing counted", "strict", [], false, ["no_visits"]],
    ["strict is set since today", "strict", [{ sealed: 900, removed: 1, day: TODAY }], false, ["too_early"]],
    ["strict is set, and few people came", "strict", [{ sealed: 1 }], false, ["few_visits"]],
    ["strict is set for a week", "strict", [{ sealed: 900, removed: 1 }], true, []],
    ["strict takes off what people send", "strict", [{ sealed: 900, removed: 10 }], true, ["removed"]],
    ["enroll takes off what has ended", "enroll", [{ sealed: 900, removed: 10 }], true, []],
    [
      "strict takes off what a program copies",
      "strict",
      [{ sealed: 900, unsealedAfterSealed: 10 }],
      false,
      ["unsealed"],
    ],
    ["strict was set too early", "strict", [{ sealed: 900, unsealed: 10, removed: 10 }], false, ["unsealed"]],
  ])("when %s (%s)", async (_when, mode, tallies, isSafe, warnings) => {
    const body = await readOf(tallies, mode);
    expect(body.mode).toBe(mode);
    expect(body.strict_is_safe).toBe(isSafe);
    expect(codes(body.warnings)).toEqual(warnings);
  });

  test("says since when it counts, and when seven days are complete", async () => {
    const { warnings } = await readOf([{ sealed: 900, day: TODAY - 2 }], "strict");
    const date = (day: number) => new Date(day * DAY_MS).toISOString().slice(0, 10);
    expect(warnings).toMatchObject([
      { detail: expect.stringContaining(date(TODAY - 2)), fix: expect.stringContaining(date(TODAY + 4)) },
    ]);
  });

  test("is its own alone", async () => {
    const other = await makeAccount();
    await counts.record([aCount(other.id, { sealed: 5 })]);
    expect((await readOf([])).items).toEqual([]);
    expect((await read("/accounts/nobody/binding")).body.code).toBe("account_not_found");
  });

  test("tells the deployment's own mode", async () => {
    const { path } = await makeAccount();
    expect((await call("GET", `${path}/binding`)).body.mode).toBe(config.bindSessions);
  });
});

test("the operator sees all hosts, those that accounts share as well", async () => {
  await env.DB.prepare("DELETE FROM binding_counts").run();
  unwrap(await createHosts(env.DB, random).putShared("shared.example.com", anEvent(), NOW));
  const { id } = await makeAccount();
  await counts.record([
    aCount(id, { sealed: 1_000 }),
    aCount(null, { hostname: "shared.example.com", sealed: 9, unsealed: 1 }),
  ]);
  const { body } = await read("/binding");
  expect(body).toMatchObject({ mode: "enroll", days: 7, strict_is_safe: false });
  expect(
    body.items.map((item: { account: unknown; hostname: unknown; unsealed_share: unknown }) => [
      item.account,
      item.hostname,
      item.unsealed_share,
    ]),
  ).toEqual([
    [null, "shared.example.com", 0.1],
    [id, "app.example.com", 0],
  ]);
  expect(codes(body.warnings)).toEqual(["unsealed"]);
});
