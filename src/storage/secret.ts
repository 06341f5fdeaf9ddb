import type { RandomBytes } from "./ids.ts";

const SECRET_BYTES = 32;

/** 256 random bits as one word of a URL or cookie (base64url). Given to somebody once, and stored nowhere. */
export function createSecret(random: RandomBytes): string {
  return btoa(String.fromCharCode(...random(SECRET_BYTES)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

/** SHA-256 in hexadecimal: what is stored of a secret. 256 random bits need no salt and no slow hash. */
export async function hashSecret(secret: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(secret)));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
