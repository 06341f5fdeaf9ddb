/**
 * A Worker that reads Cookie headers and does nothing else, for credentials-workerd.bench.ts: `/prepare` makes the
 * inputs of a batch, `/run` does the work on them, so that the CPU of both can be told apart from outside.
 */
import { readCookieHeader } from "../../src/sessions/credentials/cookie-header.ts";
import { createCookieRule } from "../../src/sessions/credentials/cookie-names.ts";
import { createCredentialReader } from "../../src/sessions/credentials/credential-reader.ts";
import { createKeyring } from "../../src/sessions/credentials/keyring.ts";
import { HOST_PREFIX, readSeal, sealNameOf, writeSeal } from "../../src/sessions/credentials/seal.ts";
import { TYPICAL } from "./sample-cookies.ts";

const COOKIE = "crm_session";
const rule = createCookieRule({ names: [COOKIE], exceptions: [], unbound: [] });
const keyring = createKeyring([{ id: "k1", secret: "k".repeat(32), verifiesSeals: true }]);
const scope = { hostname: "app.example.com", account: "acme" };
const reader = createCredentialReader({ rule, keyring, bindSessions: "strict" });

interface Sealed {
  readonly header: string;
  readonly text: string;
  readonly sealName: string;
  readonly seal: string;
}

/** A session that was never seen, with its seal, among 14 cookies. */
async function newSession(): Promise<Sealed> {
  const value = `s%3A${randomHex(32)}.${randomHex(43)}`;
  const text = `${COOKIE}=${value}`;
  const sealName = HOST_PREFIX + (await sealNameOf(COOKIE));
  const dates = { birth: 1_790_000_000, issued: 1_790_000_000 };
  const facts = { ids: [randomHex(16)], ...dates, isEnrolled: false, network: "AAAAAA", address: "AAAAAA" };
  const cookie = { sealName, text, labels: 0 };
  const seal = await writeSeal({ ...facts, made: "account" }, cookie, scope, await keyring.current());
  return { header: flat(`${TYPICAL.replace(/crm_session=[^;]*/, text)}; ${sealName}=${seal}`), text, sealName, seal };
}

const randomHex = (digits: number): string =>
  (crypto.randomUUID() + crypto.randomUUID()).replaceAll("-", "").slice(0, digits);

/** As the runtime hands a header over: a string of its own, in one piece. */
const flat = (cookie: string): string => new Headers({ Cookie: cookie }).get("Cookie") ?? "";

/** What is prepared for each time, and what is done with it. */
interface Work<Input = unknown> {
  readonly prepare: (place: number) => Input | Promise<Input>;
  /** Answers something of its work, so that no compiler leaves it out. */
  readonly run: (input: Input) => number | Promise<number>;
}

/** What `/set-up` makes: random values and keys cannot be made while the script is evaluated. */
interface SetUp {
  readonly key: CryptoKey;
  /** A session that the reader has in memory. */
  readonly known: Sealed;
  /** What one verification signs. */
  readonly signedBytes: number;
}

let setUp: SetUp | null = null;

function ready(): SetUp {
  if (setUp === null) throw new Error("/set-up comes first");
  return setUp;
}

/** A header that the reader knows, also after thousands of others. */
async function inMemory(): Promise<string> {
  const { header } = ready().known;
  await reader.readCookies(header, scope);
  return header;
}

const define = <Input>(work: Work<Input>): Work => work as Work;
const WORKS: Readonly<Record<string, Work>> = {
  sign: define({
    prepare: () => crypto.getRandomValues(new Uint8Array(ready().signedBytes)),
    run: async (bytes) => (await crypto.subtle.sign("HMAC", ready().key, bytes)).byteLength,
  }),
  seal: define({
    prepare: newSession,
    run: async ({ seal, sealName, text }) =>
      (await readSeal(seal, { sealName, text }, scope, keyring.find))?.ids.length ?? Number.NaN,
  }),
  parse: define({
    prepare: async () => (await newSession()).header,
    run: (header) => readCookieHeader(header, rule).length,
  }),
  first: define({
    prepare: async () => (await newSession()).header,
    run: async (header) => (await reader.readCookies(header, scope)).credentials.length || Number.NaN,
  }),
  changing: define({
    prepare: async (place) => flat(`_last=${place}${randomHex(8)}; ${await inMemory()}`),
    run: async (header) => (await reader.readCookies(header, scope)).credentials.length || Number.NaN,
  }),
  warm: define({
    prepare: async () => flat(await inMemory()),
    run: (header) => {
      const read = reader.readCookies(header, scope);
      return read instanceof Promise ? Number.NaN : read.credentials.length;
    },
  }),
};

let inputs: readonly unknown[] = [];

async function prepare(work: Work, times: number): Promise<number> {
  const made: unknown[] = [];
  for (let place = 0; place < times; place++) made.push(await work.prepare(place));
  inputs = made;
  return made.length;
}

async function run(work: Work): Promise<number> {
  let sum = 0;
  for (const input of inputs) {
    const answer = work.run(input);
    sum += answer instanceof Promise ? await answer : answer;
  }
  return sum;
}

const COUNTED = ["sign", "digest", "importKey", "deriveBits"] as const;
type Method = (this: unknown, ...values: unknown[]) => unknown;

/** The calls of crypto.subtle that the first reading of a header makes once keys are there, and the bytes that it signs. */
async function setUpAndCount(): Promise<Readonly<Record<string, number>>> {
  const hmac = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", new Uint8Array(32), hmac, false, ["sign"]);
  const known = await newSession();
  await reader.readCookies(known.header, scope);

  const { header } = await newSession();
  const calls: Record<(typeof COUNTED)[number], number> = { sign: 0, digest: 0, importKey: 0, deriveBits: 0 };
  let signedBytes = 0;
  const subtle = crypto.subtle as unknown as Record<string, Method>;
  for (const name of COUNTED) {
    const original = subtle[name] as Method;
    // Hides the method of the prototype until it is deleted.
    subtle[name] = (...values) => {
      calls[name] += 1;
      if (name === "sign") signedBytes = (values[2] as Uint8Array).byteLength;
      return original.apply(crypto.subtle, values);
    };
  }
  await reader.readCookies(header, scope);
  for (const name of COUNTED) delete subtle[name];
  setUp = { key, known, signedBytes };
  return { ...calls, signedBytes };
}

export default {
  async fetch(request: Request): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname === "/set-up") return Response.json(await setUpAndCount());
    const work = WORKS[searchParams.get("work") ?? ""];
    if (work === undefined) return new Response(null, { status: 404 });
    const answer = pathname === "/prepare" ? await prepare(work, Number(searchParams.get("times"))) : await run(work);
    return new Response(null, { status: Number.isNaN(answer) ? 500 : 200 });
  },
};
