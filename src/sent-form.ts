import { err, ok, type Result } from "./result.ts";

/**
 * Whether a form was sent from a page of this very host. Browsers say so, and no page can change what they say: by
 * Sec-Fetch-Site (Fetch Metadata), or where they are too old for that by Origin. `none` is the visitor's own doing,
 * such as a reload. A request that says neither is not a browser's.
 */
export function isSameOrigin(headers: Headers, origin: string): boolean {
  const site = headers.get("Sec-Fetch-Site");
  if (site !== null) return site === "same-origin" || site === "none";
  return headers.get("Origin") === origin;
}

const FORM_TYPES = ["application/x-www-form-urlencoded", "multipart/form-data"];

/**
 * The fields of a form, of at most `maxBytes`: no more than that is read. Call it when it is known who sends the form, for
 * anyone can send a large one.
 */
export async function readForm(request: Request, maxBytes: number): Promise<Result<FormData, "too_large" | "no_form">> {
  const type = request.headers.get("Content-Type") ?? "";
  if (!FORM_TYPES.some((known) => type.toLowerCase().startsWith(known)) || request.body === null) return err("no_form");
  if (Number(request.headers.get("Content-Length") ?? 0) > maxBytes) return err("too_large");
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body as ReadableStream<Uint8Array>) {
    size += chunk.byteLength;
    if (size > maxBytes) return err("too_large");
    chunks.push(chunk);
  }
  try {
    return ok(await new Response(new Blob(chunks), { headers: { "Content-Type": type } }).formData());
  } catch {
    // It is not what its type says: no browser made it.
    return err("no_form");
  }
}
