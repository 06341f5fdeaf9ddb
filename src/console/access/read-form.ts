import { err, ok, type Result } from "../../result.ts";

/** Room for the fields that people type: labels, addresses, a token. */
export const MAX_PLAIN_FORM_BYTES = 64 * 1024;

/** Room for 250,000 entries as text, in a form that holds a list; what is larger goes through the API. */
export const MAX_LIST_FORM_BYTES = 16 * 1024 * 1024;

/** Room for a list of some thousand entries: what is kept when a form comes after the login is over. */
export const MAX_RETAINED_FORM_BYTES = 256 * 1024;

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
