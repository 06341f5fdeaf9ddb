import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { Device } from "../../support/device.ts";
import { sealIn } from "../cookies/bound-world.ts";
import type { ProductPlan } from "./product.ts";
import {
  CHROME,
  dashboardOf,
  FIREFOX,
  LOGIN_PAGE,
  logIn,
  type ProductVariant,
  type ProductWorld,
  type StartedProducts,
  startProducts,
} from "./product-world.ts";

const CLICKS = 30;
const PARALLEL = 100;
const CHROME_LABEL = "Chrome 131 on Windows";
const FIREFOX_LABEL = "Firefox 133 on Linux";
/** An ending holds everywhere within 30 seconds while D1 answers (DESIGN.md, "Sessions"); and a poll's pause. */
const ELSEWHERE = { timeout: 32_000, interval: 500 };

const modes = [
  { vars: { BIND_SESSIONS: "enroll" }, signals: false, says: "enroll" },
  { vars: { BIND_SESSIONS: "strict" }, signals: false, says: "strict" },
  { vars: { BIND_SESSIONS: "strict" }, signals: true, says: "strict, with signals" },
];

/** What holds of every product when its sessions are bound, in enroll and in strict. */
export function describeBoundProducts(products: Readonly<Record<string, ProductPlan>>): void {
  const variants: readonly ProductVariant[] = Object.entries(products).flatMap(([product, plan]) =>
    modes.map(({ vars, signals, says }) => ({
      name: `${product}, ${says}`,
      plan,
      signals,
      vars,
      isElsewhereToo: true,
    })),
  );
  let started: StartedProducts | null = null;
  beforeAll(async () => {
    started = await startProducts(variants);
  });
  afterAll(async () => started?.close());
  const worldOf = async ({ name }: ProductVariant): Promise<ProductWorld> => {
    if (started === null) throw new Error("the products were not started");
    return started.makeWorld(name);
  };

  describe.each(variants)("$name", (variant) => {
    testOneSession(variant, worldOf);
    testParallelRequests(variant, worldOf);
    testUnsealed(variant, worldOf);
  });

  test("at another location, which was visited before, what was ended is out within the bound", async () => {
    // Side by side: each waits for the bound.
    const ended = await Promise.allSettled(variants.map(async (variant) => endElsewhere(await worldOf(variant))));
    const failed = ended.flatMap((result, index) =>
      result.status === "rejected" ? [`${variants[index]?.name}: ${result.reason}`] : [],
    );
    expect(failed).toEqual([]);
  });
}

/** Ends a login here that also goes to another location, and waits for it to be out there. */
async function endElsewhere({ browser, browserElsewhere, onRecord, logOut, sessions }: ProductWorld): Promise<void> {
  const [here, there, other] = [browser(CHROME), browserElsewhere(CHROME), browserElsewhere(FIREFOX)];
  await logIn(here, "ann");
  await logIn(other, "ann");
  await onRecord(FIREFOX_LABEL);
  const { id } = await onRecord(CHROME_LABEL);
  copyJar(here, there);
  for (let clicks = 0; clicks < CLICKS; clicks += 1) expect(await there.open("/dashboard")).toEqual(dashboardOf("ann"));
  const copies = [new Map(here.jar), new Map(there.jar)];
  expect(await sessions()).toHaveLength(2);
  await logOut(id);
  expect(await here.open("/dashboard")).toEqual(LOGIN_PAGE);
  await vi.waitFor(async () => expect(await there.open("/dashboard")).toEqual(LOGIN_PAGE), ELSEWHERE);
  for (const copy of copies) expect(await openWith(browserElsewhere(), copy)).toEqual(LOGIN_PAGE);
  expect(await other.open("/dashboard")).toEqual(dashboardOf("ann"));
}

type WorldOf = (variant: ProductVariant) => Promise<ProductWorld>;

