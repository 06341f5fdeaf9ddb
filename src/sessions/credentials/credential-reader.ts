import { LRUCache } from "lru-cache";
import type { Eventual } from "../eventual.ts";
import type { CredentialHasher } from "./credential-hash.ts";
import {
  type Credential,
  type CredentialProfile,
  type FoundCredentials,
  findCookieCredentials,
  findTokenCredentials,
} from "./credentials.ts";

/** A credential with the hashes by which Gatehouse knows it. */
export interface HashedCredential extends Credential {
  /** One for each of `values`, under the current key: all of them go on record, the first one names the credential. */
  readonly hashes: readonly string[];
  /** Every value, hints too, with every hash under which it may have been ended. */
  readonly recognised: readonly { readonly value: string; readonly hashes: readonly string[] }[];
}

export interface Credentials {
  readonly credentials: readonly HashedCredential[];
  /** More candidates than any client sends: none of the request's credentials may reach the origin. */
  readonly tooMany: boolean;
}

/** Finds and hashes the credentials of visits, and remembers the headers that it has read. */
export interface CredentialReader {
  /** At once when these headers were read lately, which is nearly always; a promise otherwise. */
  read(headers: Headers): Eventual<Credentials>;
  /** For credentials from elsewhere: an answer's Set-Cookie. */
  hash(credentials: readonly Credential[]): Promise<readonly HashedCredential[]>;
}

export interface CredentialReaderParts {
  readonly profile: CredentialProfile;
  readonly hasher: CredentialHasher;
  /** Bound of the memory of headers; they are held as plain text, and no longer than the isolate lives. */
  readonly memoBytes?: number;
}

const MEMO_MAX_BYTES = 4 * 1024 * 1024;
/** A longer header is not remembered: a few of them would push out everybody else's. */
const MEMO_MAX_HEADER_LENGTH = 16_384;
const ENTRY_BYTES = 300;
const CREDENTIAL_BYTES = 600;

const NONE: Credentials = { credentials: [], tooMany: false };

export function createCredentialReader({ profile, hasher, memoBytes }: CredentialReaderParts): CredentialReader {
  const memo = () =>
    new LRUCache<string, Credentials>({
      maxSize: (memoBytes ?? MEMO_MAX_BYTES) / 2,
      sizeCalculation: ({ credentials }, header) =>
        ENTRY_BYTES + 2 * header.length + CREDENTIAL_BYTES * credentials.length,
    });
  const cookieMemo = memo();
  const tokenMemo = memo();

  function readCookie(header: string): Eventual<Credentials> {
    const known = cookieMemo.get(header);
    if (known !== undefined) return known;
    const found = findCookieCredentials(header, profile);
    return found.credentials.length === 0 && !found.tooMany ? NONE : remember(cookieMemo, header, found);
  }

  function readToken(name: string, text: string): Eventual<Credentials> {
    const key = `${name}:${text}`;
    return tokenMemo.get(key) ?? remember(tokenMemo, key, findTokenCredentials(name, text, profile));
  }

  async function remember(
    memory: LRUCache<string, Credentials>,
    header: string,
    found: FoundCredentials,
  ): Promise<Credentials> {
    const read = { credentials: await hashAll(found.credentials), tooMany: found.tooMany };
    if (header.length <= MEMO_MAX_HEADER_LENGTH) memory.set(header, read);
    return read;
  }

  const hashAll = (credentials: readonly Credential[]): Promise<readonly HashedCredential[]> =>
    Promise.all(credentials.map(hashOne));

  async function hashOne(credential: Credential): Promise<HashedCredential> {
    const recognised = await Promise.all(
      [...credential.values, ...credential.hints].map(async (value) => {
        const hashes = await hasher.hash(value);
        return { value, hash: hashes.current, hashes: hashes.all };
      }),
    );
    return { ...credential, hashes: recognised.slice(0, credential.values.length).map(({ hash }) => hash), recognised };
  }

  return {
    hash: hashAll,
    read(headers) {
      const cookie = headers.get("Cookie");
      const tokens = profile.tokens.present(headers);
      if (tokens.length === 0) return cookie === null ? NONE : readCookie(cookie);
      const parts = tokens.map(({ name, text }) => readToken(name, text));
      if (cookie !== null) parts.unshift(readCookie(cookie));
      const [only] = parts;
      if (only !== undefined && parts.length === 1) return only;
      return parts.every(isReady) ? join(parts) : Promise.all(parts).then(join);
    },
  };
}

const isReady = (part: Eventual<Credentials>): part is Credentials => !(part instanceof Promise);

function join(parts: readonly Credentials[]): Credentials {
  return {
    credentials: parts.flatMap(({ credentials }) => credentials),
    tooMany: parts.some(({ tooMany }) => tooMany),
  };
}

export interface JudgedCredentials {
  readonly ended: readonly HashedCredential[];
  readonly live: readonly HashedCredential[];
  /** What to take off the request (removeCredentials). */
  readonly endedValues: ReadonlySet<string>;
}

/** Judges each credential alone. */
export function judgeCredentials(
  credentials: readonly HashedCredential[],
  isEnded: (hash: string) => boolean,
): JudgedCredentials {
  const ended: HashedCredential[] = [];
  const live: HashedCredential[] = [];
  const endedValues = new Set<string>();
  for (const credential of credentials) {
    const values = credential.recognised.filter(({ hashes }) => hashes.some(isEnded));
    for (const { value } of values) endedValues.add(value);
    (values.length > 0 ? ended : live).push(credential);
  }
  return { ended, live, endedValues };
}
