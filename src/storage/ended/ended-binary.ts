import type { Sha256 } from "../../policy/snapshot.ts";
import { err, ok, type Result } from "../../result.ts";
import { type HashWords, listHashes, sortHashes, WORDS_PER_HASH } from "./ended-hashes.ts";
import { type LogPlace, markOf, readMark } from "./ended-place.ts";

/** What a compiled copy of the ended log holds. */
export interface EndedContent {
  /** Everything of the log up to here is in it. */
  readonly place: LogPlace;
  /** When the log was read, in Unix milliseconds. */
  readonly compiledAt: number;
  /** When it was last made from the whole log, without the hashes that the log had lost. */
  readonly rebuiltAt: number;
  readonly words: HashWords;
}

export type EndedFault = "too_short" | "not_an_ended_set" | "unknown_format" | "wrong_length" | "wrong_digest";

/*
 * The binary form: little-endian, 4-byte aligned, used in place.
 *
 *   word  0  magic "GTHE"        3–4  seq of the place        11–12  compiled at
 *         1  format version      5–8  hash of its mark        13–14  rebuilt at
 *         2  length in bytes     9–10 time of its mark        15     hashes
 *   then the hashes, ascending, four words each, and the SHA-256 of all before it. Seqs and times are two words, the low
 *   one first. The start of the log (seq 0) has a mark of zeros.
 */
const MAGIC = 0x45485447;
const FORMAT_VERSION = 1;
const HEADER_WORDS = 16;
const DIGEST_BYTES = 32;
const HIGH = 2 ** 32;

const low = (value: number): number => value % HIGH;
const high = (value: number): number => Math.floor(value / HIGH);

/** Bytes for KV. */
export async function encodeEnded(content: EndedContent, sha256: Sha256): Promise<ArrayBuffer> {
  const { place, compiledAt, rebuiltAt, words } = content;
  const bodyBytes = (HEADER_WORDS + words.length) * 4;
  const buffer = new ArrayBuffer(bodyBytes + DIGEST_BYTES);
  const all = new Uint32Array(buffer, 0, HEADER_WORDS + words.length);
  const mark = readMark(place.mark);
  all.set([MAGIC, FORMAT_VERSION, buffer.byteLength, low(place.seq), high(place.seq)]);
  if (mark !== null) all.set([...sortHashes([mark.hash]), low(mark.endedAt), high(mark.endedAt)], 5);
  all.set([low(compiledAt), high(compiledAt), low(rebuiltAt), high(rebuiltAt), words.length / WORDS_PER_HASH], 11);
  all.set(words, HEADER_WORDS);
  const bytes = new Uint8Array(buffer);
  bytes.set(new Uint8Array(await sha256(bytes.subarray(0, bodyBytes))), bodyBytes);
  return buffer;
}

/** The content as a view on the buffer, after its digest was checked; nothing is parsed or copied. */
export async function decodeEnded(buffer: ArrayBuffer, sha256: Sha256): Promise<Result<EndedContent, EndedFault>> {
  const headerBytes = HEADER_WORDS * 4;
  if (buffer.byteLength < headerBytes + DIGEST_BYTES) return err("too_short");
  const header = new Uint32Array(buffer, 0, HEADER_WORDS);
  const word = (index: number): number => header[index] ?? 0;
  if (word(0) !== MAGIC) return err("not_an_ended_set");
  if (word(1) !== FORMAT_VERSION) return err("unknown_format");
  const bodyBytes = headerBytes + word(15) * WORDS_PER_HASH * 4;
  if (word(2) !== buffer.byteLength || bodyBytes + DIGEST_BYTES !== buffer.byteLength) return err("wrong_length");
  const bytes = new Uint8Array(buffer);
  const digest = new Uint8Array(await sha256(bytes.subarray(0, bodyBytes)));
  if (!digest.every((byte, index) => byte === bytes[bodyBytes + index])) return err("wrong_digest");

  const long = (index: number): number => word(index) + word(index + 1) * HIGH;
  const seq = long(3);
  const [hash = ""] = listHashes(header.slice(5, 9));
  return ok({
    place: { seq, mark: seq === 0 ? "" : markOf(hash, long(9)) },
    compiledAt: long(11),
    rebuiltAt: long(13),
    words: new Uint32Array(buffer, headerBytes, word(15) * WORDS_PER_HASH),
  });
}
