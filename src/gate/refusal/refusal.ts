import type { Surface } from "../../policy/surface.ts";
import type { Refusal } from "./kinds.ts";
import { chooseTexts, wantsProblem } from "./negotiate.ts";
import { renderDeniedPage, renderMisconfiguredPage, renderPlainPage } from "./page.ts";
import { describeProblem } from "./problem.ts";
import { FORM_STYLE_SHA256, STYLE_SHA256 } from "./style.ts";
import type { RefusalTexts } from "./texts/texts.ts";

/** What rendering needs of a request. */
export interface RefusedRequest {
  readonly method: string;
  readonly headers: Headers;
  readonly surface: Surface;
}

/**
 * The response to a visitor who is refused: a page for a person, problem+json (RFC 9457) for a program. Never throws,
 * whatever a visitor or an administrator wrote: an exception here would replace the refusal.
 */
export function renderRefusal(refusal: Refusal, request: RefusedRequest, requestId: string): Response {
  const reference = readableReference(requestId);
  const problem = describeProblem(refusal, reference);
  const texts = wantsProblem(request) ? null : chooseTexts(request.headers.get("accept-language"));
  const page = texts === null ? null : renderPage(refusal, texts, reference);
  const body = new TextEncoder().encode(page ?? JSON.stringify(problem));

  const headers = {
    ...ALWAYS,
    ...headersOf(refusal),
    "Content-Type": page === null ? "application/problem+json" : "text/html; charset=utf-8",
    "Content-Language": texts === null || page === null ? "en" : texts.language,
    "Content-Length": String(body.byteLength), // for HEAD too: the length of the body that a GET would get
    "Gatehouse-Request-Id": reference,
  };
  return new Response(request.method === "HEAD" ? null : body, { status: problem.status, headers });
}

/**
 * On every refusal. No cache may keep one: a refusal depends on the address, which is not part of a cache key. For the
 * same reason there is no Vary header.
 */
export const ALWAYS: Readonly<Record<string, string>> = {
  "Cache-Control": "private, no-store",
  "CDN-Cache-Control": "no-store",
  "Content-Security-Policy": `default-src 'none'; style-src 'sha256-${STYLE_SHA256}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`,
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
};

/** On a page with a form. `no-referrer` would make browsers send `Origin: null` with it (Fetch Standard, "append"). */
const WITH_FORM: Readonly<Record<string, string>> = {
  "Content-Security-Policy": `default-src 'none'; style-src 'sha256-${STYLE_SHA256}' 'sha256-${FORM_STYLE_SHA256}'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'`,
  "Referrer-Policy": "same-origin",
};

/** A page that is no refusal, with the headers of one. */
export function respondWithPage(
  page: string,
  {
    status,
    texts,
    reference,
    headers = {},
  }: {
    readonly status: number;
    readonly texts: RefusalTexts;
    readonly reference: string;
    readonly headers?: Readonly<Record<string, string>>;
  },
): Response {
  const common = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Language": texts.language,
    "Gatehouse-Request-Id": reference,
  };
  return new Response(page, { status, headers: { ...ALWAYS, ...common, ...headers } });
}

/** Seconds. As long as an isolate's copy counts as fresh: before that, the answer is probably the same. */
const UNAVAILABLE_RETRY_SECONDS = 10;
const MAX_RETRY_SECONDS = 86_400;

/** The headers that belong to one kind of refusal alone. */
function headersOf(refusal: Refusal): Readonly<Record<string, string>> {
  switch (refusal.kind) {
    case "unavailable":
    case "origin_unreachable":
      return { "Retry-After": String(UNAVAILABLE_RETRY_SECONDS) };
    case "rate_limited":
      return { "Retry-After": String(wholeSeconds(refusal.retryAfterSeconds)) };
    case "token_ended":
      return { "WWW-Authenticate": 'Bearer error="invalid_token"' }; // RFC 6750 §3.1
    case "address_not_allowed":
      return refusal.form === undefined ? {} : WITH_FORM;
    case "unknown_host":
    case "misconfigured":
    case "answer_withheld":
    case "session_in_url":
      return {};
    default:
      return refusal satisfies never;
  }
}

/** Null: there is no page for this kind, because only programs get it. */
function renderPage(refusal: Refusal, texts: RefusalTexts, reference: string): string | null {
  switch (refusal.kind) {
    case "address_not_allowed":
      return renderDeniedPage(texts, refusal, reference);
    case "misconfigured":
      return renderMisconfiguredPage(texts, refusal.problems, reference);
    case "origin_unreachable":
    case "answer_withheld":
      return renderPlainPage(texts, texts.unavailable, reference);
    case "unknown_host":
    case "unavailable":
    case "rate_limited":
      return renderPlainPage(texts, texts[refusal.kind], reference);
    case "token_ended":
    case "session_in_url":
      return null;
    default:
      return refusal satisfies never;
  }
}

/** Retry-After takes whole seconds (RFC 9110 §10.2.3), and rounding down would allow a visit that is too early. */
const wholeSeconds = (seconds: number): number =>
  Number.isNaN(seconds) ? 1 : Math.min(Math.max(Math.ceil(seconds), 1), MAX_RETRY_SECONDS);

/** Safe in a header and easy to read aloud, whatever it was made from. */
export const readableReference = (requestId: string): string => requestId.replace(/[^\w.:-]/g, "").slice(0, 128);
