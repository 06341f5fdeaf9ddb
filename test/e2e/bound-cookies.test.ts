import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Gatehouse, makeAccount, startGatehouse, TRUSTED } from "../servers/gatehouse.ts";
import { openPage } from "./support/page.ts";

// Attack A28 and honest uses H2 and H7 of bound cookies, in a real browser: names below .localhost are this machine to it,
// and secure enough for Secure and __Host- cookies.

const SITE = "crm.acme.localhost";
const NEIGHBOUR = "blog.acme.localhost";
const OTHER_SITE = "portal.example.localhost";

/** A product that gives out a new value with each answer; every older one works on, as encrypted cookies do. */
function createProduct() {
  const users = new Map<string, string>();
  const attributes = { text: "Path=/; HttpOnly; Secure; SameSite=Lax" };
  let serial = 0;
  const sidOf = (request: IncomingMessage): string =>
    /(?:^|; )sid=([^;]*)/.exec(request.headers.cookie ?? "")?.[1] ?? "";
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://product.invalid");
    const user = pathname === "/login" ? (searchParams.get("user") ?? "") : (users.get(sidOf(request)) ?? "");
    const wait = Number(searchParams.get("wait") ?? 0);
    setTimeout(() => {
      if (user !== "") {
        const value = `value-${++serial}-${Math.random().toString(36).slice(2)}`;
        users.set(value, user);
        response.setHeader("Set-Cookie", `sid=${value}; ${attributes.text}`);
      }
      response.setHeader("Content-Type", "text/html");
      response.statusCode = pathname === "/dashboard" && user === "" ? 401 : 200;
      response.end(`<!doctype html><title>${user || "nobody"}</title><p>${user || "nobody"}</p>`);
    }, wait);
  });
  return { server, attributes };
}

const product = createProduct();
/** Whatever stands on other hosts of this machine: a page that does nothing. */
const elsewhere = createServer((_, response) => response.setHeader("Content-Type", "text/html").end("<!doctype html>"));
let gatehouse: Gatehouse;
let site = "";

const portOf = (server: Server): number => {
  const address = server.address();
  return address === null || typeof address === "string" ? 0 : address.port;
};

beforeAll(async () => {
  for (const server of [product.server, elsewhere]) await once(server.listen(0, "127.0.0.1"), "listening");
  gatehouse = await startGatehouse(new Map([["product", portOf(product.server)]]), () => ({
    SESSION_COOKIES: "sid",
    AUTHENTICATED_PATHS: "/dashboard",
    LOGIN_PATHS: "/login",
    BIND_SESSIONS: "strict",
  }));
  await makeAccount(gatehouse.apiFor("product"), "site", SITE);
  site = `http://${SITE}:${gatehouse.portFor("product")}`;
});

afterAll(async () => {
  await gatehouse.close();
  for (const server of [product.server, elsewhere]) server.close();
});

const open = (): Promise<Page> => openPage({ extraHTTPHeaders: { "CF-Connecting-IP": TRUSTED } });

test("H2: twenty answers that each rotate both cookies, in any order, throw nobody out", async () => {
  const page = await open();
  await page.goto(`${site}/login?user=ann`);
  for (let round = 0; round < 3; round++) {
    const statuses = await page.evaluate(async () => {
      const calls = Array.from({ length: 20 }, () => fetch(`/dashboard?wait=${Math.floor(Math.random() * 60)}`));
      return (await Promise.all(calls)).map(({ status }) => status);
    });
    expect(new Set(statuses)).toEqual(new Set([200]));
    await page.goto(`${site}/dashboard`);
    expect(await page.title()).toBe("ann");
  }
  const { text } = await gatehouse.apiFor("product")("GET", "/accounts/site/sessions?state=active");
  expect(JSON.parse(text).items).toHaveLength(1);
});

test("A28: what a sub-domain's neighbour tosses is no session, and takes nobody's", async () => {
  const attacker = await open();
  await attacker.goto(`${site}/login?user=mallory`);
  const stolen = await attacker.context().cookies(site);
  const victim = await open();
  await victim.goto(`${site}/login?user=ann`);
  // JavaScript of the neighbour sets what it may: for the domain above both, and never with the prefix __Host-.
  await victim.goto(`http://${NEIGHBOUR}:${portOf(elsewhere)}/`);
  await victim.evaluate(
    (cookies) => {
      for (const [name, value] of cookies) {
        for (const path of ["/", "/dashboard"]) {
          // biome-ignore lint/suspicious/noDocumentCookie: what an attacker does
          document.cookie = `${name}=${value}; Domain=acme.localhost; Path=${path}`;
          // biome-ignore lint/suspicious/noDocumentCookie: what an attacker does
          document.cookie = `${name.replace("__Host-", "")}=${value}; Domain=acme.localhost; Path=${path}`;
        }
      }
    },
    stolen.map(({ name, value }) => [name, value] as const),
  );
  await victim.goto(`${site}/dashboard`);
  expect(await victim.title()).toBe("ann");
});

test("H7: a partitioned cookie in a frame of another site keeps its login, with its seal", async () => {
  product.attributes.text = "Path=/; HttpOnly; Secure; SameSite=None; Partitioned";
  const page = await open();
  await page.goto(`http://${OTHER_SITE}:${portOf(elsewhere)}/`);
  const titles: string[] = [];
  for (const path of ["/login?user=zoe", "/dashboard", "/dashboard"]) {
    await page.setContent(`<iframe src="${site}${path}"></iframe>`);
    titles.push(await page.frameLocator("iframe").locator("p").innerText());
  }
  expect(titles).toEqual(["zoe", "zoe", "zoe"]);
  await page.goto(`${site}/dashboard`);
  expect(await page.title()).toBe("nobody");
});
