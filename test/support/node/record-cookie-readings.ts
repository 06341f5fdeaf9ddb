/**
 * Replays the corpus of test/sessions/credentials/cookie-corpus.ts against real servers' cookie parsers, before and after Gatehouse
 * took the ended session out, and writes down what each one read under the session cookies' names.
 *
 *     node test/support/node/record-cookie-readings.ts           # writes test/fixtures/cookie-readings.json
 *     node test/support/node/record-cookie-readings.ts --check   # writes nothing
 *     … --random=5000                                            # replays so many random headers beside; writes nothing
 *
 * Fails when a parser reads a session that Gatehouse did not find, or did not take out. Needs php and python3 to record
 * (Django, Werkzeug and Rack are replayed too where they are installed); the others replay what is there, and say so.
 */
import { spawn, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { parse as parseExpress } from "cookie";
import { parse as parseHono } from "hono/utils/cookie";
import { normalForm } from "../../../src/sessions/credentials/normal-form.ts";
import { generateCorpus, generateRandomRows, LIVE, SESSION_COOKIES } from "../../sessions/credentials/cookie-corpus.ts";
import { valuesIn, withoutEnded, withoutSessions } from "../../sessions/credentials/cookie-cut.ts";
import type { CookieReadings, Replay } from "../../sessions/credentials/cookie-readings.ts";

const FIXTURE = fileURLToPath(new URL("../../fixtures/cookie-readings.json", import.meta.url));
const at = (name: string): string => fileURLToPath(new URL(`cookie-readers/${name}`, import.meta.url));

/** One parser's cookies of one header: each name with everything that stands under it. */
type Cookies = Record<string, string | readonly string[]>;
type Reader = (headers: readonly string[]) => Promise<Record<string, readonly Cookies[]>>;

const asBytes = (text: string): string => Buffer.from(text, "utf8").toString("latin1");

/** Node hands over every byte as one character. */
const asText = (cookies: Record<string, string | undefined>): Cookies =>
  Object.fromEntries(
    Object.entries(cookies).map(([name, value = ""]) => [name, Buffer.from(value, "latin1").toString("utf8")]),
  );

const readInNode: Reader = async (headers) => ({
  express: headers.map((header) => asText(parseExpress(asBytes(header)))),
  hono: headers.map((header) => parseHono(header)),
});

function readIn(command: string, ...args: readonly string[]): Reader {
  return async (headers) => {
    const { status, stdout } = spawnSync(command, args, {
      input: JSON.stringify(headers.map(asBytes)),
      maxBuffer: 2 ** 28,
    });
    return status === 0 ? JSON.parse(stdout.toString("utf8")) : {};
  };
}

/** PHP parses cookies only in a server: its built-in one, asked byte by byte. */
const readInPhp: Reader = async (headers) => {
  if (spawnSync("php", ["--version"]).status !== 0) return {};
  const port = await freePort();
  const server = spawn("php", ["-S", `127.0.0.1:${port}`, at("php.php")], { stdio: "ignore" });
  try {
    await until(() => ask(port, "a=1"));
    const php: Cookies[] = [];
    for (const header of headers) {
      const { cookies } = JSON.parse(await ask(port, header)) as { cookies: Record<string, readonly string[]> };
      const decode = (value: string) => Buffer.from(value, "base64").toString("utf8");
      php.push(Object.fromEntries(Object.entries(cookies).map(([name, values]) => [name, values.map(decode)])));
    }
    return { php };
  } finally {
    server.kill();
  }
};

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address !== null ? address.port : 0;
}

function ask(port: number, header: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect(port, "127.0.0.1", () => {
      socket.write(`GET / HTTP/1.1\r\nHost: localhost\r\nCookie: ${header}\r\nConnection: close\r\n\r\n`);
    });
    socket.on("data", (chunk) => chunks.push(chunk));
    socket.on("error", reject);
    socket.on("close", () => {
      const answer = Buffer.concat(chunks).toString("utf8");
      const body = answer.slice(answer.indexOf("\r\n\r\n") + 4);
      if (answer.startsWith("HTTP/1.1 200")) resolve(body);
      else reject(new Error(`php answered ${JSON.stringify(answer.slice(0, 200))} to ${JSON.stringify(header)}`));
    });
  });
}

