/**
 * Is this visitor's address on the list? Text to verdict, beside what else a Worker or a Node server could use, on the same
 * entries and the same visitors. Run it by itself: node test/bench/address.bench.ts (Node 24; a minute or two).
 */
import { BlockList, isIP } from "node:net";
import { ipRestriction } from "hono/ip-restriction";
import ipaddr from "ipaddr.js";
import { parseEntry } from "../../src/address/entry/entry.ts";
import { readAddress } from "../../src/address/read-address.ts";
import { findExpiry, type RangeSet } from "../../src/address/set/range-set.ts";
import {
  rangeSetByteLength,
  rangeSetCounts,
  readRangeSet,
  writeRangeSet,
} from "../../src/address/set/range-set-binary.ts";
import { createRangeSetBuilder } from "../../src/address/set/range-set-builder.ts";
import { type Contender, formatNs, formatRatio, markdownTable, measure, measureOnce } from "./measure.ts";
import { createRandom } from "./random.ts";

const SIZES = [10, 1_000, 10_000, 100_000];
const VISITORS = 4_096;

type Matcher = (address: string) => boolean;

const random = createRandom(20_261_122);
const hex = (bits: number) => random(2 ** bits).toString(16);
const address4 = () => `${11 + random(180)}.${random(256)}.${random(256)}.${random(256)}`;
const network6 = () => `2a0${hex(2)}:${hex(16)}:${hex(16)}`;
const address6 = () => `${network6()}:${hex(16)}:${hex(16)}:${hex(16)}:${hex(16)}:${hex(16)}`;

/** Six of ten IPv4; half of each family single addresses, the rest networks of the sizes that companies have. */
function createEntries(count: number): string[] {
  return Array.from({ length: count }, (_, i) => {
    if (i % 10 >= 6) return i % 2 ? address6() : `${network6()}::/48`;
    if (i % 2) return address4();
    const prefix = 20 + random(11);
    return `${ipaddr.IPv4.networkAddressFromCIDR(`${address4()}/${prefix}`)}/${prefix}`;
  });
}

/** Half of the visitors come from the entries, the others from anywhere. */
function createVisitors(entries: readonly string[]): string[] {
  const visitors = Array.from({ length: VISITORS }, (_, i) => {
    if (i % 2) return i % 5 < 3 ? address4() : address6();
    const [address = "", prefix] = (entries[random(entries.length)] ?? "").split("/");
    if (prefix === undefined) return address;
    if (address.endsWith("::")) return `${address.slice(0, -1)}${hex(16)}:${hex(16)}:${hex(16)}:${hex(16)}:${hex(16)}`;
    const octets = ipaddr.IPv4.parse(address).octets;
    octets[3] = (octets[3] ?? 0) + random(4);
    return octets.join(".");
  });
  return JSON.parse(JSON.stringify(visitors)); // whole strings, as headers are, not concatenations
}

function compile(entries: readonly string[]): RangeSet {
  const builder = createRangeSetBuilder();
  for (const entry of entries) {
    const parsed = parseEntry(entry);
    if (parsed.ok) builder.add(parsed.value.range, 0);
  }
  return builder.build();
}

function gatehouse(set: RangeSet): Matcher {
  return (text) => {
    const address = readAddress(text);
    return address !== null && findExpiry(set, address) >= 0;
  };
}

/** The middleware as an application uses it; what it awaits after the verdict is not timed. */
function hono(entries: string[]): Matcher {
  let visitor = "";
  let isAllowed = false;
  const middleware = ipRestriction(
    () => visitor,
    { allowList: entries },
    () => new Response(),
  );
  const next = async () => {
    isAllowed = true;
  };
  return (text) => {
    visitor = text;
    isAllowed = false;
    void middleware({} as Parameters<typeof middleware>[0], next);
    return isAllowed;
  };
}

function blockList(entries: readonly string[]): Matcher {
  const list = new BlockList();
  for (const entry of entries) {
    const [address = "", prefix] = entry.split("/");
    const family = isIP(address) === 4 ? "ipv4" : "ipv6";
    if (prefix === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(prefix), family);
  }
  return (text) => {
    const family = isIP(text);
    return family !== 0 && list.check(text, family === 4 ? "ipv4" : "ipv6");
  };
}

