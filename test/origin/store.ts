/** The demo product's bindings; wrangler.toml beside this file declares them. */
export interface OriginEnv {
  readonly STORE: KVNamespace;
  /** `off`: it tells the gate nothing, as a product does that knows of none. */
  readonly SIGNALS: string;
  /** Where Gatehouse's API is, and a token for it that may make console links; without them the menu leads nowhere. */
  readonly GATEHOUSE_API?: string;
  readonly GATEHOUSE_TOKEN?: string;
}

/** One login of one device, whatever it presents from then on. */
export interface Login {
  readonly email: string;
  /** Stays when the device gets a new token. */
  readonly session: string;
  /** Whether this login was made with a second factor. */
  readonly twoFactor: boolean;
  /** The company that it is for; null on a host of one company. */
  readonly company: string | null;
}

/** How a login is presented: a browser's `crm_session` cookie, an app's bearer token, or what gives the app a new one. */
export type LoginKind = "session" | "token" | "refresh";

/** 32 random bytes in hexadecimal; anything else in a cookie or header was never issued here (and may exceed a KV key). */
const ISSUED_VALUE = /^[0-9a-f]{64}$/;
const VALUE_BYTES = 32;
const SESSION_ID_BYTES = 8;

export const newLogin = (email: string, twoFactor: boolean, company: string | null): Login => ({
  email,
  twoFactor,
  company,
  session: `s-${randomHex(SESSION_ID_BYTES)}`,
});

/** Keeps a login and returns the value that the device presents from now on. */
export async function openLogin(kv: KVNamespace, kind: LoginKind, login: Login): Promise<string> {
  const value = randomHex(VALUE_BYTES);
  await kv.put(`${kind}:${value}`, JSON.stringify(login));
  return value;
}

/** The login that this value presents, or null when there is none. */
export async function findLogin(kv: KVNamespace, kind: LoginKind, value: string): Promise<Login | null> {
  return ISSUED_VALUE.test(value) ? kv.get<Login>(`${kind}:${value}`, "json") : null;
}

/** The same login for another company: the device goes on presenting the same value. */
export async function switchLogin(
  kv: KVNamespace,
  kind: LoginKind,
  value: string,
  company: string,
): Promise<Login | null> {
  const login = await findLogin(kv, kind, value);
  if (login === null) return null;
  const switched = { ...login, company };
  await kv.put(`${kind}:${value}`, JSON.stringify(switched));
  return switched;
}

export async function closeLogin(kv: KVNamespace, kind: LoginKind, value: string): Promise<void> {
  if (ISSUED_VALUE.test(value)) await kv.delete(`${kind}:${value}`);
}

/** The password the user has chosen, or null while it is still the first one. Plain text: nobody's secret is in a demo. */
export async function findChosenPassword(kv: KVNamespace, email: string): Promise<string | null> {
  return kv.get(`password:${email}`);
}

export async function saveChosenPassword(kv: KVNamespace, email: string, password: string): Promise<void> {
  await kv.put(`password:${email}`, password);
}

const randomHex = (count: number): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(count)), (byte) => byte.toString(16).padStart(2, "0")).join("");
