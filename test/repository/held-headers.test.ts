import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { createCredentialProfile } from "../../src/sessions/credentials/credential-profile.ts";
import { createCredentialReader } from "../../src/sessions/credentials/credential-reader.ts";
import { createKeyring } from "../../src/sessions/credentials/keyring.ts";

// What is remembered of a header does not hold the header itself. V8 makes a part of a string as a view of the whole one,
// so a short value that was cut out of 60 KB keeps 60 KB in memory, whatever its own length says.

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

const HEADERS = 600;
const LONG = 60_000;
const MAX_GROWTH_BYTES = 16 * 1024 * 1024;

function heapBytes(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

/** As it comes from the network: one string, with no parts of its own. */
const flat = (text: string): string => Buffer.from(text, "latin1").toString("latin1");

const SCOPE = { hostname: "app.example.com", account: "acme" };
const filler = "x".repeat(LONG);

function createReader(bindSessions: "strict" | "off") {
  const { rule } = createCredentialProfile({
    sessionCookies: { names: ["sid"], exceptions: [], unbound: [] },
    tokenHeaders: ["authorization"],
  });
  const keyring = createKeyring([{ id: "k1", secret: "s".repeat(40), verifiesSeals: true }]);
  return createCredentialReader({ rule, keyring, bindSessions });
}

test.each<[string, "strict" | "off", (reader: ReturnType<typeof createReader>, secret: string) => unknown]>([
  [
    "a short session cookie beside a long other one",
    "off",
    (reader, secret) => reader.readCookies(flat(`sid=${secret}; other=${filler}`), SCOPE),
  ],
  [
    "the name of a session cookie beside a long other one",
    "strict",
    (reader, secret) => reader.readCookies(flat(`sid_${secret}=${secret}; gth1-A=1; other=${filler}`), SCOPE),
  ],
  [
    "a stamp beside a long other cookie",
    "strict",
    (reader, secret) => reader.readCookies(flat(`__Host-gth1-seen=${secret}; other=${filler}`), SCOPE),
  ],
])("%s", { timeout: 60_000 }, async (_, bindSessions, read) => {
  const reader = createReader(bindSessions);
  const before = heapBytes();
  for (let count = 0; count < HEADERS; count++) await read(reader, crypto.randomUUID().replaceAll("-", ""));
  const growth = heapBytes() - before;
  // The reader is in use until here: nothing that it remembers was collected.
  await read(reader, crypto.randomUUID().replaceAll("-", ""));
  expect(growth).toBeLessThan(MAX_GROWTH_BYTES);
});
