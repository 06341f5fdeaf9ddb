import { closeLogin, findChosenPassword, findLogin, openLogin, saveChosenPassword } from "./store.ts";
import { findUser, type User } from "./users.ts";

export const SESSION_COOKIE = "crm_session";

/** The user whose session cookie the request carries, or null. Pages ask this. */
export async function findSessionUser(kv: KVNamespace, request: Request): Promise<User | null> {
  const email = await findLogin(kv, "session", readSessionCookie(request));
  return email === null ? null : findUser(email);
}

/** The user whose bearer token or session cookie the request carries, or null. The API asks this. */
export async function findApiUser(kv: KVNamespace, request: Request): Promise<User | null> {
  const email = await findLogin(kv, "token", readBearerToken(request));
  return email === null ? findSessionUser(kv, request) : findUser(email);
}

/** The user with this email, when the password is right. */
export async function checkPassword(kv: KVNamespace, email: string, password: string): Promise<User | null> {
  const user = findUser(email);
  if (user === null) return null;
  const expected = (await findChosenPassword(kv, user.email)) ?? user.firstPassword;
  return password === expected ? user : null;
}

/** Opens a session of its own for every login, never an old one again; the answer is its Set-Cookie header. */
export async function openSession(kv: KVNamespace, request: Request, user: User): Promise<string> {
  return sessionCookie(request, await openLogin(kv, "session", user.email));
}

/** Forgets the session of the request; the answer is the Set-Cookie header that removes the cookie. */
export async function closeSession(kv: KVNamespace, request: Request): Promise<string> {
  await closeLogin(kv, "session", readSessionCookie(request));
  return `${sessionCookie(request, "")}; Max-Age=0`;
}

export async function issueToken(kv: KVNamespace, user: User): Promise<string> {
  return openLogin(kv, "token", user.email);
}

/** Ends no session and no token: that whoever was logged in is thrown out has to be the gate's work. */
export async function changePassword(kv: KVNamespace, user: User, password: string): Promise<void> {
  await saveChosenPassword(kv, user.email, password);
}

function sessionCookie(request: Request, value: string): string {
  const secure = new URL(request.url).protocol === "https:" ? "; Secure" : "";
  return `${SESSION_COOKIE}=${value}; Path=/; HttpOnly; SameSite=Lax${secure}`;
}

function readSessionCookie(request: Request): string {
  const prefix = `${SESSION_COOKIE}=`;
  const pairs = (request.headers.get("Cookie") ?? "").split(";").map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(prefix))?.slice(prefix.length) ?? "";
}

function readBearerToken(request: Request): string {
  return /^bearer +(\S+)$/i.exec(request.headers.get("Authorization") ?? "")?.[1] ?? "";
}
