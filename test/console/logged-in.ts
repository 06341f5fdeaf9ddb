import { env, exports } from "cloudflare:workers";
import { SECTIONS } from "../../src/console/sections.ts";
import { makeAccount, TRUSTED } from "../support/world.ts";
import { BASE, enterConsole } from "./visitor.ts";

export const PAGES = SECTIONS.flatMap(({ pages }) => Object.keys(pages));
export const ACTS = SECTIONS.flatMap(({ acts }) => Object.keys(acts));

export const countEntries = async (account: string): Promise<number> =>
  (await env.DB.prepare("SELECT count(*) AS n FROM entries WHERE account_id = ?1").bind(account).first<{ n: number }>())
    ?.n ?? 0;

/** An act that would be seen. */
export const ADDITION = { value: "192.0.2.77", label: "", enabled: "yes", expires: "" };
export const addTo = (
  { id, host }: { readonly id: string; readonly host: string },
  headers: Readonly<Record<string, string>>,
  csrf: string,
  fields: Readonly<Record<string, string>> = {},
) =>
  exports.default.fetch(
    new Request(`https://${host}${BASE}/a/${id}/allowlist/entries`, {
      method: "POST",
      redirect: "manual",
      headers: { "CF-Connecting-IP": TRUSTED, "Content-Type": "application/x-www-form-urlencoded", ...headers },
      body: new URLSearchParams({ ...ADDITION, account: id, csrf, ...fields }).toString(),
    }),
  );

/** Somebody who is logged in, by hand: the cookie, and what the forms carry. */
export async function loggedIn(plan: Parameters<typeof makeAccount>[0] = {}) {
  const account = await makeAccount(plan);
  const visitor = await enterConsole(account);
  const { text } = await visitor.open("/allowlist");
  const csrf = /name="csrf" value="([^"]+)"/.exec(text)?.[1] ?? "";
  const cookie = [...visitor.device.jar].map(([name, value]) => `${name}=${value}`).join("; ");
  return { account, visitor, csrf, cookie };
}
