import type * as z from "zod";
import type { ListFault } from "../../allowlist/reading/proposed-entries.ts";
import { toHex } from "../../bytes.ts";
import { MAX_JSON_VALUES, parseJson } from "../../input/parse-json.ts";
import { type FieldErrors, validate } from "../../input/validation.ts";
import { err, ok, type Result } from "../../result.ts";
import { type Problem, problem } from "./problem.ts";
import { tooManyEntries } from "./refusal-problem.ts";

/** A list of entries: room for 250,000 with all their members. */
export const MAX_LIST_BODY_BYTES = 32 * 1024 * 1024;

/** Any other body. The longest of them names 1,000 sessions: half of this. */
export const MAX_PLAIN_BODY_BYTES = 64 * 1024;

export type BodyProblem =
  | "malformed_json"
  | "malformed_text"
  | "request_too_large"
  | "too_many_entries"
  | "unsupported_media_type";

/** How a body of one media type becomes a value. */
export type TextReader<T> = (text: string) => Result<T, ListFault>;

/** What an endpoint accepts: for each media type its part of the API's description, and the reader that validates. */
export interface BodyReader<T> {
  readonly content: Readonly<Record<string, { readonly schema: z.ZodType }>>;
  readonly readers: Readonly<Record<string, TextReader<T>>>;
  /** No more is read. */
  readonly maxBytes: number;
}

/** A JSON body of this schema, of at most 64 KiB. */
export function jsonBody<S extends z.ZodType>(schema: S): BodyReader<z.output<S>> {
  const read: TextReader<z.output<S>> = (text) => {
    const json = parseJson(text);
    return json.ok ? validate(json.value, schema, "body") : json;
  };
  return {
    content: { "application/json": { schema } },
    readers: { "application/json": read },
    maxBytes: MAX_PLAIN_BODY_BYTES,
  };
}

/** A body that has arrived whole and is not read yet. */
export interface ReceivedBody<T> {
  /** SHA-256 of its bytes in hexadecimal; "" when it was not asked for. */
  readonly digest: string;
  /** To be called once. */
  read(): Result<T, ListFault>;
}

/** Receives a request's body for the reader of its media type, up to the bound. Call it when the caller is known. */
export async function receiveBody<T>(
  request: Request,
  body: BodyReader<T>,
  { isDigested }: { readonly isDigested: boolean },
): Promise<Result<ReceivedBody<T>, Problem<BodyProblem>>> {
  const reader = chooseReader(request.headers, body);
  if (reader === null) {
    const accepted = Object.keys(body.readers).join(", ");
    return err(
      problem("unsupported_media_type", `Send ${accepted}, in UTF-8 and without a Content-Encoding.`, {
        headers: { Accept: accepted },
      }),
    );
  }
  const received = await receiveText(request, { isDigested, maxBytes: body.maxBytes });
  if (!received.ok) return received;
  const { digest } = received.value;
  let { text } = received.value;
  return ok({
    digest,
    read() {
      // Once: what was read of a long body leaves no room for the body itself.
      const whole = text;
      text = "";
      return reader(whole);
    },
  });
}

/** Why a body cannot be read at all. */
export function toBodyProblem(fault: Exclude<ListFault, FieldErrors>): Problem<BodyProblem> {
  switch (fault.kind) {
    case "malformed_json":
      return problem("malformed_json", `The body is not JSON${fault.where}.`);
    case "too_many_values": {
      const detail = `The body has more than ${MAX_JSON_VALUES} values. Send the list in parts.`;
      return problem("request_too_large", detail);
    }
    case "too_many_entries":
      return tooManyEntries(fault.count);
    default:
      return fault satisfies never;
  }
}

function chooseReader<T>(headers: Headers, body: BodyReader<T>): TextReader<T> | null {
  const [essence, ...parameters] = (headers.get("Content-Type") ?? "")
    .split(";")
    .map((part) => part.trim().toLowerCase());
  const encoding = headers.get("Content-Encoding")?.trim().toLowerCase() ?? "identity";
  const charset = parameters
    .find((parameter) => parameter.startsWith("charset="))
    ?.slice(8)
    .replaceAll('"', "");
  if (encoding !== "identity" || (charset !== undefined && !["utf-8", "utf8", "us-ascii"].includes(charset)))
    return null;
  return essence !== undefined && Object.hasOwn(body.readers, essence) ? (body.readers[essence] ?? null) : null;
}

/** The body as text. It is decoded as it arrives: a long one is not held twice. */
async function receiveText(
  request: Request,
  { isDigested, maxBytes }: { readonly isDigested: boolean; readonly maxBytes: number },
): Promise<
  Result<{ readonly text: string; readonly digest: string }, Problem<"request_too_large" | "malformed_text">>
> {
  if (Number(request.headers.get("Content-Length") ?? 0) > maxBytes) return err(tooLarge(maxBytes));
  const digest = isDigested ? createDigest() : null;
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false });
  const parts: string[] = [];
  let size = 0;
  if (request.body !== null) {
    for await (const chunk of request.body as ReadableStream<Uint8Array>) {
      size += chunk.byteLength;
      if (size > maxBytes) return err(tooLarge(maxBytes));
      await digest?.add(chunk);
      const part = decode(() => decoder.decode(chunk, { stream: true }));
      if (part === null) return err(notUtf8());
      parts.push(part);
    }
  }
  const last = decode(() => decoder.decode());
  if (last === null) return err(notUtf8());
  parts.push(last);
  return ok({ text: parts.join(""), digest: (await digest?.end()) ?? "" });
}

const tooLarge = (maxBytes: number) =>
  maxBytes === MAX_LIST_BODY_BYTES
    ? problem("request_too_large", "A body is at most 32 MiB. Send the list in parts.")
    : problem("request_too_large", `A body is at most ${maxBytes / 1024} KiB here.`);
const notUtf8 = () => problem("malformed_text", "The body has bytes that are not UTF-8.");

/** null: the bytes are none of UTF-8, which the decoder throws for. */
function decode(decoding: () => string): string | null {
  try {
    return decoding();
  } catch {
    return null;
  }
}

/** SHA-256 of what arrives in chunks. One that never ends is dropped with the call. */
function createDigest() {
  const stream = new crypto.DigestStream("SHA-256");
  const writer = stream.getWriter();
  return {
    add: (chunk: Uint8Array) => writer.write(chunk),
    async end(): Promise<string> {
      await writer.close();
      return toHex(await stream.digest);
    },
  };
}
