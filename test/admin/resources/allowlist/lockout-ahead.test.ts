import { describe, expect, test } from "vitest";
import { type Answer, call, makeAccount, makeDeps, makeToken, NOW, stateOf } from "../../api.ts";

/** Where the calls come from, see api.ts. */
const HERE = "198.51.100.1";
const ME = "203.0.113.7";
const DAY = 86_400_000;

/** RFC 3339, so many milliseconds from the time of the calls. */
const inMs = (ms: number): string => `${new Date(NOW + ms).toISOString().slice(0, 19)}Z`;
const AT_A_DAY = inMs(DAY);
const LATER = inMs(DAY + 1_000);

interface Account {
  readonly id: string;
  readonly path: string;
  readonly list: string;
}

interface World extends Account {
  /** Of the entries in their order. */
  readonly ids: readonly string[];
}

async function aWorld(entries: readonly unknown[], mode = "enforce"): Promise<World> {
  const account = await makeAccount({ mode, entries });
  const { items } = (await call("GET", account.list)).body;
  return { ...account, ids: items.map(({ id }: { readonly id: string }) => id) };
}

/** A write that makes `until` the end of access of 203.0.113.7; null: it takes it away at once. */
interface Write {
  readonly name: string;
  readonly entries: (until: string) => readonly unknown[];
  readonly mode?: string;
  readonly method: string;
  readonly path: (world: World) => string;
  readonly body?: (until: string) => unknown;
  readonly type?: string;
  /** The entry that ends last is new with the write. */
  readonly isNew?: boolean;
}

const STAFF = { value: "192.0.2.1" };
const onEntry: Write["path"] = ({ list, ids }) => `${list}/${ids[0]}`;
const onSecond: Write["path"] = ({ list, ids }) => `${list}/${ids[1]}`;
const onList: Write["path"] = ({ list }) => list;
const onPolicy: Write["path"] = ({ path }) => `${path}/policy`;
const temporary = (until: string) => ({ value: ME, expires_at: until });
const lasting = () => [{ value: "203.0.113.0/24" }, STAFF];
const beside = (until: string) => [{ value: "203.0.113.0/24" }, temporary(until), STAFF];

/** Every kind of write after which the caller has access only until `until`. */
const WRITES: readonly Write[] = [
  {
    name: "giving the entry an end",
    entries: lasting,
    method: "PATCH",
    path: onEntry,
    body: (until) => ({ expires_at: until }),
  },
  {
    name: "giving the entry an earlier end",
    entries: () => [{ value: ME, expires_at: inMs(90 * DAY) }, STAFF],
    method: "PATCH",
    path: onEntry,
    body: (until) => ({ expires_at: until }),
  },
  { name: "deleting the entry without an end", entries: beside, method: "DELETE", path: onEntry },
  {
    name: "switching it off",
    entries: beside,
    method: "PATCH",
    path: onEntry,
    body: () => ({ enabled: false }),
  },
  {
    name: "moving it to another range",
    entries: beside,
    method: "PATCH",
    path: onEntry,
    body: () => ({ value: "198.18.0.0/15" }),
  },
  {
    name: "replacing the list as JSON",
    entries: lasting,
    method: "PUT",
    path: onList,
    body: (until) => ({ items: [temporary(until), STAFF] }),
    isNew: true,
  },
  {
    name: "replacing the list by one that gives the entry an end, as text",
    entries: lasting,
    method: "PUT",
    path: onList,
    body: (until) => `203.0.113.0/24 until ${until}\n192.0.2.1`,
    type: "text/plain",
  },
  {
    name: "replacing the list as CSV",
    entries: lasting,
    method: "PUT",
    path: onList,
    body: (until) => `value,expires_at\n${ME},${until}\n192.0.2.1,\n`,
    isNew: true,
    type: "text/csv",
  },
  {
    name: "enforcing the list",
    entries: (until) => [temporary(until), STAFF],
    mode: "monitor",
    method: "PATCH",
    path: onPolicy,
    body: () => ({ mode: "enforce" }),
  },
  {
    name: "another part of an enforced policy",
    entries: (until) => [temporary(until), STAFF],
    method: "PATCH",
    path: onPolicy,
    body: () => ({ block_api_requests: true }),
  },
  {
    name: "deleting another entry",
    entries: (until) => [temporary(until), STAFF, { value: "192.0.2.2" }],
    method: "DELETE",
    path: onSecond,
  },
];

