import {
  closeLogin,
  findChosenPassword,
  findLogin,
  type Login,
  newLogin,
  openLogin,
  saveChosenPassword,
  switchLogin,
} from "./store.ts";
import { findUser, type User } from "./users.ts";

export const SESSION_COOKIE = "crm_session";

/** Who asks, and by which login. */
export interface LoggedIn {
  readonly user: User;
  readonly login: Login;
}

/** Who has the session cookie that the request carries, or null. Pages ask this. */
export async function findSessionUser(kv: KVNamespace, request: Request): Promise<LoggedIn | null> {
  return whoseLogin(await findLogin(kv, "session", readSessionCookie(request)));
}

/** Who has the bearer token or session cookie that the request carries, or null. The API asks this. */
export async function findApiUser(kv: KVNamespace, request: Request): Promise<LoggedIn | null> {
  const login = await findLogin(kv, "token", readBearerToken(request));
  return login === null ? findSessionUser(kv, request) : whoseLogin(login);
}

/** The user with this email, when the password is right. */
export async function checkPassword(kv: KVNamespace, email: string, password: string): Promise<User | null> {
  const user = findUser(email);
  if (user === null) return null;
  const expected = (await findChosenPassword(kv, user.email)) ?? user.firstPassword;
  return password === expected ? user : null;
}

/** Opens a session of its own for every login, never an old one again; `setCookie` is the answer's header. */
export async function openSession(
  kv: KVNamespace,
  request: Request,
  user: User,
  company: string | null,
): Promise<LoggedIn & { readonly setCookie: string }> {
  const login = newLogin(user.email, user.code !== null, company);
  return { user, login, setCookie: sessionCookie(request, await openLogin(kv, "session", login)) };
}

/** Forgets the session of the request; the answer is the Set-Cookie header that removes the cookie. */
export async function closeSession(kv: KVNamespace, request: Request): Promise<string> {
  await closeLogin(kv, "session", readSessionCookie(request));
  return `${sessionCookie(request, "")}; Max-Age=0`;
}

/** What an app presents from now on, and what it gets its next token with. */
export interface Tokens {
  readonly access_token: string;
  readonly refresh_token: string;
  readonly token_type: "Bearer";
}

/** The tokens of a new login. An app has no second factor to ask for. */
export async function issueTokens(kv: KVNamespace, user: User, company: string | null): Promise<Tokens> {
  return openTokens(kv, newLogin(user.email, false, company));
}

/** The session of the request, for another of its user's companies; null: it has none, or the user is not of that company. */
export async function switchCompany(kv: KVNamespace, request: Request, company: string): Promise<LoggedIn | null> {
  const value = readSessionCookie(request);
  const who = whoseLogin(await findLogin(kv, "session", value));
  if (who === null || !who.user.companies.includes(company)) return null;
  const login = await switchLogin(kv, "session", value, company);
  return login === null ? null : { user: who.user, login };
}

/** New tokens of the same login; a refresh token works once (RFC 9700 section 4.14.2). Null: it is not one. */
export async function refreshTokens(kv: KVNamespace, refreshToken: string): Promise<Tokens | null> {
  const login = await findLogin(kv, "refresh", refreshToken);
  if (login === null) return null;
  await closeLogin(kv, "refresh", refreshToken);
  return openTokens(kv, login);
}

/** Ends no session and no token: that whoever was logged in is thrown out has to be the gate's work. */
export async function changePassword(kv: KVNamespace, user: User, password: string): Promise<void> {
  await saveChosenPassword(kv, user.email, password);
}

async function openTokens(kv: KVNamespace, login: Login): Promise<Tokens> {
  const access_token = await openLogin(kv, "token", login);
  return { access_token, refresh_token: await openLogin(kv, "refresh", login), token_type: "Bearer" };
}

function whoseLogin(login: Login | null): LoggedIn | null {
  const user = login === null ? null : findUser(login.email);
  return login === null || user === null ? null : { user, login };
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
