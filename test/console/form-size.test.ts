import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import {
  MAX_LIST_FORM_BYTES,
  MAX_PLAIN_FORM_BYTES,
  MAX_RETAINED_FORM_BYTES,
} from "../../src/console/access/form-sizes.ts";
import { SECTIONS } from "../../src/console/sections.ts";
import worker from "../../src/index.ts";
import { makeAccount, TRUSTED, UNTRUSTED } from "../support/world.ts";
import { BASE, cookieName, enterConsole, enterWithToken } from "./visitor.ts";

// docs/security.md, row 29: a request that anyone can send has no cost that grows with its size.

const KIB = 1024;
const CHUNK = 16 * KIB;
const FORM = "application/x-www-form-urlencoded";
const ACTS = SECTIONS.flatMap(({ acts }) => Object.entries(acts));
/** Of an account's console. */
const at = (account: { readonly id: string }, path: string) => `/a/${account.id}${path.replace(":id", "ent_1")}`;
const LIST_FORMS = ["/allowlist", "/allowlist/suggestions", "/allowlist/file"];

interface Sent {
  readonly status: number;
  readonly text: string;
  /** Bytes of the form that were taken. */
  readonly taken: number;
}

interface SendOptions {
  readonly bytes: number;
  /** How the form begins. */
  readonly start?: string;
  readonly from?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends a form of so many bytes, of which each chunk is made when it is asked for. */
async function send(
  host: string,
  path: string,
  { bytes, start = "label=", from = TRUSTED, headers = {} }: SendOptions,
): Promise<Sent> {
  let taken = 0;
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        const size = Math.min(CHUNK, bytes - taken);
        if (size === 0) return controller.close();
        const chunk = new Uint8Array(size).fill(0x78);
        if (taken === 0) chunk.set(new TextEncoder().encode(start));
        taken += size;
        controller.enqueue(chunk);
      },
    },
    { highWaterMark: 0 },
  );
  const request = new Request(`https://${host}${BASE}${path}`, {
    method: "POST",
    redirect: "manual",
    headers: { "CF-Connecting-IP": from, "Content-Type": FORM, "Sec-Fetch-Site": "same-origin", ...headers },
    body,
  });
  const context = createExecutionContext();
  const response = await worker.fetch(request, env as unknown as Env, context);
  const text = await response.text();
  await waitOnExecutionContext(context);
  return { status: response.status, text, taken };
}

const cookieOf = (visitor: Awaited<ReturnType<typeof enterConsole>>) => ({
  Cookie: [...visitor.device.jar].map(([name, value]) => `${name}=${value}`).join("; "),
});

const MANY = 15 * KIB * KIB;

describe("nothing of a large form is read", () => {
  test.each(ACTS)("without a login: %s", async (path) => {
    const account = await makeAccount();
    const name = cookieName(account.id);
    for (const cookie of ["", `${name}=x`, `${name}=${"x".repeat(43)}`]) {
      const { status, text, taken } = await send(account.host, at(account, path), {
        bytes: MANY,
        headers: { Cookie: cookie },
      });
      expect({ status, taken }).toEqual({ status: 401, taken: 0 });
      expect(text.length).toBeLessThan(10 * KIB);
    }
  });

  test.each(ACTS)("from an address that is not on the list: %s", async (path) => {
    const account = await makeAccount();
    const headers = cookieOf(await enterConsole(account));
    const { status, taken } = await send(account.host, at(account, path), { bytes: MANY, from: UNTRUSTED, headers });
    expect({ status, taken }).toEqual({ status: 403, taken: 0 });
  });

  test.each(ACTS)("without the right to the act: %s", async (path) => {
    const account = await makeAccount();
    const headers = cookieOf(await enterWithToken(account, ["audit:read"]));
    const { status, taken } = await send(account.host, at(account, path), { bytes: MANY, headers });
    expect({ status, taken }).toEqual({ status: 403, taken: 0 });
  });

  test.each(["/a/acme/logout", "/enter/x", "/nowhere", ...ACTS.map(([path]) => path)])(
    "where no form is known to be somebody's: %s",
    async (path) => {
      const { host } = await makeAccount();
      expect(await send(host, path, { bytes: MANY })).toMatchObject({ taken: 0 });
    },
  );

  test("from another site", async () => {
    const account = await makeAccount();
    const headers = { ...cookieOf(await enterConsole(account)), "Sec-Fetch-Site": "cross-site" };
    for (const [path] of ACTS) {
      expect(await send(account.host, at(account, path), { bytes: MANY, headers })).toMatchObject({
        status: 403,
        taken: 0,
      });
    }
  });
});

describe("no more is read than there is a use for", () => {
  test("a login's token", async () => {
    const { host } = await makeAccount();
    const { taken } = await send(host, "/login", { bytes: MANY });
    expect(taken).toBeLessThanOrEqual(MAX_PLAIN_FORM_BYTES + CHUNK);
  });

  test.each(ACTS)("a form of a login: %s", async (path) => {
    const account = await makeAccount();
    const headers = cookieOf(await enterConsole(account));
    const max = LIST_FORMS.includes(path) ? MAX_LIST_FORM_BYTES : MAX_PLAIN_FORM_BYTES;
    const { status, taken } = await send(account.host, at(account, path), { bytes: 2 * MAX_LIST_FORM_BYTES, headers });
    expect(status).toBe(413);
    expect(taken).toBeLessThanOrEqual(max + CHUNK);
    const said = { ...headers, "Content-Length": String(max + 1) };
    expect(await send(account.host, at(account, path), { bytes: CHUNK, headers: said })).toMatchObject({
      status: 413,
      taken: 0,
    });
  });

  test("what was typed in a login that is over is kept when it is of an ordinary size, and not read beyond that", async () => {
    const account = await makeAccount();
    const visitor = await enterConsole(account);
    const headers = cookieOf(visitor);
    await visitor.open("/allowlist");
    await visitor.submit("/logout");
    const start = `account=${account.id}&label=`;
    const ordinary = await send(account.host, at(account, "/allowlist"), {
      bytes: MAX_RETAINED_FORM_BYTES,
      start,
      headers,
    });
    expect(ordinary.status).toBe(401);
    expect(ordinary.text).toContain("x".repeat(MAX_RETAINED_FORM_BYTES - start.length));
    const large = await send(account.host, at(account, "/allowlist"), { bytes: MANY, headers });
    expect(large.status).toBe(401);
    expect(large.text).not.toContain("xxxxxxxx");
    expect(large.taken).toBeLessThanOrEqual(MAX_RETAINED_FORM_BYTES + CHUNK);
  });
});
