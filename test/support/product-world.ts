import { createExecutionContext, createScheduledController, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import worker from "../../src/index.ts";
import { createDevice, type Device, type Send } from "./device.ts";
import { TRUSTED } from "./world.ts";

/** The users of the demo product; Bob's second factor is always the same. */
export const ANN = { email: "ann@example.com", password: "ann-password" };
export const BOB = { email: "bob@example.com", password: "bob-password", code: "123456" };
export const ZOE = { email: "zoe@example.com", password: "zoe-password" };

export const CHROME =
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36";
export const FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0";
export const PHONE =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1";
export const APP = "LarkspurCRM/3.2 (iPhone; iOS 18.1; Scale/3.00)";

export interface DevicePlan {
  readonly userAgent?: string;
  readonly from?: string;
  readonly region?: { readonly country: string; readonly region: string; readonly city: string };
}

/** A call of the API as the operator makes it. */
export type Call = (method: string, path: string, body?: object) => Promise<Called>;

export interface Called {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: what it holds is what the tests are about
  readonly body: any;
}

export interface Location {
  readonly device: (plan?: DevicePlan) => Device;
  readonly api: Call;
  /** The minute's job. */
  readonly cron: () => Promise<void>;
}

/**
 * One location of the real Worker, entered where Cloudflare enters it, in front of the demo product: memory of its own,
 * the same KV and D1 as the others. What runs after a response has run when the response is given.
 */
export function createLocation(
  host: string,
  { signals = true, vars = {} }: { readonly signals?: boolean; readonly vars?: Readonly<Record<string, unknown>> } = {},
): Location {
  const bindings = { ...env, ...(signals ? {} : { ORIGIN: env.SILENT_ORIGIN }), ...vars } as Env;

  async function enter(request: Request): Promise<Response> {
    const context = createExecutionContext();
    const response = await worker.fetch(request, bindings, context);
    await waitOnExecutionContext(context);
    return response;
  }

  return {
    device({ userAgent = CHROME, from = TRUSTED, region }: DevicePlan = {}): Device {
      const send: Send = (path, { method, headers, body }) =>
        enter(
          new Request(`https://${host}${path}`, {
            method,
            headers: { "CF-Connecting-IP": from, ...headers },
            body,
            redirect: "manual",
            ...(region === undefined ? {} : { cf: region }),
          }),
        );
      return createDevice(send, { "User-Agent": userAgent });
    },
    async api(method, path, body) {
      const headers = { Authorization: `Bearer ${env.OPERATOR_TOKEN}`, "Content-Type": "application/json" };
      const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
      const response = await enter(new Request(`https://${host}/.gatehouse/api/v1${path}`, init));
      return { status: response.status, body: await response.json() };
    },
    async cron(): Promise<void> {
      await worker.scheduled(createScheduledController({ scheduledTime: new Date(Date.now()) }), bindings);
    },
  };
}
