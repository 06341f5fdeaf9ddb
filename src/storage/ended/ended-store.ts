import type { Sha256 } from "../../policy/snapshot.ts";
import { err, ok, type Result } from "../../result.ts";
import { callKv, KV_CACHE_TTL_SECONDS, type KvDeps, type KvFault, listKeys } from "../kv/kv.ts";
import { decodeEnded, type EndedContent, encodeEnded } from "./ended-binary.ts";
import { createHashIndex, listHashes, WORDS_PER_HASH } from "./ended-hashes.ts";

/** The ended log up to a place, compiled for isolates that start: used in place, 16 bytes a hash. */
export interface CompiledEnded extends Omit<EndedContent, "words"> {
  readonly count: number;
  readonly byteLength: number;
  /** A hash is 32 lower-case hexadecimal digits. */
  has(hash: string): boolean;
  /** In ascending order. */
  hashes(): Iterable<string>;
}

/** KV does not answer, or not in time; its value is not what Gatehouse wrote. An absent key is no fault: null. */
export type EndedReadFault = KvFault | "ended_corrupt";

/** The compiled copy in KV, under one key for all accounts. Bounded in time; never throws. */
export interface EndedStore {
  read(): Promise<Result<CompiledEnded | null, EndedReadFault>>;
  /** The same for the job that writes it. */
  readContent(): Promise<Result<EndedContent | null, EndedReadFault>>;
  /** Its metadata, without its value; null: there is no copy, or the metadata cannot be read. May be a minute old. */
  glance(): Promise<Result<Omit<EndedContent, "words"> | null, KvFault>>;
  /** Returns how many bytes it wrote. KV accepts one write per second and key, of up to 25 MiB: 1.6 million hashes. */
  write(content: EndedContent): Promise<Result<number, KvFault>>;
}

const KEY = "ended";

export function createEndedStore(deps: KvDeps & { readonly sha256: Sha256 }): EndedStore {
  async function readDecoded(): Promise<
    Result<(EndedContent & { readonly byteLength: number }) | null, EndedReadFault>
  > {
    const read = await callKv(deps, KEY, () =>
      deps.kv.get(KEY, { type: "arrayBuffer", cacheTtl: KV_CACHE_TTL_SECONDS }),
    );
    if (!read.ok || read.value === null) return read.ok ? ok(null) : read;
    const { byteLength } = read.value;
    const decoded = await decodeEnded(read.value, deps.sha256);
    if (decoded.ok) return ok({ ...decoded.value, byteLength });
    deps.report?.({ key: KEY, fault: "ended_corrupt", cause: decoded.error });
    return err("ended_corrupt");
  }

  return {
    readContent: readDecoded,

    async read() {
      const decoded = await readDecoded();
      if (!decoded.ok) return decoded;
      if (decoded.value === null) return ok(null);
      const { words, ...rest } = decoded.value;
      return ok({
        ...rest,
        count: words.length / WORDS_PER_HASH,
        has: createHashIndex(words),
        hashes: () => listHashes(words),
      });
    },

    async glance() {
      const listed = await listKeys(deps, KEY, null);
      if (!listed.ok) return listed;
      return ok(readMetadata(listed.value.keys.find(({ name }) => name === "")?.metadata));
    },

    async write(content) {
      const bytes = await encodeEnded(content, deps.sha256);
      const { place, compiledAt, rebuiltAt, words } = content;
      const metadata = { ...place, compiledAt, rebuiltAt, hashes: words.length / WORDS_PER_HASH };
      const written = await callKv(deps, KEY, () => deps.kv.put(KEY, bytes, { metadata }));
      return written.ok ? ok(bytes.byteLength) : written;
    },
  };
}

function readMetadata(metadata: unknown): Omit<EndedContent, "words"> | null {
  if (typeof metadata !== "object" || metadata === null) return null;
  const { seq, mark, compiledAt, rebuiltAt } = metadata as Readonly<Record<string, unknown>>;
  if (typeof mark !== "string") return null;
  if (typeof seq !== "number" || typeof compiledAt !== "number" || typeof rebuiltAt !== "number") return null;
  return { place: { seq, mark }, compiledAt, rebuiltAt };
}
