import { connect } from "node:net";

export interface RawAnswer {
  /** 0: the connection ended without an answer, as servers do with what they cannot read. */
  readonly status: number;
  /** Lower-case names; of a name that comes twice, the last. */
  readonly headers: ReadonlyMap<string, string>;
  /** As it came; a chunked one still has its sizes. */
  readonly body: string;
}

/** Header lines in their order, for what sends a name twice. */
export type HeaderLines = readonly (readonly [name: string, value: string])[];

const isLines = (headers: Readonly<Record<string, string>> | HeaderLines): headers is HeaderLines =>
  Array.isArray(headers);

const MAX_ANSWER_BYTES = 64 * 1024;
const TIMEOUT_MS = 20_000;

/**
 * One GET with exactly these bytes as its request target (a character is one byte), on a connection of its own.
 * An answer that does not come in time is an error: silence must not pass for a refusal.
 */
export function requestRaw(
  port: number,
  target: string,
  headers: Readonly<Record<string, string>> | HeaderLines,
): Promise<RawAnswer> {
  const pairs: HeaderLines = isLines(headers) ? headers : Object.entries(headers);
  const lines = [`GET ${target} HTTP/1.1`, ...pairs.map(([name, value]) => `${name}: ${value}`)];
  const { promise, resolve, reject } = Promise.withResolvers<RawAnswer>();
  const socket = connect({ host: "127.0.0.1", port });
  const chunks: Buffer[] = [];
  let length = 0;
  socket.setTimeout(TIMEOUT_MS, () => socket.destroy(new Error(`no answer to ${JSON.stringify(target)}`)));
  socket.on("data", (chunk) => {
    chunks.push(chunk);
    length += chunk.length;
    if (length > MAX_ANSWER_BYTES) socket.destroy(new Error(`a huge answer to ${JSON.stringify(target)}`));
  });
  socket.on("error", (error: Error & { code?: string }) => {
    // A server that refuses a request line may reset the connection behind its answer.
    if (error.code !== "ECONNRESET" && error.code !== "EPIPE") reject(error);
  });
  socket.on("close", () => resolve(parseAnswer(Buffer.concat(chunks).toString("latin1"))));
  // Not `end`: a half-closed connection is an aborted request to some servers.
  socket.write(Buffer.from(`${lines.join("\r\n")}\r\nConnection: close\r\n\r\n`, "latin1"));
  return promise;
}

function parseAnswer(text: string): RawAnswer {
  const [head = "", body = ""] = text.split(/\r\n\r\n(.*)/s);
  const [statusLine = "", ...fields] = head.split("\r\n");
  const status = /^HTTP\/1\.[01] (\d{3})\b/.exec(statusLine)?.[1];
  const headers = fields.map((line): [string, string] => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  return { status: Number(status ?? 0), headers: new Map(headers), body };
}

/** Runs `work` for every item, a bounded number at a time; results in the items' order. */
export async function mapBounded<T, R>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = new Array(items.length);
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < items.length; index = next++) {
      results[index] = await work(items[index] as T);
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
  return results;
}