async function until<T>(attempt: () => Promise<T>): Promise<T> {
  for (let tries = 50; ; tries--) {
    try {
      return await attempt();
    } catch (error) {
      if (tries === 0) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

const READERS: readonly Reader[] = [
  readInNode,
  readInPhp,
  readIn("/usr/bin/env", "python3", at("readers.py")),
  readIn("/usr/bin/env", "ruby", at("rack.rb")),
];

/** An origin looks a cookie up under the name it gave it, as its own server spells that. */
function underSessionNames(parser: string, cookies: Cookies): readonly string[] {
  const names = SESSION_COOKIES.map((name) => (parser === "php" ? name.replaceAll(".", "_") : name));
  return names
    .flatMap((name) => (Object.hasOwn(cookies, name) ? (cookies[name] ?? []) : []))
    .filter((value) => value !== "");
}

async function replay(headers: readonly (string | null)[]): Promise<readonly CookieReadings[]> {
  const sent = [...new Set(headers.filter((header) => header !== null))];
  const readings = new Map(sent.map((header) => [header, {} as Record<string, readonly string[]>]));
  for (const reader of READERS) {
    for (const [parser, rows] of Object.entries(await reader(sent))) {
      rows.forEach((cookies, i) => {
        const values = underSessionNames(parser, cookies);
        const row = readings.get(sent[i] ?? "");
        if (row !== undefined && values.length > 0) row[parser] = values;
      });
      parsers.add(parser);
    }
  }
  return headers.map((header) => (header === null ? {} : (readings.get(header) ?? {})));
}

const parsers = new Set<string>();
const randomCount = Number(
  /^--random=(\d+)$/.exec(process.argv.find((word) => word.startsWith("--random=")) ?? "")?.[1] ?? 0,
);
const corpus = [...generateCorpus(), ...generateRandomRows(randomCount)];
const cut = corpus.map(({ header, ended }) => withoutEnded(header, ended.value));
const bare = corpus.map(({ header }) => withoutSessions(header));
const [asSent, afterCut, afterAll] = [
  await replay(corpus.map(({ header }) => header)),
  await replay(cut),
  await replay(bare),
];

const replays = corpus.map(
  ({ header, ended }, i): Replay => ({
    header,
    ended: ended.value,
    asSent: asSent[i] ?? {},
    cut: cut[i] ?? null,
    afterCut: afterCut[i] ?? {},
    bare: bare[i] ?? null,
    afterAll: afterAll[i] ?? {},
  }),
);

const arrived = replays.flatMap(({ header, ended, cut, afterCut, bare, afterAll }) => [
  ...Object.entries(afterCut)
    .filter(([, values]) => values.some((value) => normalForm(value) === normalForm(ended)))
    .map(([parser]) => ({ parser, header, forwarded: cut })),
  ...Object.entries(afterAll).map(([parser]) => ({ parser, header, forwarded: bare })),
]);
/** Shorter ones are found when they are the whole value; of a part of it they are nobody's session. */
const PARTIAL_MIN_LENGTH = 16;
const isLong = (value: string): boolean => value.length >= PARTIAL_MIN_LENGTH;
const missed = replays.flatMap(({ header, asSent }) => {
  const found = valuesIn(header);
  return Object.entries(asSent)
    .filter(([, values]) => values.map(normalForm).some((value) => isLong(value) && !found.includes(value)))
    .map(([parser]) => ({ parser, header }));
});
for (const row of missed) console.error("A session was not found:", JSON.stringify(row));
for (const found of arrived) console.error("A session arrived:", JSON.stringify(found));
const seen = replays.filter(({ asSent }) => Object.keys(asSent).length > 0).length;
const live = replays.filter(({ afterCut }) => Object.values(afterCut).flat().includes(LIVE.value)).length;
console.log(
  `${[...parsers].join(", ")}: ${replays.length} headers; a session was read in ${seen}, a live one beside the cut in ${live}`,
);

if (!process.argv.includes("--check") && randomCount === 0) {
  for (const needed of ["php", "python"]) if (!parsers.has(needed)) throw new Error(`${needed} is not installed`);
  const rows = replays.map((replay) => JSON.stringify(replay, (_, value) => sortKeys(value))).join(",\n");
  writeFileSync(FIXTURE, `{"parsers": ${JSON.stringify([...parsers].sort())}, "replays": [\n${rows}\n]}\n`);
}
const failed = arrived.length + missed.length;
console.log(`${replays.length - failed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;

function sortKeys(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value) || "header" in value) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