const send = ({ method, type, body, path }: Write, world: World, until: string, query: string): Promise<Answer> =>
  call(method, `${path(world)}${query}`, {
    body: body?.(until),
    ...(type === undefined ? {} : { type }),
    ...(method === "PUT" ? { ifMatch: "*" } : {}),
  });

const accessEnds = ({ body }: Answer) =>
  (body.warnings as readonly { readonly code: string }[]).filter(({ code }) => code === "access_ends_at");

const AS_ME = `?as_address=${ME}`;

describe.each(WRITES)("$name", (write) => {
  test("so that access ends in exactly 24 hours is refused with the time, unless it is acknowledged", async () => {
    const world = await aWorld(write.entries(AT_A_DAY), write.mode);
    const before = await stateOf(world.path);
    const refused = await send(write, world, AT_A_DAY, AS_ME);
    expect(refused.status).toBe(409);
    expect(refused.body).toMatchObject({ code: "lockout_risk", your_address: ME, locked_out_at: AT_A_DAY });
    expect(refused.body.detail).toContain(`from ${AT_A_DAY} on`);
    expect(await stateOf(world.path)).toEqual(before);

    const acknowledged = await send(write, world, AT_A_DAY, `${AS_ME}&acknowledge_lockout=true`);
    expect(acknowledged.status).toBe(200);
    expect(accessEnds(acknowledged)).toMatchObject([{ access_ends_at: AT_A_DAY }]);
  });

  test("so that it ends a second later than that goes through with a warning of the time", async () => {
    const world = await aWorld(write.entries(LATER), write.mode);
    const answer = await send(write, world, LATER, AS_ME);
    expect(answer.status).toBe(200);
    const { isNew = false } = write;
    expect(accessEnds(answer)).toEqual([
      expect.objectContaining({
        your_address: ME,
        access_ends_at: LATER,
        entry: {
          ...(isNew ? {} : { id: expect.stringMatching(/^ent_/) }),
          value: expect.stringMatching(/^203\.0\.113\./),
          label: null,
        },
        detail: expect.stringContaining(LATER),
        fix: expect.any(String),
      }),
    ]);
  });

  test("is not judged for the operator alone, nor while the list is not enforced", async () => {
    const world = await aWorld(write.entries(AT_A_DAY), write.mode);
    const alone = await send(write, world, AT_A_DAY, "");
    expect(alone.status).toBe(200);
    expect(JSON.stringify(alone.body)).not.toContain("access_ends_at");
    if (write.path === onPolicy) return;
    const monitored = await aWorld(write.entries(AT_A_DAY), "monitor");
    const answer = await send(write, monitored, AT_A_DAY, AS_ME);
    expect(answer.status).toBe(200);
    expect(JSON.stringify(answer.body)).not.toContain("access_ends_at");
  });
});

describe("a replaced list", () => {
  test("names a new entry by its range and label, and keeps the warning among more than a hundred", async () => {
    const world = await aWorld(lasting());
    const wide = Array.from({ length: 120 }, (_, i) => `10.${i}.1.1/16`);
    const body = [`203.0.113.0/28 until ${LATER} # Visitors`, ...wide].join("\n");
    const { body: answer } = await call("PUT", `${world.list}${AS_ME}`, { body, type: "text/plain", ifMatch: "*" });
    expect(answer.warning_count).toBeGreaterThan(100);
    expect(answer.warnings).toHaveLength(100);
    expect(answer.warnings[0]).toMatchObject({
      code: "access_ends_at",
      value: "203.0.113.0/28",
      entry: { value: "203.0.113.0/28", label: "Visitors" },
    });
    expect(answer.warnings[0].entry).not.toHaveProperty("id");
  });
});

