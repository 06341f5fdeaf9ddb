import { beforeEach, describe, expect, test } from "vitest";
import {
  ATTRIBUTES,
  type Browser,
  createBrowser,
  expectNoPieceOf,
  logIn,
  secret,
} from "../../../support/bound-world.ts";
import { UNTRUSTED } from "../../../support/world.ts";
import { build, edge, otherEdge, vault } from "../../bound/world.ts";
import { makeClosed, shareHost } from "../world.ts";

// A public page, and a visitor whose address is not on the list: the page comes without a login, so the product may set
// an anonymous cookie. It must not replace a login that the browser has; it must arrive where there is none.

const PLACES = [
  { place: "a host of one account", isShared: false, signals: false, vars: {} },
  { place: "a shared host by signals", isShared: true, signals: true, vars: {} },
  { place: "a shared host by a resolver", isShared: true, signals: false, vars: { ACCOUNT_RESOLVER: "/whoami" } },
] as const;

describe.each(PLACES)("$place", ({ isShared, signals, vars }) => {
  let at = "";
  let closed = "";
  let anonymous = "";

  beforeEach(async () => {
    build({ signals }, vars);
    const own = await makeClosed();
    closed = own.id;
    at = isShared ? await shareHost() : own.host;
    anonymous = secret();
  });

  const away = (jar?: Browser["jar"]): Browser =>
    createBrowser(edge, { host: at, from: UNTRUSTED, ...(jar === undefined ? {} : { jar }) });

  /** The public page that sets an anonymous cookie; the names of the cookies that reach the browser. */
  async function openPublic(browser: Browser, to = edge): Promise<readonly string[]> {
    vault.answers(() => ({ setCookie: [`sid=${anonymous}${ATTRIBUTES}`, "theme=dark"] }));
    const answer = await browser.go("/public/page", { at: to });
    vault.answers(null);
    expect(answer.status).toBe(200);
    return answer.headers.getSetCookie().map((line) => line.split("=", 1)[0] ?? "");
  }

  const SEAL = expect.stringMatching(/^__Host-gth1-/);

  test("a login stays: its cookie does not arrive, and nothing takes its place", async () => {
    const browser = createBrowser(edge, { host: at });
    await logIn(browser, "ann", closed);
    const { value, seal } = browser.pair();
    for (const to of [edge, otherEdge(vars)]) {
      const visitor = away(browser.jar.copy());
      expect(await openPublic(visitor, to)).toEqual(["theme"]);
      expectNoPieceOf(value, vault.last);
      expect([visitor.pair().value, visitor.pair().seal]).toEqual([value, seal]);
    }
    expect((await browser.go("/dashboard")).status).toBe(200);
  });

  test("a browser without a cookie gets the anonymous one, with its seal", async () => {
    for (const to of [edge, otherEdge(vars)]) {
      const visitor = away();
      expect(await openPublic(visitor, to)).toEqual(["sid", "theme", SEAL]);
      expect(visitor.pair().value).toBe(anonymous);
    }
  });

  test.each([
    ["an unsealed cookie", () => `sid=${secret()}; Path=/; Secure`],
    ["an unsealed cookie of another name", () => `crm_session=${secret()}; Path=/; Secure`],
    ["one that only begins with the name", () => `sid_junk=${secret()}; Path=/; Secure`],
  ])("and so does one with %s, which never passes", async (_, line) => {
    for (const to of [edge, otherEdge(vars)]) {
      const visitor = away();
      const junk = line();
      visitor.jar.store(`https://${at}/`, [junk]);
      expect(await openPublic(visitor, to)).toEqual(["sid", "theme", SEAL]);
      expect(visitor.pair().value).toBe(anonymous);
      expectNoPieceOf(/=([^;]*)/.exec(junk)?.[1] ?? "", vault.last);
    }
  });

  test("and so does one whose seal is of another cookie", async () => {
    const browser = createBrowser(edge, { host: at });
    await logIn(browser, "ann", closed);
    for (const to of [edge, otherEdge(vars)]) {
      const visitor = away(browser.jar.copy());
      visitor.jar.store(`https://${at}/`, [`sid=${secret()}${ATTRIBUTES}`]);
      expect(await openPublic(visitor, to)).toEqual(["sid", "theme", SEAL]);
      expect(visitor.jar.find("sid")?.value).toBe(anonymous);
    }
  });
});
