import { env } from "cloudflare:workers";

export const HOST = "http://crm.example";
export const ANN = { email: "ann@example.com", password: "ann-password" };
export const BOB = { email: "bob@example.com", password: "bob-password" };

export function visit(path: string, init: RequestInit = {}): Promise<Response> {
  if (env.ORIGIN === undefined) throw new Error("the demo product is not bound");
  return env.ORIGIN.fetch(new URL(path, HOST), { redirect: "manual", ...init });
}

export function submit(
  path: string,
  fields: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<Response> {
  return visit(path, { method: "POST", headers, body: new URLSearchParams(fields) });
}

/** Logs in and gives the Cookie header of the new session. */
export async function logIn(fields: Record<string, string>): Promise<{ Cookie: string }> {
  const [cookie = ""] = (await submit("/login", fields)).headers.getSetCookie();
  return { Cookie: cookie.slice(0, cookie.indexOf(";")) };
}

export async function logInApp(user: { email: string; password: string }): Promise<{ Authorization: string }> {
  const response = await submit("/oauth/token", { username: user.email, password: user.password });
  const { access_token } = await response.json<{ access_token: string }>();
  return { Authorization: `Bearer ${access_token}` };
}

export async function seen(response: Response): Promise<[status: number, location: string | null]> {
  await response.body?.cancel();
  return [response.status, response.headers.get("Location")];
}
