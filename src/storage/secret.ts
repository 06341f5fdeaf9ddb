import { sha256Hex, toBase64Url } from "../bytes.ts";
import type { RandomBytes } from "./ids.ts";

const SECRET_BYTES = 32;

/** 256 random bits as one word of a URL or cookie (base64url). It is shown once, and never stored. */
export function createSecret(random: RandomBytes): string {
  return toBase64Url(random(SECRET_BYTES));
}

/** SHA-256 in hexadecimal: the only form in which a secret is stored. 256 random bits need no salt and no slow hash. */
export const hashSecret = (secret: string): Promise<string> => sha256Hex(secret);

/**
 * Are two secrets the same? Constant time: the digests have the same length, and the time of their comparison shows
 * nothing about the texts.
 */
export async function isSameSecret(a: string, b: string): Promise<boolean> {
  const encoder = new TextEncoder();
  const [digestA, digestB] = await Promise.all([
    crypto.subtle.digest("SHA-256", encoder.encode(a)),
    crypto.subtle.digest("SHA-256", encoder.encode(b)),
  ]);
  return crypto.subtle.timingSafeEqual(digestA, digestB);
}
