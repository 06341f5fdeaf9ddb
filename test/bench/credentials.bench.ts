/**
 * What reading a visit's credentials costs: from memory, by parsing alone, with the verification of a seal, and with
 * hashing; and what a device's description costs. Run it by itself: node test/bench/credentials.bench.ts (Node 24; half a minute).
 */

import { readCookieHeader } from "../../src/sessions/credentials/cookie-header.ts";
import { createCookieRule } from "../../src/sessions/credentials/cookie-names.ts";
import { createCredentialReader } from "../../src/sessions/credentials/credential-reader.ts";
import { createKeyring } from "../../src/sessions/credentials/keyring.ts";
import { sealNameOf, writeSeal } from "../../src/sessions/credentials/seal.ts";
import { readToken } from "../../src/sessions/credentials/token-headers.ts";
import { createDeviceDescriber, describeDevice } from "../../src/sessions/device/device.ts";
import { formatNs, markdownTable, measure, median } from "./measure.ts";
import { HOSTILE, hex, SMALL, TYPICAL } from "./sample-cookies.ts";

const BEARER = `Bearer ${hex(40)}`;

const rule = createCookieRule({ names: ["crm_session"], exceptions: [], unbound: [] });
const keyring = createKeyring([{ id: "k1", secret: hex(32), verifiesSeals: true }]);
const scope = { hostname: "app.example.com", account: "acme" };
const newReader = (bindSessions: "off" | "strict") => createCredentialReader({ rule, keyring, bindSessions });

/** Beside its session cookie, as browsers send it. */
async function withSeal(header: string): Promise<string> {
  const text = /crm_session=[^;]*/.exec(header)?.[0] ?? "";
  const sealName = await sealNameOf("crm_session");
  const seal = { ids: [hex(16)], birth: 1_790_000_000, issued: 1_790_000_000, isEnrolled: false } as const;
  const tags = { network: hex(6), address: hex(6), made: "account" } as const;
  const key = await keyring.current();
  const value = await writeSeal({ ...seal, ...tags }, { sealName, text, labels: 0 }, scope, key);
  return `${header}; __Host-${sealName}=${value}`;
}
const SEALED_SMALL = await withSeal(SMALL);
const SEALED_TYPICAL = await withSeal(TYPICAL);

/** Headers of different visits, so that no string is the very object that the memory holds. */
const headersOf = (cookie: string): Headers[] =>
  Array.from({ length: 64 }, () => new Headers({ Cookie: Buffer.from(cookie).toString("latin1") }));

const repeat =
  <T>(inputs: readonly T[], run: (input: T) => number) =>
  (times: number): number => {
    let sum = 0;
    for (let i = 0; i < times; i++) sum += run(inputs[i % inputs.length] as T);
    return sum;
  };

const reader = newReader("strict");
const bearers = Array.from(
  { length: 64 },
  () => new Headers({ Authorization: Buffer.from(BEARER).toString("latin1") }),
);
for (const cookie of [SEALED_SMALL, SEALED_TYPICAL]) await reader.readCookies(cookie, scope);
await reader.readToken("authorization", BEARER);

const warm = (headers: Headers): number => {
  const read = reader.readCookies(headers.get("Cookie") ?? "", scope);
  return read instanceof Promise ? Number.NaN : read.credentials.length;
};
const warmToken = (headers: Headers): number => {
  const read = reader.readToken("authorization", headers.get("Authorization") ?? "");
  return read instanceof Promise ? Number.NaN : read.kind.length;
};
const get = (headers: Headers): number =>
  (headers.get("Cookie")?.length ?? 0) + (headers.get("Authorization")?.length ?? 0);
const USER_AGENT =
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36";
const describe = createDeviceDescriber();
const browser = [new Headers({ "User-Agent": USER_AGENT })];

const nanoseconds = measure({
  "both headers got, nothing read": repeat(headersOf(TYPICAL), get),
  "from memory, 14 cookies and a seal": repeat(headersOf(SEALED_TYPICAL), warm),
  "from memory, two cookies and a seal": repeat(headersOf(SEALED_SMALL), warm),
  "from memory, a bearer token": repeat(bearers, warmToken),
  "parsing, 14 cookies and a seal": repeat([SEALED_TYPICAL], (header) => readCookieHeader(header, rule).length),
  "parsing, two cookies and a seal": repeat([SEALED_SMALL], (header) => readCookieHeader(header, rule).length),
  "parsing, a bearer token": repeat([BEARER], (text) => readToken(text).kind.length),
  "parsing, a hostile header of 24 candidates": repeat([HOSTILE], (header) => readCookieHeader(header, rule).length),
  "a device from memory": repeat(browser, (headers) => describe(headers).label.length),
  "a device described": repeat(browser, (headers) => describeDevice(headers).label.length),
});

/** The median of reading headers of which each session was never seen. */
async function measureCold(
  runs: number,
  bindSessions: "off" | "strict",
  make: (header: string) => string | Promise<string>,
): Promise<number> {
  const fresh = newReader(bindSessions);
  await fresh.readCookies(await make(SMALL), scope);
  const samples: number[] = [];
  for (let i = 0; i < runs; i++) {
    const header = await make(TYPICAL.replace(/crm_session=[^;]*/, `crm_session=${hex(32)}`));
    const start = performance.now();
    await fresh.readCookies(header, scope);
    samples.push((performance.now() - start) * 1e6);
  }
  return median(samples);
}

/** A pair of which a cookie beside it differs each time: neither the header nor the seal is verified anew. */
async function measureChanging(runs: number): Promise<number> {
  const samples: number[] = [];
  for (let i = 0; i < runs; i++) {
    const header = `_last=${i}; ${SEALED_TYPICAL}`;
    const start = performance.now();
    await reader.readCookies(header, scope);
    samples.push((performance.now() - start) * 1e6);
  }
  return median(samples);
}

const RUNS = 5_000;
const rows: [string, number][] = [
  ...Object.entries(nanoseconds),
  ["parsing, 14 cookies, a seal that is known already", await measureChanging(RUNS)],
  ["parsing and the first verification of a seal, 14 cookies", await measureCold(RUNS, "strict", withSeal)],
  ["parsing and hashing, 14 cookies without a seal", await measureCold(RUNS, "off", (header) => header)],
];
console.log(`14 cookies: ${TYPICAL.length} characters; the hostile header: ${HOSTILE.length}\n`);
console.log(
  markdownTable(
    ["reading credentials", "time"],
    rows.map(([name, ns]) => [name, formatNs(ns)]),
  ),
);