function ipaddrJs(entries: readonly string[]): Matcher {
  const allowed = entries.map((entry) => ipaddr.parseCIDR(entry.includes("/") ? entry : wholeAddress(entry)));
  return (text) => ipaddr.subnetMatch(ipaddr.parse(text), { allowed }, "other") === "allowed";
}

const wholeAddress = (address: string): string => `${address}/${address.includes(":") ? 128 : 32}`;

const OTHERS = { "hono ip-restriction": hono, "net.BlockList": blockList, "ipaddr.js subnetMatch": ipaddrJs };
const OURS = "Gatehouse";

function agree(matchers: readonly Matcher[], visitors: readonly string[]): void {
  for (const visitor of visitors) {
    const verdicts = new Set(matchers.map((matches) => matches(visitor)));
    if (verdicts.size !== 1) throw new Error(`the contenders disagree about ${visitor}`);
  }
}

/** Goes round and round through the visitors. */
function onVisitors(matches: Matcher, visitors: readonly string[]): Contender {
  let at = 0;
  return (times) => {
    let allowed = 0;
    for (let i = 0; i < times; i++) {
      if (matches(visitors[at] ?? "")) allowed++;
      if (++at === visitors.length) at = 0;
    }
    return allowed;
  };
}

function warm(): string {
  const rows = SIZES.map((size) => {
    const entries = createEntries(size);
    const visitors = createVisitors(entries);
    const matchers = {
      [OURS]: gatehouse(compile(entries)),
      ...Object.fromEntries(Object.entries(OTHERS).map(([name, create]) => [name, create(entries)])),
    };
    agree(Object.values(matchers), visitors.slice(0, size > 10_000 ? 100 : 1_000));
    const times = measure(
      Object.fromEntries(Object.entries(matchers).map(([name, matches]) => [name, onVisitors(matches, visitors)])),
    );
    const ours = times[OURS] ?? Number.NaN;
    const others = Object.keys(OTHERS).map((name) => times[name] ?? Number.NaN);
    return [
      size.toLocaleString("en-US"),
      formatNs(ours),
      ...others.map((ns) => `${formatNs(ns)} (${formatRatio(ns / ours)})`),
      formatRatio(Math.min(...others) / ours),
    ];
  });
  return markdownTable(["entries", OURS, ...Object.keys(OTHERS), "best of them / Gatehouse"], rows);
}

/** From what storage gives to the first verdict: bytes here, JSON there. */
function cold(): string {
  const entries = createEntries(100_000);
  const visitor = createVisitors(entries)[0] ?? "";
  const set = compile(entries);
  const counts = rangeSetCounts(set);
  const bytes = new ArrayBuffer(rangeSetByteLength(counts));
  writeRangeSet(set, bytes, 0);
  const json = JSON.stringify(entries);
  const ours = measureOnce(
    21,
    () => bytes.slice(0),
    (copy) => {
      const read = readRangeSet(copy, 0, counts);
      return read.ok ? Number(gatehouse(read.value)(visitor)) : -1;
    },
  );
  const rows = Object.entries(OTHERS).map(([name, create]) => {
    const ms = measureOnce(
      5,
      () => json,
      (text) => Number(create(JSON.parse(text))(visitor)),
    );
    return [name, formatNs(ms * 1e6), formatRatio(ms / ours)];
  });
  const size = `${OURS} (${Math.round(bytes.byteLength / 1024).toLocaleString("en-US")} KiB)`;
  return markdownTable(
    ["100,000 entries, stored → first verdict", "time", "× Gatehouse"],
    [[size, formatNs(ours * 1e6), ""], ...rows],
  );
}

console.log(`Node ${process.version}, ${process.platform} ${process.arch}\n`);
// Cold first: nothing is compiled yet, as in a new isolate.
console.log(cold());
console.log();
console.log(warm());
