/** A text as D1 can hold it: as it is, or gzip in base64; in parts that are no longer than a value may be. */
export interface PackedText {
  readonly packing: "json" | "gzip";
  readonly parts: readonly string[];
}

/** Below this, packing saves nothing worth its time. */
const PLAIN_MAX_LENGTH = 10_000;
/** D1 takes 2,000,000 bytes a value; base64 has one byte a character. */
const PART_MAX_LENGTH = 1_900_000;
/** Characters that are encoded, and bytes that become base64, at a time; the latter whole groups of three. */
const TEXT_CHUNK = 65_536;
const BASE64_CHUNK = 24_576;

export async function packText(text: string): Promise<PackedText> {
  if (text.length <= PLAIN_MAX_LENGTH) return { packing: "json", parts: [text] };
  let at = 0;
  const chunks = new ReadableStream<string>({
    pull(controller) {
      if (at >= text.length) return controller.close();
      controller.enqueue(text.slice(at, at + TEXT_CHUNK));
      at += TEXT_CHUNK;
    },
  });
  const packed = chunks.pipeThrough(new TextEncoderStream()).pipeThrough(new CompressionStream("gzip"));
  const base64 = toBase64(new Uint8Array(await new Response(packed).arrayBuffer()));
  const count = Math.ceil(base64.length / PART_MAX_LENGTH);
  const parts = Array.from({ length: count }, (_, i) => base64.slice(i * PART_MAX_LENGTH, (i + 1) * PART_MAX_LENGTH));
  return { packing: "gzip", parts };
}

/** What `packText` made. */
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
