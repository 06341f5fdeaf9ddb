import {
  type RangeSetFault,
  rangeSetByteLength,
  rangeSetCounts,
  readRangeSet,
  writeRangeSet,
} from "../address/set/range-set-binary.ts";
import { err, ok, type Result } from "../result.ts";
import type { Rules } from "./decide.ts";
import type { BindNetwork, Mode } from "./policy.ts";

/** An account's policy and allowlist, compiled for the edge. A restore of the database raises the epoch. */
export interface Snapshot extends Rules {
  readonly account: string;
  /**
   * Unix seconds, u32. Of two snapshots, the one with the higher epoch is newer; of equal epochs, the one with the
   * higher revision.
   */
  readonly epoch: number;
  readonly revision: number;
  /** When it was compiled, in Unix seconds. */
  readonly createdAt: number;
  /**
   * From which addresses session cookies of the account are accepted. It is `off` in snapshots of versions without this
   * setting.
   */
  readonly bindNetwork: BindNetwork;
  readonly contact: string | null;
  /** The refusal page has a form for requests. False in snapshots of versions without this setting. */
  readonly accessRequests: boolean;
  /**
   * The number of enabled entries that it was compiled from. (There may be fewer ranges, since those are merged.) For
   * people.
   */
  readonly entryCount: number;
  /** The length of its binary form in bytes. */
  readonly byteLength: number;
}

export type SnapshotFault =
  | "too_short"
  | "not_a_snapshot"
  | "unknown_format"
  | "wrong_length"
  | "wrong_digest"
  | "wrong_flags"
  | RangeSetFault;

/** SHA-256 of the platform: in JavaScript it would cost more than everything else here together. */
export type Sha256 = (bytes: Uint8Array<ArrayBuffer>) => Promise<ArrayBuffer>;

/*
 * The binary form: little-endian, 4-byte aligned, used in place.
 *
 *   word  0  magic "GTHS"        5  created, Unix seconds      10  bytes of the account's id
 *         1  format version      6  flags                      11  bytes of the contact
 *         2  length in bytes     7  IPv4 ranges                12  entries
 *         3  epoch               8  IPv6 ranges                13–15  0
 *         4  revision            9  0
 *   Then follow the account's id and the contact (UTF-8, each padded to 4 bytes), the ranges (range-set-binary.ts), and the
 *   SHA-256 of all bytes before it.
 */
const MAGIC = 0x53485447;
const FORMAT_VERSION = 1;
const HEADER_BYTES = 64;
const DIGEST_BYTES = 32;

const FLAG_BLOCK_API_REQUESTS = 4;
const FLAG_HAS_CONTACT = 8;
const FLAG_ACCESS_REQUESTS = 64;
const MODE_BITS = 3;
const BIND_NETWORK_SHIFT = 4;
const BIND_NETWORK_BITS = 3;
/** The index of a mode is its number in the flags. Never change the order. */
const MODE_NUMBERS = ["off", "monitor", "enforce"] as const satisfies readonly Mode[];
const BIND_NETWORK_NUMBERS = ["off", "network", "address"] as const satisfies readonly BindNetwork[];

const padded = (bytes: number): number => (bytes + 3) & ~3;

/** The bytes for KV. The ranges of the snapshot are copied. */
export async function encodeSnapshot(snapshot: Omit<Snapshot, "byteLength">, sha256: Sha256): Promise<ArrayBuffer> {
  const account = new TextEncoder().encode(snapshot.account);
  const contact = new TextEncoder().encode(snapshot.contact ?? "");
  const counts = rangeSetCounts(snapshot.ranges);
  const rangesAt = HEADER_BYTES + padded(account.length) + padded(contact.length);
  const length = rangesAt + rangeSetByteLength(counts) + DIGEST_BYTES;

  const buffer = new ArrayBuffer(length);
  const header = new Uint32Array(buffer, 0, HEADER_BYTES / 4);
  const flags =
    MODE_NUMBERS.indexOf(snapshot.mode) |
    (BIND_NETWORK_NUMBERS.indexOf(snapshot.bindNetwork) << BIND_NETWORK_SHIFT) |
    (snapshot.blockApiRequests ? FLAG_BLOCK_API_REQUESTS : 0) |
    (snapshot.contact === null ? 0 : FLAG_HAS_CONTACT) |
    (snapshot.accessRequests ? FLAG_ACCESS_REQUESTS : 0);
  header.set([MAGIC, FORMAT_VERSION, length, snapshot.epoch, snapshot.revision, snapshot.createdAt, flags]);
  header.set([counts.v4, counts.v6, 0, account.length, contact.length, snapshot.entryCount], 7);

  const bytes = new Uint8Array(buffer);
  bytes.set(account, HEADER_BYTES);
  bytes.set(contact, HEADER_BYTES + padded(account.length));
  writeRangeSet(snapshot.ranges, buffer, rangesAt);
  bytes.set(new Uint8Array(await sha256(bytes.subarray(0, length - DIGEST_BYTES))), length - DIGEST_BYTES);
  return buffer;
}

