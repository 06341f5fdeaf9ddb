import type { RangeSet } from "../address/set/range-set.ts";
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

/** What a change of policy or allowlist changes at the edge. */
export interface EdgeState extends Rules {
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
}

/**
 * An account's policy and allowlist at one moment, compiled for the edge. A restore of the database raises the epoch.
 */
export interface Snapshot extends EdgeState {
  readonly account: string;
  /**
   * Unix seconds, u32. Of two snapshots, the one with the higher epoch is newer; of equal epochs, the one with the
   * higher revision.
   */
  readonly epoch: number;
  readonly revision: number;
  /** When it was compiled, in Unix seconds. */
  readonly createdAt: number;
  /** The length of its binary form in bytes. */
  readonly byteLength: number;
}

/** The state that holds again from a moment on, unless a newer snapshot says otherwise. */
export interface Undo<State> {
  /** Unix seconds, u32: from this second on. */
  readonly at: number;
  readonly state: State;
}

/** What is published of an account: the state that was saved, and, while that change is provisional, its undoing. */
export interface PublishedSnapshot {
  readonly saved: Snapshot;
  /** Null: the saved state holds until another one is published. */
  readonly undo: Undo<Snapshot> | null;
}

/** What `encodeSnapshot` writes. */
export interface SnapshotContent extends Omit<Snapshot, "byteLength"> {
  readonly undo?: Undo<EdgeState> | null;
}

/** A snapshot with the state that holds again from a moment on. */
export const publishedOf = (saved: Snapshot, undo: Undo<EdgeState> | null): PublishedSnapshot => ({
  saved,
  undo: undo === null ? null : { at: undo.at, state: { ...saved, ...undo.state } },
});

