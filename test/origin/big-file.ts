import { type ByteRange, readRange } from "./byte-range.ts";

/** 100 MB, the size of an upload limit of the free plan: more than anything between may hold in memory at once. */
export const BIG_FILE_BYTES = 100_000_000;
const BIG_FILE_ETAG = '"big-1"';

const BLOCK_BYTES = 65_536;
const BLOCK_NUMBER_DIGITS = 8;

/** `GET` and `HEAD /files/big`: deterministic bytes with ranges and validators (RFC 9110), made while they are read. */
export function answerBigFile(request: Request): Response {
  const headers = new Headers({
    "Accept-Ranges": "bytes",
    "Cache-Control": "private, no-cache",
    "Content-Type": "application/octet-stream",
    ETag: BIG_FILE_ETAG,
  });
  if (isNotModified(request)) return new Response(null, { status: 304, headers });

  const range = requestedRange(request);
  if (range === "unsatisfiable") {
    headers.set("Content-Range", `bytes */${BIG_FILE_BYTES}`);
    return new Response(null, { status: 416, headers });
  }
  const { first, last } = range ?? { first: 0, last: BIG_FILE_BYTES - 1 };
  headers.set("Content-Length", String(last - first + 1));
  if (range !== null) headers.set("Content-Range", `bytes ${first}-${last}/${BIG_FILE_BYTES}`);
  const body = request.method === "HEAD" ? null : streamBytes({ first, last });
  return new Response(body, { status: range === null ? 200 : 206, headers });
}

/** The bytes of the file that stand at `first` to `last`. */
function streamBytes({ first, last }: ByteRange): ReadableStream<Uint8Array> {
  let position = first;
  const source = new ReadableStream<Uint8Array>({
    pull(controller) {
      const offset = position % BLOCK_BYTES;
      const chunk = makeBlock((position - offset) / BLOCK_BYTES).subarray(offset, offset + last - position + 1);
      controller.enqueue(chunk);
      position += chunk.byteLength;
      if (position > last) controller.close();
    },
  });
  // A stream whose length is known is sent with Content-Length instead of in chunks.
  return source.pipeThrough(new FixedLengthStream(last - first + 1));
}

/** Every block starts with its own number, so that bytes from a wrong place never compare equal. */
function makeBlock(number: number): Uint8Array {
  const block = FILLER.slice();
  new TextEncoder().encodeInto(String(number).padStart(BLOCK_NUMBER_DIGITS, "0"), block);
  return block;
}

const FILLER = Uint8Array.from({ length: BLOCK_BYTES }, (_, index) => (index * 31 + (index >> 8)) & 0xff);

function isNotModified(request: Request): boolean {
  const condition = request.headers.get("If-None-Match");
  if (condition === null) return false;
  const tags = condition.split(",").map((tag) => tag.trim().replace(/^W\//, ""));
  return tags.includes("*") || tags.includes(BIG_FILE_ETAG);
}

function requestedRange(request: Request): ByteRange | "unsatisfiable" | null {
  const header = request.headers.get("Range");
  const condition = request.headers.get("If-Range");
  if (header === null || request.method !== "GET") return null;
  if (condition !== null && condition !== BIG_FILE_ETAG) return null;
  return readRange(header, BIG_FILE_BYTES);
}