describe("a pure addition is never refused, and tells when access ends", () => {
  const SOON = inMs(3_600_000);
  const soon = [{ value: ME, expires_at: SOON }, STAFF];
  const told = expect.objectContaining({ code: "access_ends_at", access_ends_at: SOON, your_address: ME });

  test.each<[string, number, (world: World) => Promise<Answer>]>([
    ["one entry", 201, ({ list }) => call("POST", `${list}${AS_ME}`, { body: { value: "192.0.2.9" } })],
    ["many", 200, ({ list }) => call("POST", `${list}${AS_ME}`, { body: { items: [{ value: "192.0.2.9" }] } })],
    [
      "a longer list",
      200,
      ({ list }) =>
        call("PUT", `${list}${AS_ME}`, { body: `${ME}\n192.0.2.1\n192.0.2.9`, type: "text/plain", ifMatch: "*" }),
    ],
    ["a label", 200, ({ list, ids }) => call("PATCH", `${list}/${ids[1]}${AS_ME}`, { body: { label: "x" } })],
    ["nothing new", 200, ({ list, ids }) => call("PATCH", `${list}/${ids[1]}${AS_ME}`, { body: { label: null } })],
  ])("%s", async (_, status, write) => {
    const answer = await write(await aWorld(soon));
    expect(answer.status).toBe(status);
    expect(answer.body.warnings).toContainEqual(told);
  });

  test("an entry that is given a later end, one that comes to life again, and one that keeps the caller in", async () => {
    const later = inMs(40 * DAY);
    const world = await aWorld([...soon, { value: "203.0.113.0/24", enabled: false, expires_at: later }]);
    const longer = await call("PATCH", `${world.list}/${world.ids[0]}${AS_ME}`, { body: { expires_at: LATER } });
    expect(longer.status).toBe(200);
    expect(longer.body.warnings[0]).toMatchObject({ code: "access_ends_at", access_ends_at: LATER });
    const revived = await call("POST", `${world.list}${AS_ME}`, { body: { value: "203.0.113.0/24" } });
    expect(revived.body).toMatchObject({ reactivated: true, warnings: [{ access_ends_at: later }] });
    const kept = await call("POST", `${world.list}${AS_ME}`, { body: { value: "203.0.113.0/25" } });
    expect(kept.status).toBe(201);
    expect(JSON.stringify(kept.body.warnings)).not.toContain("access_ends_at");
  });

  test("it takes acknowledge_lockout as the other changes do", async () => {
    const { list } = await aWorld(soon);
    const path = `${list}?acknowledge_lockout=true`;
    expect((await call("POST", path, { body: { value: "192.0.2.9" } })).status).toBe(201);
    expect((await call("POST", `${list}?as_address=me`, { body: { value: "192.0.2.8" } })).status).toBe(422);
  });

  test("a denied visitor who is let in", async () => {
    const { id, path } = await aWorld(soon);
    const denial = { account: id, address: "192.0.2.77", surface: "dashboard", isBlocked: true } as const;
    const visitor = {
      device: { label: "Chrome", type: "desktop" },
      region: { country: null, region: null, city: null },
    };
    const visits = { reason: "address_not_listed", firstAt: NOW, lastAt: NOW, visits: 1 } as const;
    await makeDeps().denials.record([{ ...denial, ...visitor, ...visits }], NOW);
    const [denied] = (await call("GET", `${path}/denials`)).body.items;
    const answer = await call("POST", `${path}/denials/${denied.id}/allow${AS_ME}`, { body: {} });
    expect(answer.status).toBe(201);
    expect(answer.body.warnings).toContainEqual(told);
  });
});

