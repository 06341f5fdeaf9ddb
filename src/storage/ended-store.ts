import type { Sha256 } from "../policy/snapshot.ts";
import type { Result } from "../result.ts";
import type { LogPlace } from "./ended-log.ts";
import type { KvDeps, KvFault } from "./kv.ts";

/** The ended log up to a place, compiled for isolates that start: used in place, 16 bytes a hash. */
export interface CompiledEnded {
  readonly place: LogPlace;
  /** When the log was read that it was compiled from, in Unix milliseconds. */
  readonly compiledAt: number;
  /** When it was last compiled from the whole log. Until then hashes that left the log are still in it. */
  readonly rebuiltAt: number;
  readonly count: number;
  readonly byteLength: number;
  /** 32 lower-case hexadecimal digits. */
  has(hash: string): boolean;
  /** In ascending order. */
  hashes(): Iterable<string>;
}

export type EndedReadFault = KvFault | "ended_corrupt";

/** The compiled copy in KV. Bounded in time; never throws. */
export interface EndedStore {
  /** Null: there is none. */
  read(): Promise<Result<CompiledEnded | null, EndedReadFault>>;
  write(bytes: ArrayBuffer): Promise<Result<null, KvFault>>;
}

export function createEndedStore(_deps: KvDeps & { readonly sha256: Sha256 }): EndedStore {
  throw new Error("to be written");
}
