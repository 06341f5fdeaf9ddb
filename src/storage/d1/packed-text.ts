/**
 * A text in the form in which D1 can hold it: unchanged, or gzip in base64; in parts that are not too long for one
 * value.
 */
export interface PackedText {
  readonly packing: "json" | "gzip";
  readonly parts: readonly string[];
}

/** Below this, packing saves nothing worth its time. */
const PLAIN_MAX_LENGTH = 10_000;
/** D1 takes 2,000,000 bytes a value; base64 has one byte a character. */
const PART_MAX_LENGTH = 1_900_000;
/** Bytes that become base64 at a time: whole groups of three. */
const BASE64_CHUNK = 24_576;

/** Packs a text that comes in pieces. No piece may end within a surrogate pair. */
export async function packText(chunks: Iterator<string>): Promise<PackedText> {
  let start = "";
  let next = chunks.next();
  for (; next.done !== true && start.length <= PLAIN_MAX_LENGTH; next = chunks.next()) start += next.value;
  if (next.done === true && start.length <= PLAIN_MAX_LENGTH) return { packing: "json", parts: [start] };

  const encoder = new TextEncoder();
  const text = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(encoder.encode(start)),
    pull(controller) {
      if (next.done === true) return controller.close();
      controller.enqueue(encoder.encode(next.value));
      next = chunks.next();
    },
  });
  const packed = text.pipeThrough(new CompressionStream("gzip"));
  const base64 = toBase64(new Uint8Array(await new Response(packed).arrayBuffer()));
  const count = Math.ceil(base64.length / PART_MAX_LENGTH);
  const parts = Array.from({ length: count }, (_, i) => base64.slice(i * PART_MAX_LENGTH, (i + 1) * PART_MAX_LENGTH));
  return { packing: "gzip", parts };
}

/** The text that `packText` packed. */
export async function unpackText({ packing, parts }: PackedText): Promise<string> {
  const text = parts.join("");
  if (packing === "json") return text;
  const bytes = Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
}

function toBase64(bytes: Uint8Array): string {
  const texts: string[] = [];
  for (let at = 0; at < bytes.length; at += BASE64_CHUNK) {
    texts.push(btoa(String.fromCharCode(...bytes.subarray(at, at + BASE64_CHUNK))));
  }
  return texts.join("");
}