describe("whose access it is about", () => {
  test("an account's token is judged by its own address, and by the one it gives besides", async () => {
    const world = await aWorld([{ value: HERE }, { value: ME, expires_at: LATER }, STAFF, { value: "192.0.2.2" }]);
    const { token } = await makeToken(world.id, ["allowlist:write"]);
    const entry = (i: number) => `${world.list}/${world.ids[i]}`;
    const own = await call("PATCH", entry(0), { body: { expires_at: AT_A_DAY }, token });
    expect(own.body).toMatchObject({ code: "lockout_risk", your_address: HERE, locked_out_at: AT_A_DAY });
    const both = await call("DELETE", `${entry(1)}${AS_ME}`, { token });
    expect(both.body).toMatchObject({ code: "lockout_risk", your_address: ME, locked_out_at: inMs(0) });
    const warned = await call("DELETE", `${entry(2)}${AS_ME}`, { token });
    expect(warned).toMatchObject({ status: 200, body: { warnings: [{ your_address: ME, access_ends_at: LATER }] } });
  });

  test("at once is now", async () => {
    const { list, ids } = await aWorld(lasting());
    const answer = await call("DELETE", `${list}/${ids[0]}${AS_ME}`, { deps: { now: () => NOW + 999 } });
    expect(answer.body).toMatchObject({ code: "lockout_risk", your_address: ME, locked_out_at: inMs(0) });
  });

  test("the audit trail keeps the refusal with the time", async () => {
    const { path, list, ids } = await aWorld(lasting());
    await call("PATCH", `${list}/${ids[0]}${AS_ME}`, { body: { expires_at: AT_A_DAY } });
    const { items } = (await call("GET", `${path}/audit?action=change.refused`)).body;
    expect(items).toMatchObject([
      { detail: { code: "lockout_risk", operation: "updateEntry", your_address: ME, locked_out_at: AT_A_DAY } },
    ]);
  });
});

describe("a preview", () => {
  const preview = ({ path }: Account, body: unknown, query = AS_ME) =>
    call("POST", `${path}/preview${query}`, { body });
  const asked = ({ body }: Answer) => body.addresses.find(({ is }: { readonly is: string }) => is === "as_address");

  test("tells what saving would be refused for, from when on, and with which entry access ends", async () => {
    const world = await aWorld([{ value: "203.0.113.0/24", label: "Office" }, STAFF]);
    const soon = await preview(world, { allowlist: `203.0.113.0/24 until ${AT_A_DAY}\n192.0.2.1` });
    expect(soon.body).toMatchObject({ refusal: "lockout_risk", locked_out_at: AT_A_DAY });
    const ends_with = { id: world.ids[0], value: "203.0.113.0/24", label: "Office" };
    expect(asked(soon)).toMatchObject({ blocked_after: false, access_ends_at: AT_A_DAY, ends_with });
    const later = await preview(world, { allowlist: `203.0.113.0/24 until ${LATER}\n192.0.2.1` });
    expect(later.body).toMatchObject({ refusal: null, locked_out_at: null });
    expect(asked(later)).toMatchObject({ access_ends_at: LATER, ends_with });
    const never = await preview(world, { allowlist: `203.0.113.0/24 until ${LATER}\n${ME}\n192.0.2.1` });
    expect(asked(never)).toMatchObject({ access_ends_at: null, ends_with: null });
    const gone = await preview(world, { allowlist: "192.0.2.1" });
    expect(gone.body).toMatchObject({ refusal: "lockout_risk", locked_out_at: inMs(0) });
    expect(asked(gone)).toMatchObject({ blocked_after: true, access_ends_at: inMs(0), ends_with: null });
  });

  test("of enforcing the list as it is tells the end of the entry that is there", async () => {
    const world = await aWorld([{ value: ME, expires_at: AT_A_DAY }, STAFF], "off");
    const { body } = await preview(world, { policy: { mode: "enforce" } });
    expect(body).toMatchObject({ refusal: "lockout_risk", locked_out_at: AT_A_DAY });
    expect((await preview(world, { policy: { mode: "monitor" } })).body).toMatchObject({ refusal: null });
  });
});