/** The state in force at a moment (Unix seconds): the one place where a provisional change ends. */
export function snapshotAt({ saved, undo }: PublishedSnapshot, nowSeconds: number): Snapshot {
  return undo !== null && nowSeconds >= undo.at ? undo.state : saved;
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
 *   Then follow the account's id and the contact (UTF-8, each padded to 4 bytes), and the ranges (range-set-binary.ts).
 *
 *   Version 2 alone: the state that holds again from a moment on.
 *   word  0  flags               2  IPv6 ranges                4  entries
 *         1  IPv4 ranges         3  bytes of the contact       5  that moment, Unix seconds      6–7  0
 *   Then follow its contact and its ranges. With FLAG_SAME_RANGES it has none of its own: they are those above.
 *
 *   At the end: the SHA-256 of all bytes before it.
 *
 * A snapshot without such a state is written as version 1. A Worker that does not know version 2 refuses it
 * (`unknown_format`): it goes on with its last good copy, and without one it refuses the visit.
 */
const MAGIC = 0x53485447;
const FORMAT_VERSION = 1;
const FORMAT_VERSION_WITH_UNDO = 2;
const HEADER_BYTES = 64;
const UNDO_HEADER_BYTES = 32;
const DIGEST_BYTES = 32;

const FLAG_BLOCK_API_REQUESTS = 4;
const FLAG_HAS_CONTACT = 8;
const FLAG_ACCESS_REQUESTS = 64;
const MODE_BITS = 3;
const BIND_NETWORK_SHIFT = 4;
const BIND_NETWORK_BITS = 3;
/** Of the second state alone. */
const FLAG_SAME_RANGES = 1 << 30;
/** The index of a mode is its number in the flags. Never change the order. */
const MODE_NUMBERS = ["off", "monitor", "enforce"] as const satisfies readonly Mode[];
const BIND_NETWORK_NUMBERS = ["off", "network", "address"] as const satisfies readonly BindNetwork[];

const padded = (bytes: number): number => (bytes + 3) & ~3;

/** The bytes for KV. The ranges of the snapshot are copied; those that both states share (one object) are copied once. */
export async function encodeSnapshot(snapshot: SnapshotContent, sha256: Sha256): Promise<ArrayBuffer> {
  const { undo = null } = snapshot;
  const account = new TextEncoder().encode(snapshot.account);
  const contact = new TextEncoder().encode(snapshot.contact ?? "");
  const counts = rangeSetCounts(snapshot.ranges);
  const rangesAt = HEADER_BYTES + padded(account.length) + padded(contact.length);
  const undoAt = rangesAt + rangeSetByteLength(counts);
  const length = undoAt + (undo === null ? 0 : undoByteLength(undo.state, snapshot.ranges)) + DIGEST_BYTES;

  const buffer = new ArrayBuffer(length);
  const header = new Uint32Array(buffer, 0, HEADER_BYTES / 4);
  const version = undo === null ? FORMAT_VERSION : FORMAT_VERSION_WITH_UNDO;
  header.set([MAGIC, version, length, snapshot.epoch, snapshot.revision, snapshot.createdAt, flagsOf(snapshot)]);
  header.set([counts.v4, counts.v6, 0, account.length, contact.length, snapshot.entryCount], 7);

  const bytes = new Uint8Array(buffer);
  bytes.set(account, HEADER_BYTES);
  bytes.set(contact, HEADER_BYTES + padded(account.length));
  writeRangeSet(snapshot.ranges, buffer, rangesAt);
  if (undo !== null) writeUndo(undo, snapshot.ranges, buffer, undoAt);
  bytes.set(new Uint8Array(await sha256(bytes.subarray(0, length - DIGEST_BYTES))), length - DIGEST_BYTES);
  return buffer;
}

const flagsOf = ({ mode, bindNetwork, blockApiRequests, contact, accessRequests }: EdgeState): number =>
  MODE_NUMBERS.indexOf(mode) |
  (BIND_NETWORK_NUMBERS.indexOf(bindNetwork) << BIND_NETWORK_SHIFT) |
  (blockApiRequests ? FLAG_BLOCK_API_REQUESTS : 0) |
  (contact === null ? 0 : FLAG_HAS_CONTACT) |
  (accessRequests ? FLAG_ACCESS_REQUESTS : 0);

function undoByteLength({ contact, ranges }: EdgeState, shared: RangeSet): number {
  const contactBytes = padded(new TextEncoder().encode(contact ?? "").length);
  return UNDO_HEADER_BYTES + contactBytes + (ranges === shared ? 0 : rangeSetByteLength(rangeSetCounts(ranges)));
}

function writeUndo({ at, state }: Undo<EdgeState>, shared: RangeSet, buffer: ArrayBuffer, offset: number): void {
  const contact = new TextEncoder().encode(state.contact ?? "");
  const isShared = state.ranges === shared;
  const counts = isShared ? { v4: 0, v6: 0 } : rangeSetCounts(state.ranges);
  const flags = flagsOf(state) | (isShared ? FLAG_SAME_RANGES : 0);
  const header = new Uint32Array(buffer, offset, UNDO_HEADER_BYTES / 4);
  header.set([flags, counts.v4, counts.v6, contact.length, state.entryCount, at]);
  new Uint8Array(buffer).set(contact, offset + UNDO_HEADER_BYTES);
  if (!isShared) writeRangeSet(state.ranges, buffer, offset + UNDO_HEADER_BYTES + padded(contact.length));
}

/** Checks the digest, and returns a snapshot that uses the buffer directly: the ranges are not parsed or copied. */
export async function decodeSnapshot(
  buffer: ArrayBuffer,
  sha256: Sha256,
): Promise<Result<PublishedSnapshot, SnapshotFault>> {
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
  if (version !== FORMAT_VERSION && version !== FORMAT_VERSION_WITH_UNDO) return err("unknown_format");
  return length === buffer.byteLength ? ok(null) : err("wrong_length");
}

/**
 * The part of `decodeSnapshot` after the digest (exported for a benchmark). It checks the counts, but not the frame
 * again.
 */
export function openSnapshot(buffer: ArrayBuffer): Result<PublishedSnapshot, SnapshotFault> {
  const header = new Uint32Array(buffer, 0, HEADER_BYTES / 4);
  const word = (index: number): number => header[index] ?? 0;
  const end = buffer.byteLength - DIGEST_BYTES;
  const accountBytes = word(10);
  if (accountBytes > end) return err("too_short");
  const first = readState(
    buffer,
    { flags: word(6), v4: word(7), v6: word(8), contactBytes: word(11), entryCount: word(12) },
    HEADER_BYTES + padded(accountBytes),
  );
  if (!first.ok) return first;

  const account = textAt(buffer, HEADER_BYTES, accountBytes);
  const facts = { account, epoch: word(3), revision: word(4), createdAt: word(5), byteLength: buffer.byteLength };
  const saved = { ...facts, ...first.value.state };
  if (word(1) === FORMAT_VERSION) return first.value.end === end ? ok({ saved, undo: null }) : err("wrong_length");

  const undo = readUndo(buffer, first.value.end, saved.ranges);
  if (!undo.ok) return undo;
  if (undo.value.end !== end) return err("wrong_length");
  return ok(publishedOf(saved, undo.value));
}

/** The words of a header that describe a state. */
interface StateHeader {
  readonly flags: number;
  readonly v4: number;
  readonly v6: number;
  readonly contactBytes: number;
  readonly entryCount: number;
}

/** A state, and the offset of the first byte after it. */
interface StateRead {
  readonly state: EdgeState;
  readonly end: number;
}

function readUndo(
  buffer: ArrayBuffer,
  offset: number,
  shared: RangeSet,
): Result<StateRead & { readonly at: number }, SnapshotFault> {
  if (offset + UNDO_HEADER_BYTES > buffer.byteLength - DIGEST_BYTES) return err("too_short");
  const header = new Uint32Array(buffer, offset, UNDO_HEADER_BYTES / 4);
  const [flags = 0, v4 = 0, v6 = 0, contactBytes = 0, entryCount = 0, at = 0] = header;
  const words = { flags, v4, v6, contactBytes, entryCount };
  const own = (flags & FLAG_SAME_RANGES) === 0 ? undefined : shared;
  const read = readState(buffer, words, offset + UNDO_HEADER_BYTES, own);
  return read.ok ? ok({ ...read.value, at }) : read;
}

/** A state whose contact stands at the offset, and after it its ranges, unless they are `shared` with another state. */
function readState(
  buffer: ArrayBuffer,
  { flags, v4, v6, contactBytes, entryCount }: StateHeader,
  contactAt: number,
  shared?: RangeSet,
): Result<StateRead, SnapshotFault> {
  const mode = MODE_NUMBERS[flags & MODE_BITS];
  const bindNetwork = BIND_NETWORK_NUMBERS[(flags >>> BIND_NETWORK_SHIFT) & BIND_NETWORK_BITS];
  if (mode === undefined || bindNetwork === undefined) return err("wrong_flags");

  const limit = buffer.byteLength - DIGEST_BYTES;
  const rangesAt = contactAt + padded(contactBytes);
  if (contactBytes > limit || rangesAt > limit) return err("too_short");
  const rangesEnd = shared === undefined ? rangesAt + rangeSetByteLength({ v4, v6 }) : rangesAt;
  if (rangesEnd > limit) return err("wrong_length");
  const ranges = shared === undefined ? readRangeSet(buffer, rangesAt, { v4, v6 }) : ok(shared);
  if (!ranges.ok) return ranges;
  const blockApiRequests = (flags & FLAG_BLOCK_API_REQUESTS) !== 0;
  const contact = (flags & FLAG_HAS_CONTACT) === 0 ? null : textAt(buffer, contactAt, contactBytes);
  const accessRequests = (flags & FLAG_ACCESS_REQUESTS) !== 0;
  return ok({
    state: { mode, blockApiRequests, bindNetwork, contact, accessRequests, entryCount, ranges: ranges.value },
    end: rangesEnd,
  });
}

const textAt = (buffer: ArrayBuffer, at: number, length: number): string =>
  new TextDecoder().decode(new Uint8Array(buffer, at, length));

function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
