import type { BrowserContextOptions, Page } from "playwright-core";
import { inject, onTestFinished } from "vitest";
import { setUpAccount } from "../../support/set-up-account.ts";
import { browser } from "./page.ts";

export const BASE = "/.gatehouse";
/** Addresses for documentation, which no one has (RFC 5737, RFC 3849). */
export const OFFICE = "198.51.100.7";
export const HOME = "203.0.113.9";

export interface AccountPlan {
  readonly name?: string;
  readonly mode?: "off" | "monitor" | "enforce";
  /** As text: one a line, labels behind `#`. */
  readonly list?: string;
}

export interface Visitor extends BrowserContextOptions {
  /** Where the visitor comes from. */
  readonly from?: string;
  readonly actorName?: string;
  /** The product's id of the person, and the session that the person comes with. */
  readonly user?: string;
  readonly session?: string;
}

/** An account of its own for a test, with its host and its list. */
export interface Account {
  readonly id: string;
  /** Such as `http://t1.localhost:8787`: browsers take names under localhost for this machine. */
  readonly site: string;
  /** A call of the API as the operator makes it; throws what was refused. */
  // biome-ignore lint/suspicious/noExplicitAny: what it holds is what the tests are about
  api(method: string, path: string, body?: unknown): Promise<any>;
  /** A browser of its own, come into the console by a link as the product makes it, at this path. */
  enter(path?: string, visitor?: Visitor): Promise<Page>;
  /** A browser of its own, without a login. */
  visit(path: string, visitor?: Visitor): Promise<Page>;
}

export async function makeAccount({
  name = "Bharat Ltd",
  mode = "off",
  list = "",
}: AccountPlan = {}): Promise<Account> {
  const id = `t-${crypto.randomUUID().slice(0, 8)}`;
  const port = inject("port");
  const hostname = `${id}.localhost`;
  const site = `http://${hostname}:${port}`;

  async function api(method: string, path: string, body?: unknown) {
    const response = await fetch(`http://localhost:${port}${BASE}/api/v1${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${inject("operatorToken")}`,
        ...(body === undefined ? {} : { "Content-Type": typeof body === "string" ? "text/plain" : "application/json" }),
      },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text === "" ? null : JSON.parse(text);
  }

  async function visit(path: string, { from = OFFICE, ...options }: Visitor = {}): Promise<Page> {
    const { actorName: _name, user: _user, session: _session, ...context } = options;
    const opened = await (await browser()).newContext({
      locale: "en-GB",
      timezoneId: "Europe/Madrid",
      ...context,
      extraHTTPHeaders: { "CF-Connecting-IP": from },
    });
    onTestFinished(() => opened.close());
    const page = await opened.newPage();
    page.setDefaultTimeout(15_000);
    await page.goto(site + path);
    return page;
  }

  const set = { ...(list === "" ? {} : { list }), ...(mode === "off" ? {} : { mode }) };
  await setUpAccount(api, { id, name, host: hostname, ...set });

  return {
    id,
    site,
    api: (method, path, body) => api(method, `/accounts/${id}${path}`, body),
    visit,
    async enter(path = "/allowlist", visitor = {}) {
      const { actorName = "Ann Lee", user = null, session = null } = visitor;
      const link = await api("POST", `/accounts/${id}/console-links`, { actor_name: actorName, user, session });
      const page = await visit(new URL(link.url).pathname, visitor);
      // With script the entrance opens by itself.
      if (visitor.javaScriptEnabled === false) await page.getByRole("button", { name: /console|consola/i }).click();
      await page.waitForURL((url) => !url.pathname.includes("/enter/"));
      if (path !== "/allowlist") await page.goto(`${site}${BASE}/a/${id}${path}`);
      return page;
    },
  };
}

/** Presses a button that sends a form, and waits for the page that answers. */
export async function press(page: Page, name: string): Promise<void> {
  await Promise.all([page.waitForNavigation(), page.getByRole("button", { name, exact: true }).click()]);
}