/** Checks the digest, and returns a snapshot that uses the buffer directly: the ranges are not parsed or copied. */
export async function decodeSnapshot(buffer: ArrayBuffer, sha256: Sha256): Promise<Result<Snapshot, SnapshotFault>> {
  const framed = readFrame(buffer);
  if (!framed.ok) return framed;
  const bytes = new Uint8Array(buffer);
  const body = bytes.subarray(0, buffer.byteLength - DIGEST_BYTES);
  if (!equalBytes(new Uint8Array(await sha256(body)), bytes.subarray(body.length))) return err("wrong_digest");
  return openSnapshot(buffer);
}

function readFrame(buffer: ArrayBuffer): Result<null, SnapshotFault> {
  if (buffer.byteLength < HEADER_BYTES + DIGEST_BYTES) return err("too_short");
  if (buffer.byteLength % 4 !== 0) return err("misaligned");
  const [magic, version, length] = new Uint32Array(buffer, 0, 3);
  if (magic !== MAGIC) return err("not_a_snapshot");
  if (version !== FORMAT_VERSION) return err("unknown_format");
  return length === buffer.byteLength ? ok(null) : err("wrong_length");
}

/**
 * The part of `decodeSnapshot` after the digest (exported for a benchmark). It checks the counts, but not the frame
 * again.
 */
export function openSnapshot(buffer: ArrayBuffer): Result<Snapshot, SnapshotFault> {
  const header = new Uint32Array(buffer, 0, HEADER_BYTES / 4);
  const word = (index: number): number => header[index] ?? 0;

  const flags = word(6);
  const mode = MODE_NUMBERS[flags & MODE_BITS];
  const bindNetwork = BIND_NETWORK_NUMBERS[(flags >>> BIND_NETWORK_SHIFT) & BIND_NETWORK_BITS];
  if (mode === undefined || bindNetwork === undefined) return err("wrong_flags");

  const end = buffer.byteLength - DIGEST_BYTES;
  const accountBytes = word(10);
  const contactBytes = word(11);
  const contactAt = HEADER_BYTES + padded(accountBytes);
  const rangesAt = contactAt + padded(contactBytes);
  const counts = { v4: word(7), v6: word(8) };
  if (accountBytes > end || contactBytes > end || rangesAt > end) return err("too_short");
  if (rangesAt + rangeSetByteLength(counts) !== end) return err("wrong_length");
  const ranges = readRangeSet(buffer, rangesAt, counts);
  if (!ranges.ok) return ranges;

  const text = (at: number, length: number): string => new TextDecoder().decode(new Uint8Array(buffer, at, length));
  return ok({
    account: text(HEADER_BYTES, accountBytes),
    epoch: word(3),
    revision: word(4),
    createdAt: word(5),
    mode,
    blockApiRequests: (flags & FLAG_BLOCK_API_REQUESTS) !== 0,
    bindNetwork,
    contact: (flags & FLAG_HAS_CONTACT) === 0 ? null : text(contactAt, contactBytes),
    accessRequests: (flags & FLAG_ACCESS_REQUESTS) !== 0,
    entryCount: word(12),
    ranges: ranges.value,
    byteLength: buffer.byteLength,
  });
}

function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
