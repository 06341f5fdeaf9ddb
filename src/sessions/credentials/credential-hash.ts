import { LRUCache } from "lru-cache";

/**
 * A credential is known by HMAC-SHA-256 of its value's normal form under a secret of the deployment, cut to 128 bits.
 *
 * - Neither the kind nor the name of cookie or header goes in: products take one JWT from a cookie or from Authorization,
 *   and a value that was ended must be recognised wherever it is put.
 * - 128 bits: among a billion credentials two collide by accident with a chance of 2^-69; to forge one without the secret
 *   is a guess in 2^128. Half of the memory of the whole digest, where 100,000 ended ones are held.
 * - Keyed, so that neither the database nor its copies tell whether a guessed value is somebody's.
 */
export interface CredentialHasher {
  /** At once when the value was hashed lately. */
  hash(value: string): ValueHashes | Promise<ValueHashes>;
}

export interface ValueHashes {
  /** Under the current key: the one to store. 32 hexadecimal digits, lower case. */
  readonly current: string;
  /** Under every key, the current one first: any of them may be what was stored. */
  readonly all: readonly string[];
}

export interface CredentialSecrets {
  readonly current: string;
  /** Secrets that were current once: credentials stored under them are still recognised. */
  readonly old: readonly string[];
}

const HASH_BYTES = 16;
/** Sets the use of the secret apart from any other, and this way of hashing from a later one. */
const DOMAIN = "gatehouse credential 1\0";
const MEMO_MAX_BYTES = 4 * 1024 * 1024;
const ENTRY_BYTES = 250;

/** The memory of hashed values is plain text, bounded, and lives no longer than the isolate. */
export function createCredentialHasher(
  { current, old }: CredentialSecrets,
  memoBytes = MEMO_MAX_BYTES,
): CredentialHasher {
  const memo = new LRUCache<string, ValueHashes>({
    maxSize: memoBytes,
    sizeCalculation: ({ all }, value) => ENTRY_BYTES + 2 * value.length + 60 * all.length,
  });
  const encoder = new TextEncoder();
  // The keys, never a promise of them: no visit may wait for what another one began.
  let keys: readonly CryptoKey[] | null = null;

  const importKey = (secret: string): Promise<CryptoKey> =>
    crypto.subtle.importKey("raw", encoder.encode(secret), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);

  async function compute(value: string): Promise<ValueHashes> {
    keys ??= await Promise.all([current, ...old].map(importKey));
    const message = encoder.encode(DOMAIN + value);
    const all = await Promise.all(keys.map(async (key) => toHex(await crypto.subtle.sign("HMAC", key, message))));
    const hashes = { current: all[0] ?? "", all };
    memo.set(value, hashes);
    return hashes;
  }

  return { hash: (value) => memo.get(value) ?? compute(value) };
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

function toHex(digest: ArrayBuffer): string {
  let text = "";
  for (const byte of new Uint8Array(digest, 0, HASH_BYTES)) text += HEX[byte];
  return text;
}
