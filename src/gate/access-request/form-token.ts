import { isEqualInConstantTime, toBase64Url } from "../../bytes.ts";

/** What a form is for: it is accepted from this address, on this host and for this account alone. */
export interface FormScope {
  readonly hostname: string;
  readonly account: string;
  /** Canonical form. */
  readonly address: string;
}

/**
 * The proof that a form was made here: when, for whom, and on the refusal page of which reference. It is the form's whole
 * state: nothing is kept for it. It is no login, and may be used again while it lives.
 */
export interface FormTokens {
  /** `reference`: letters, digits, `-`, `_`, `.` and `:`. */
  issue(scope: FormScope, reference: string, nowMs: number): Promise<string>;
  /** The reference; null: it was not made here for this scope, or too long ago. */
  read(token: string, scope: FormScope, nowMs: number): Promise<string | null>;
}

/** Long enough to write a reason, short enough that no stock of forms is worth anything. */
export const FORM_LIFE_MS = 3_600_000;

const INFO = "gatehouse access request 1";
const HMAC = { name: "HMAC", hash: "SHA-256" };
const TOKEN = /^(\d{1,15})~([\w.:-]{1,128})~([\w-]{43})$/;
const encoder = new TextEncoder();

/** `secret`: of the deployment; the key is derived from it by HKDF (RFC 5869), apart from its other uses. */
export function createFormTokens(secret: string): FormTokens {
  // The key, never a promise of it: no visit may wait for a promise of another visit.
  let known: CryptoKey | null = null;

  async function sign(scope: FormScope, issued: string, reference: string): Promise<string> {
    known ??= await deriveKey(secret);
    const message = encoder.encode(JSON.stringify([scope.hostname, scope.account, scope.address, issued, reference]));
    return toBase64Url(new Uint8Array(await crypto.subtle.sign("HMAC", known, message)));
  }

  return {
    async issue(scope, reference, nowMs) {
      const issued = String(nowMs);
      return `${issued}~${reference}~${await sign(scope, issued, reference)}`;
    },

    async read(token, scope, nowMs) {
      const [, issued, reference, mac] = TOKEN.exec(token) ?? [];
      if (issued === undefined || reference === undefined || mac === undefined) return null;
      const age = nowMs - Number(issued);
      // Isolates' clocks differ a little.
      if (age > FORM_LIFE_MS || age < -60_000) return null;
      return isEqualInConstantTime(await sign(scope, issued, reference), mac) ? reference : null;
    },
  };
}

async function deriveKey(secret: string): Promise<CryptoKey> {
  const material = await crypto.subtle.importKey("raw", encoder.encode(secret), "HKDF", false, ["deriveKey"]);
  const hkdf = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(0), info: encoder.encode(INFO) };
  return crypto.subtle.deriveKey(hkdf, material, { ...HMAC, length: 256 }, false, ["sign"]);
}