function testOneSession(variant: ProductVariant, worldOf: WorldOf): void {
  const { cookie, changesCookie } = variant.plan;

  test("a login is one session on record, however often its cookie changes, and is ended with every value of it", async () => {
    const { browser, onRecord, sessions, logOut } = await worldOf(variant);
    const [one, other] = [browser(CHROME), browser(FIREFOX)];
    await logIn(one, "ann");
    await logIn(other, "ann");
    await onRecord(FIREFOX_LABEL);
    const { id } = await onRecord(CHROME_LABEL);
    const copies: ReadonlyMap<string, string>[] = [];
    for (let clicks = 0; clicks < CLICKS; clicks += 1) {
      for (const device of [one, other]) expect(await device.open("/dashboard")).toEqual(dashboardOf("ann"));
      copies.push(new Map(one.jar));
    }
    expect(new Set(copies.map((copy) => copy.get(cookie))).size).toBe(changesCookie ? CLICKS : 1);
    expect(await sessions()).toHaveLength(2);
    await logOut(id);
    for (const copy of copies) expect(await openWith(browser(), copy)).toEqual(LOGIN_PAGE);
    expect(await one.open("/dashboard")).toEqual(LOGIN_PAGE);
    expect(await other.open("/dashboard")).toEqual(dashboardOf("ann"));
    expect(await logIn(one, "ann")).toEqual(dashboardOf("ann"));
    expect((await onRecord(CHROME_LABEL)).id).not.toBe(id);
  });

  test("no value of an ended session comes in under another session's seal", async () => {
    const { browser, onRecord, logOut } = await worldOf(variant);
    const [ended, thief] = [browser(CHROME), browser(FIREFOX)];
    await logIn(ended, "ann");
    await logIn(thief, "zoe");
    await onRecord(FIREFOX_LABEL);
    const value = ended.jar.get(cookie) ?? "";
    await logOut((await onRecord(CHROME_LABEL)).id);
    thief.jar.set(cookie, value);
    expect(await thief.open("/dashboard")).toEqual(LOGIN_PAGE);
  });
}

function testParallelRequests(variant: ProductVariant, worldOf: WorldOf): void {
  const { cookie } = variant.plan;

  test("a hundred requests side by side while the cookie changes: all pass, and it is one session", async () => {
    const { browser, onRecord, sessions } = await worldOf(variant);
    const one = browser();
    await logIn(one, "ann");
    const { id } = await onRecord(CHROME_LABEL);
    for (let round = 0; round < 3; round += 1) {
      const seen = await Promise.all(Array.from({ length: PARALLEL }, () => one.open("/dashboard")));
      expect(seen.filter(({ path }) => path !== "/dashboard")).toEqual([]);
    }
    expect(await one.open("/dashboard")).toEqual(dashboardOf("ann"));
    expect(sealIn(one, cookie)).not.toBe("");
    expect((await sessions()).map((session) => session.id)).toEqual([id]);
  });
}

function testUnsealed(variant: ProductVariant, worldOf: WorldOf): void {
  const { cookie } = variant.plan;

  const title =
    variant.vars?.BIND_SESSIONS === "strict"
      ? "a login from before Gatehouse is asked to log in again, once"
      : "a login from before Gatehouse goes on, is sealed by its first visit, and is ended like any other";

  test(title, async () => {
    const { browser, insider, onRecord, logOut } = await worldOf(variant);
    const [one, past] = [browser(), insider()];
    await logIn(past, "ann");
    copyJar(past, one);
    if (variant.vars?.BIND_SESSIONS === "strict") {
      expect(await one.open("/dashboard")).toEqual(LOGIN_PAGE);
      expect(await logIn(one, "ann")).toEqual(dashboardOf("ann"));
      expect(await one.open("/dashboard")).toEqual(dashboardOf("ann"));
      return;
    }
    expect(await one.open("/dashboard")).toEqual(dashboardOf("ann"));
    const { id } = await onRecord(CHROME_LABEL);
    await one.open("/dashboard");
    const sealed = new Map(one.jar);
    expect(sealIn(one, cookie)).not.toBe("");
    await logOut(id);
    expect(await one.open("/dashboard")).toEqual(LOGIN_PAGE);
    expect(await openWith(browser(), sealed)).toEqual(LOGIN_PAGE);
    // Without a seal the value that was proven is known by its hash.
    expect(await openWith(browser(), past.jar)).toEqual(LOGIN_PAGE);
  });
}

function copyJar(from: Device, to: Device): void {
  for (const [name, value] of from.jar) to.jar.set(name, value);
}

async function openWith(device: Device, jar: ReadonlyMap<string, string>) {
  for (const [name, value] of jar) device.jar.set(name, value);
  return device.open("/dashboard");
}
