import { LRUCache } from "lru-cache";
import { copyOfText, toBase64Url, toHex } from "../../bytes.ts";
import type { CredentialKey } from "../../config/keys.ts";

/**
 * A credential is known by HMAC-SHA-256 of its value's normal form under a secret of the deployment, cut to 128 bits.
 *
 * - Neither the kind nor the name of cookie or header goes in: products take one JWT from a cookie or from
 *   Authorization, and a value that was ended must be recognised in any cookie or header.
 * - 128 bits: among a billion credentials two collide by accident with a chance of 2^-69; to forge one without the
 *   secret takes 2^128 guesses.
 * - Keyed, so that a guessed value cannot be tested with the database or its copies.
 */
export interface ValueHashes {
  /** Under the current key: the one to store. 32 hexadecimal digits, lower case. */
  readonly current: string;
  /** Under every key, the current one first: any of them may be what was stored. */
  readonly all: readonly string[];
}

/** A key by which seals are made and checked. */
export interface SealKey {
  /** 1 to 8 lower-case letters and digits. */
  readonly id: string;
  /** HMAC-SHA-256, cut to 128 bits. */
  readonly sign: (text: string) => Promise<Uint8Array>;
}

/** All that is made from CREDENTIAL_KEY. */
export interface Keyring {
  /** Not a promise when the value was hashed lately. */
  hash(value: string): ValueHashes | Promise<ValueHashes>;
  /** The key that new seals are made with. */
  current(): Promise<SealKey>;
  /** Null: there is no key with this id, or its seals are not accepted (`!`). */
  find(id: string): Promise<SealKey | null>;
  /** The fingerprint of each configured key, from which the key cannot be computed; 16 hexadecimal digits. */
  fingerprints(): Promise<readonly string[]>;
}

const HASH_BYTES = 16;
/** Separates each use of a secret from the others. */
const HASH_DOMAIN = "gatehouse credential 1\0";
const SEAL_INFO = "gatehouse seal 1";
const FINGERPRINT_INFO = "gatehouse key fingerprint 1";
const FINGERPRINT_BYTES = 8;
/** Of a key that was configured without an id. */
const MADE_ID_LENGTH = 6;
const MEMO_MAX_BYTES = 4 * 1024 * 1024;
const ENTRY_BYTES = 250;
const HMAC = { name: "HMAC", hash: "SHA-256" };

interface Key {
  readonly hashing: CryptoKey;
  readonly fingerprint: string;
  readonly seal: SealKey;
  /** The id in seals of a key that was configured without an id. */
  readonly madeId: string;
  readonly verifiesSeals: boolean;
}

const encoder = new TextEncoder();

/** The memory of hashed values is plain text, bounded, and lives no longer than the isolate. */
export function createKeyring(keys: readonly CredentialKey[], memoBytes = MEMO_MAX_BYTES): Keyring {
  const memo = new LRUCache<string, ValueHashes>({
    maxSize: memoBytes,
    sizeCalculation: ({ all }, value) => ENTRY_BYTES + 2 * value.length + 60 * all.length,
  });
  // The keys, never a promise of them: no visit may wait for a promise of another visit.
  let ready: readonly Key[] | null = null;
  const load = async (): Promise<readonly Key[]> => {
    ready ??= await Promise.all(keys.map(importKey));
    return ready;
  };

  async function compute(value: string): Promise<ValueHashes> {
    const loaded = ready ?? (await load());
    const message = encoder.encode(HASH_DOMAIN + value);
    const all = await Promise.all(loaded.map(async ({ hashing }) => toHex(await hmac(hashing, message, HASH_BYTES))));
    const hashes = { current: all[0] ?? "", all };
    memo.set(copyOfText(value), hashes);
    return hashes;
  }

  return {
    hash: (value) => memo.get(value) ?? compute(value),
    async current() {
      const [first] = ready ?? (await load());
      if (first === undefined) throw new Error("no credential key is configured");
      return first.seal;
    },
    async find(id) {
      const loaded = ready ?? (await load());
      const named = loaded.find(({ seal, madeId }) => seal.id === id || madeId === id);
      return named?.verifiesSeals === true ? named.seal : null;
    },
    async fingerprints() {
      const loaded = ready ?? (await load());
      return loaded.map(({ fingerprint }) => fingerprint);
    },
  };
}

const hmac = async (key: CryptoKey, message: BufferSource, length: number): Promise<Uint8Array> =>
  new Uint8Array(await crypto.subtle.sign("HMAC", key, message), 0, length);

async function importKey({ id, secret, verifiesSeals }: CredentialKey): Promise<Key> {
  const bytes = encoder.encode(secret);
  const hashing = await crypto.subtle.importKey("raw", bytes, HMAC, false, ["sign"]);
  const material = await crypto.subtle.importKey("raw", bytes, "HKDF", false, ["deriveBits"]);
  const derive = async (info: string): Promise<ArrayBuffer> =>
    crypto.subtle.deriveBits(
      { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(0), info: encoder.encode(info) },
      material,
      256,
    );
  const sealing = await crypto.subtle.importKey("raw", await derive(SEAL_INFO), HMAC, false, ["sign"]);
  const print = new Uint8Array(await derive(FINGERPRINT_INFO), 0, FINGERPRINT_BYTES);
  const madeId = toBase64Url(print)
    .toLowerCase()
    .replace(/[^a-z0-9]/g, "0")
    .slice(0, MADE_ID_LENGTH);
  return {
    hashing,
    fingerprint: toHex(print),
    madeId,
    seal: { id: id ?? madeId, sign: (text) => hmac(sealing, encoder.encode(text), HASH_BYTES) },
    verifiesSeals,
  };
}
