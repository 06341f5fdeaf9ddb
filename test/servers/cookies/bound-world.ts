import { randomBytes, randomUUID } from "node:crypto";
import { expect, vi } from "vitest";
import { createDevice, type Device } from "../../support/device.ts";
import { type Gatehouse, HOST, makeAccount, startGatehouse, TRUSTED } from "../gatehouse.ts";
import { sendTo } from "../products/host-request.ts";
import { requestRaw } from "../raw-request.ts";
import type { Loot } from "./attacks.ts";
import { type Arrival, type EchoOrigin, startEchoOrigin } from "./echo-origin.ts";
import { type SealedCookie, sealNameOf } from "./secret.ts";

export type BindMode = "strict" | "enroll" | "off";

const ACCOUNT = "acme";
const OTHER_ACCOUNT = "beta";
const OTHER_HOST = "beta.example.com";
/** Writes to the record come after the response. */
const ON_RECORD = { timeout: 10_000, interval: 50 };

export interface LogInOptions {
  readonly host?: string;
  /** Of the session cookie; its value is random unless it is given. */
  readonly attributes?: string;
  readonly value?: string;
  readonly device?: Device;
}

export interface Login {
  readonly device: Device;
  readonly cookie: SealedCookie;
}

export interface Visit {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  /** Null: nothing came to the origin. */
  readonly arrival: Arrival | null;
}

/** Gatehouse before an origin that tells what came, with one name of a session cookie. */
export interface BoundWorld {
  readonly name: string;
  /** A visit with exactly these Cookie lines from the trusted address. */
  readonly visit: (
    lines: readonly string[],
    target?: string,
    headers?: readonly (readonly [string, string])[],
  ) => Promise<Visit>;
  /** A browser of its own; `path` of its requests may have commands for the origin (echo-origin.ts). */
  readonly browser: (host?: string) => Device;
  /** A login through Gatehouse; throws when no seal comes with its cookie. */
  readonly logIn: (options?: LogInOptions) => Promise<Login>;
  /** The id of a login on record, as the origin is told it. */
  readonly idOf: (login: Login) => Promise<string>;
  readonly end: (id: string) => Promise<void>;
  /** One of each thing that an attacker may hold. */
  readonly takeLoot: () => Promise<Loot>;
}

export const randomValue = (): string => randomBytes(32).toString("base64url");

export const setting = (line: string): string => `set=${encodeURIComponent(line)}`;

export async function startBoundWorlds(
  names: readonly string[],
  mode: BindMode,
): Promise<{ readonly worlds: ReadonlyMap<string, BoundWorld>; readonly close: () => Promise<void> }> {
  const origins = new Map<string, EchoOrigin>();
  for (const name of names) origins.set(name, await startEchoOrigin(name));
  const ports = new Map([...origins].map(([name, { port }]) => [name, port]));
  const gatehouse = await startGatehouse(ports, (name) => ({
    SESSION_COOKIES: name,
    BIND_SESSIONS: mode,
    AUTHENTICATED_PATHS: "/dashboard",
    LOGIN_PATHS: "/login",
    LOGOUT_PATHS: "/logout",
  }));
  const [first = ""] = names;
  await makeAccount(gatehouse.apiFor(first), OTHER_ACCOUNT, OTHER_HOST);
  const worlds = new Map([...origins].map(([name, origin]) => [name, makeWorld(name, gatehouse, origin)]));
  return {
    worlds,
    close: async () => {
      await gatehouse.close();
      for (const { close } of origins.values()) await close();
    },
  };
}

function makeWorld(name: string, gatehouse: Gatehouse, origin: EchoOrigin): BoundWorld {
  const port = gatehouse.portFor(name);
  const call = gatehouse.apiFor(name);

  const visit: BoundWorld["visit"] = async (lines, target = "/echo", headers = []) => {
    const mark = randomUUID();
    const { status, headers: answered } = await requestRaw(
      port,
      `${target}${target.includes("?") ? "&" : "?"}visit=${mark}`,
      [["Host", HOST], ["CF-Connecting-IP", TRUSTED], ...lines.map((line) => ["Cookie", line] as const), ...headers],
    );
    return { status, headers: answered, arrival: origin.arrivalOf(mark) };
  };

  const browser: BoundWorld["browser"] = (host = HOST) =>
    createDevice(sendTo(port, { Host: host, "CF-Connecting-IP": TRUSTED }));

  const logIn: BoundWorld["logIn"] = async ({
    host = HOST,
    attributes = "Path=/; HttpOnly",
    value = randomValue(),
    device = browser(host),
  } = {}) => {
    await device.request(`/login?${setting(`${name}=${value}; ${attributes}`)}`, { method: "POST" });
    return { device, cookie: { name, value, seal: sealIn(device, name) } };
  };

  const idOf: BoundWorld["idOf"] = async ({ device }) => {
    const look = async (): Promise<string> => {
      const mark = randomUUID();
      await device.request(`/dashboard?visit=${mark}`, {});
      const id = origin.arrivalOf(mark)?.session;
      if (typeof id !== "string") throw new Error(`no session of ${name} is on record`);
      return id;
    };
    return await vi.waitFor(look, ON_RECORD);
  };

  const end: BoundWorld["end"] = async (id) => {
    const { status, text } = await call("DELETE", `/accounts/${ACCOUNT}/sessions/${id}`);
    expect([status, text]).toEqual([200, expect.stringContaining('"ended":1')]);
  };

  const takeLoot: BoundWorld["takeLoot"] = async () => {
    const live = await logIn();
    const second = await logIn({ attributes: "Path=/app" });
    const other = await logIn({ host: OTHER_HOST });
    const ended = await logIn();
    await end(await idOf(ended));
    const past = createDevice(sendTo(origin.port, { Host: HOST }));
    const unsealed = randomValue();
    await past.request(`/login?${setting(`${name}=${unsealed}; Path=/`)}`, { method: "POST" });
    return {
      live: live.cookie,
      second: second.cookie,
      ended: ended.cookie,
      other: other.cookie,
      unsealed: { name, value: unsealed, seal: null },
    };
  };

  return { name, visit, browser, logIn, idOf, end, takeLoot };
}

/** The seal that lies in a browser's jar beside this cookie. */
export function sealIn({ jar }: Device, name: string): string {
  for (const sealName of [sealNameOf(name, true), sealNameOf(name)]) {
    const value = jar.get(sealName);
    if (value !== undefined && value !== "") return `${sealName}=${value}`;
  }
  throw new Error(`no seal came with ${name}: the jar has ${[...jar.keys()].join(", ")}`);
}
