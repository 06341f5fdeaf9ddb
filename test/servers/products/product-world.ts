import { expect, vi } from "vitest";
import { createDevice, type Device } from "../../support/device.ts";
import { type Gatehouse, makeAccount, startGatehouse, TRUSTED } from "../gatehouse.ts";
import { sendTo } from "./host-request.ts";
import type { ProductPlan, RunningProduct } from "./product.ts";

export const CHROME =
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36";
export const FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0";

export interface SessionItem {
  readonly id: string;
  readonly user: string | null;
  readonly name: string | null;
  readonly device: { readonly label: string };
  readonly end_reason: string | null;
}

/** A product behind Gatehouse, and an account of its own for each test. */
export interface ProductWorld {
  readonly browser: (userAgent?: string) => Device;
  /** A browser whose requests come to another location: an isolate of its own, on the same D1 and KV. */
  readonly browserElsewhere: (userAgent?: string) => Device;
  /** A browser that comes to the product past Gatehouse. */
  readonly insider: () => Device;
  readonly sessions: (state?: "active" | "ended") => Promise<readonly SessionItem[]>;
  /** The one device of this label, as soon as it is on record: what is recorded is recorded after the response. */
  readonly onRecord: (label: string) => Promise<SessionItem>;
  readonly logOut: (id: string) => Promise<void>;
  readonly events: (event: string) => number;
}

/** A product as it is deployed: with its signals or without, and with vars beside those of every product. */
export interface ProductVariant {
  readonly name: string;
  readonly plan: ProductPlan;
  readonly signals: boolean;
  readonly vars?: Readonly<Record<string, string>>;
  /** Whether there is a second location before it. */
  readonly isElsewhereToo?: boolean;
}

export interface StartedProducts {
  readonly makeWorld: (name: string) => Promise<ProductWorld>;
  readonly close: () => Promise<void>;
}

export const LOGIN_PAGE = { path: "/login", status: 200, text: "Log in" };
export const dashboardOf = (user: string) => ({ path: "/dashboard", status: 200, text: `Dashboard of ${user}` });
export const logIn = (device: Device, user: string) => device.submit("/login", { user, password: `${user}-password` });

/** What is recorded is recorded after the response. */
const ON_RECORD = { timeout: 10_000, interval: 50 };

const elsewhere = (name: string): string => `${name}, elsewhere`;

/** Starts each product, and Gatehouse before all of them. */
export async function startProducts(variants: readonly ProductVariant[]): Promise<StartedProducts> {
  const running = new Map<string, RunningProduct>();
  for (const { name, plan, signals } of variants) running.set(name, await plan.start({ signals }));
  const gates = variants.flatMap((variant) => {
    const port = running.get(variant.name)?.port ?? 0;
    return [variant.name, ...(variant.isElsewhereToo ? [elsewhere(variant.name)] : [])].map((gate) => ({
      gate,
      port,
      variant,
    }));
  });
  const gatehouse = await startGatehouse(new Map(gates.map(({ gate, port }) => [gate, port])), (name) => {
    const variant = gates.find(({ gate }) => gate === name)?.variant;
    return {
      SESSION_COOKIES: variant?.plan.cookie ?? "",
      AUTHENTICATED_PATHS: "/dashboard",
      LOGIN_PATHS: "/login",
      LOGOUT_PATHS: "/logout",
      ...variant?.vars,
    };
  });
  let made = 0;
  return {
    makeWorld: async (name) => {
      made += 1;
      return makeWorld(gatehouse, name, `account-${made}`, running.get(name)?.port ?? 0);
    },
    close: async () => {
      await gatehouse.close();
      for (const { close } of running.values()) await close();
    },
  };
}

async function makeWorld(
  gatehouse: Gatehouse,
  name: string,
  account: string,
  insiderPort: number,
): Promise<ProductWorld> {
  const { log } = gatehouse;
  const call = gatehouse.apiFor(name);
  const host = `${account}.example.com`;
  await makeAccount(call, account, host);
  const browserAt = (gate: string, userAgent: string): Device =>
    createDevice(sendTo(gatehouse.portFor(gate), { Host: host, "CF-Connecting-IP": TRUSTED }), {
      "User-Agent": userAgent,
    });
  const sessions: ProductWorld["sessions"] = async (state = "active") => {
    const { status, text } = await call("GET", `/accounts/${account}/sessions?state=${state}`);
    if (status !== 200) throw new Error(text);
    return JSON.parse(text).items;
  };
  const labelled = async (label: string) => (await sessions()).filter(({ device }) => device.label === label);
  return {
    browser: (userAgent = CHROME) => browserAt(name, userAgent),
    browserElsewhere: (userAgent = CHROME) => browserAt(elsewhere(name), userAgent),
    insider: () => createDevice(sendTo(insiderPort, { Host: host })),
    sessions,
    // Not expect.poll, which knows no test when several run side by side.
    onRecord: (label) =>
      vi.waitFor(async () => {
        const [found, ...more] = await labelled(label);
        if (found === undefined || more.length > 0)
          throw new Error(`not one ${label} on record but ${found ? 1 + more.length : 0}`);
        return found;
      }, ON_RECORD),
    async logOut(id) {
      const { status, text } = await call("DELETE", `/accounts/${account}/sessions/${id}`);
      expect([status, JSON.parse(text)]).toEqual([200, { ended: 1 }]);
    },
    events: (event) => log.filter((line) => line.event === event && line.account === account).length,
  };
}
