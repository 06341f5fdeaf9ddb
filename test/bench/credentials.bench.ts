/**
 * What reading a visit's credentials costs: from memory, by parsing alone, and with hashing; and what a device's
 * description costs. Run it by itself: node test/bench/credentials.bench.ts (Node 24; half a minute).
 */

import { createCredentialReader } from "../../src/sessions/credentials/credential-reader.ts";
import {
  createCredentialProfile,
  findCookieCredentials,
  findTokenCredentials,
} from "../../src/sessions/credentials/credentials.ts";
import { createCredentialHasher } from "../../src/sessions/credentials/keyring.ts";
import { createDeviceDescriber, describeDevice } from "../../src/sessions/device/device.ts";
import { formatNs, markdownTable, measure, median } from "./measure.ts";
import { createRandom } from "./random.ts";

const random = createRandom(20_261_122);
const hex = (digits: number): string => Array.from({ length: digits }, () => random(16).toString(16)).join("");

const SMALL = `theme=dark; crm_session=${hex(32)}`;
/** What a product with the usual analytics and consent cookies gets. */
const TYPICAL = [
  `_ga=GA1.1.${random(2 ** 31)}.1731000000`,
  `_ga_${hex(10).toUpperCase()}=GS1.1.1731000000.12.1.1731000900.60.0.0`,
  `_gcl_au=1.1.${random(2 ** 31)}.1731000000`,
  `_fbp=fb.1.1731000000000.${random(2 ** 31)}`,
  `ajs_anonymous_id=${hex(32)}`,
  "OptanonConsent=isGpcEnabled=0&datestamp=Sun+Nov+22+2026+12%3A00%3A00+GMT&version=202409.1.0&groups=C0001%3A1%2CC0002%3A1",
  `intercom-id-abcd1234=${hex(36)}`,
  `intercom-device-id-abcd1234=${hex(36)}`,
  `__stripe_mid=${hex(36)}`,
  `hubspotutk=${hex(32)}`,
  `crm_session=s%3A${hex(32)}.${hex(43)}`,
  `XSRF-TOKEN=${hex(64)}`,
  "locale=en-GB",
  "sidebar=collapsed",
].join("; ");
const HOSTILE = `crm_session="${hex(32)}; crm.session=%65${hex(31)}, crm_session=${hex(32)} x; `.repeat(8);
const BEARER = `Bearer ${hex(40)}`;

const profile = createCredentialProfile({ sessionCookies: ["crm_session"], tokenHeaders: ["authorization"] });
const newReader = () =>
  createCredentialReader({ profile, hasher: createCredentialHasher({ current: hex(32), old: [] }) });

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

const reader = newReader();
const bearers = Array.from(
  { length: 64 },
  () => new Headers({ Authorization: Buffer.from(BEARER).toString("latin1") }),
);
for (const cookie of [SMALL, TYPICAL]) await reader.read(new Headers({ Cookie: cookie }));
await reader.read(new Headers({ Authorization: BEARER }));

const warm = (headers: Headers): number => {
  const read = reader.read(headers);
  return read instanceof Promise ? Number.NaN : read.credentials.length;
};
const get = (headers: Headers): number =>
  (headers.get("Cookie")?.length ?? 0) + (headers.get("Authorization")?.length ?? 0);
const USER_AGENT =
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36";
const describe = createDeviceDescriber();
const browser = [new Headers({ "User-Agent": USER_AGENT })];

const nanoseconds = measure({
  "both headers got, nothing read": repeat(headersOf(TYPICAL), get),
  "from memory, 14 cookies": repeat(headersOf(TYPICAL), warm),
  "from memory, two cookies": repeat(headersOf(SMALL), warm),
  "from memory, a bearer token": repeat(bearers, warm),
  "parsing, 14 cookies": repeat([TYPICAL], (header) => findCookieCredentials(header, profile).credentials.length),
  "parsing, two cookies": repeat([SMALL], (header) => findCookieCredentials(header, profile).credentials.length),
  "parsing, a bearer token": repeat(
    [BEARER],
    (text) => findTokenCredentials("authorization", text, profile).credentials.length,
  ),
  "parsing, a hostile header of 24 candidates": repeat(
    [HOSTILE],
    (header) => findCookieCredentials(header, profile).credentials.length,
  ),
  "a device from memory": repeat(browser, (headers) => describe(headers).label.length),
  "a device described": repeat(browser, (headers) => describeDevice(headers).label.length),
});

/** Parsing and hashing of a header and a session that were never seen. */
async function measureCold(runs: number): Promise<number> {
  const fresh = newReader();
  await fresh.read(new Headers({ Cookie: SMALL }));
  const samples: number[] = [];
  for (let i = 0; i < runs; i++) {
    const headers = new Headers({ Cookie: TYPICAL.replace(/crm_session=[^;]*/, `crm_session=${hex(32)}`) });
    const start = performance.now();
    await fresh.read(headers);
    samples.push((performance.now() - start) * 1e6);
  }
  return median(samples);
}

const rows: [string, number][] = [
  ...Object.entries(nanoseconds),
  ["parsing and hashing, 14 cookies", await measureCold(5_000)],
];
console.log(`14 cookies: ${TYPICAL.length} characters; the hostile header: ${HOSTILE.length}\n`);
console.log(
  markdownTable(
    ["reading credentials", "time"],
    rows.map(([name, ns]) => [name, formatNs(ns)]),
  ),
);
