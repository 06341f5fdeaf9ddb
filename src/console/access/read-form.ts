import { err, ok, type Result } from "../../result.ts";

/** Room for 250,000 entries as text; what is larger goes through the API. */
export const MAX_FORM_BYTES = 16 * 1024 * 1024;

const FORM_TYPES = ["application/x-www-form-urlencoded", "multipart/form-data"];

/** The fields of a form. Never more than the bound is read. */
export async function readForm(request: Request): Promise<Result<FormData, "too_large" | "no_form">> {
  const type = request.headers.get("Content-Type") ?? "";
  if (!FORM_TYPES.some((known) => type.toLowerCase().startsWith(known)) || request.body === null) return err("no_form");
  if (Number(request.headers.get("Content-Length") ?? 0) > MAX_FORM_BYTES) return err("too_large");
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body as ReadableStream<Uint8Array>) {
    size += chunk.byteLength;
    if (size > MAX_FORM_BYTES) return err("too_large");
    chunks.push(chunk);
  }
  try {
    return ok(await new Response(new Blob(chunks), { headers: { "Content-Type": type } }).formData());
  } catch {
    // It is not what its type says: no browser made it.
    return err("no_form");
  }
}
