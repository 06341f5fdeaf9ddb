/** The demo product's bindings; wrangler.toml beside this file declares them. */
export interface OriginEnv {
  readonly STORE: KVNamespace;
}

/** How a login is presented: the `crm_session` cookie of a browser or the bearer token of an app. */
export type LoginKind = "session" | "token";

/** 32 random bytes in hexadecimal; anything else in a cookie or header was never issued here (and may exceed a KV key). */
const ISSUED_VALUE = /^[0-9a-f]{64}$/;
const VALUE_BYTES = 32;

/** Keeps a new login of the user and returns the value that the device presents from now on. */
export async function openLogin(kv: KVNamespace, kind: LoginKind, email: string): Promise<string> {
  const bytes = crypto.getRandomValues(new Uint8Array(VALUE_BYTES));
  const value = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  await kv.put(`${kind}:${value}`, email);
  return value;
}

/** The email of the user who holds this login, or null when there is no such login. */
export async function findLogin(kv: KVNamespace, kind: LoginKind, value: string): Promise<string | null> {
  return ISSUED_VALUE.test(value) ? kv.get(`${kind}:${value}`) : null;
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
