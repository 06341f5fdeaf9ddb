import type { Surface } from "../../policy/surface.ts";
import type { Refusal } from "./kinds.ts";
import { chooseTexts, wantsProblem } from "./negotiate.ts";
import { renderDeniedPage, renderMisconfiguredPage, renderPlainPage } from "./page.ts";
import { describeProblem } from "./problem.ts";
import { STYLE_SHA256 } from "./style.ts";
import type { RefusalTexts } from "./texts/texts.ts";

/** What the rendering needs to know of a request. */
export interface RefusedRequest {
  readonly method: string;
  readonly headers: Headers;
  readonly surface: Surface;
}

/**
 * What a visitor sees who is turned away: a page for a person, problem+json (RFC 9457) for a program. Never throws on
 * anything that a visitor or an administrator wrote: an exception here would stand in for the refusal.
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
    "Content-Length": String(body.byteLength), // for HEAD too, which tells of the body that it leaves out
    "Gatehouse-Request-Id": reference,
  };
  return new Response(request.method === "HEAD" ? null : body, { status: problem.status, headers });
}

/**
 * On every refusal. Nothing may keep one: whether it holds depends on the address, and that is no part of any cache's key
 * (so there is no Vary either: a list of request headers would only seem to make it cacheable).
 */
const ALWAYS: Readonly<Record<string, string>> = {
  "Cache-Control": "private, no-store",
  "CDN-Cache-Control": "no-store",
  "Content-Security-Policy": `default-src 'none'; style-src 'sha256-${STYLE_SHA256}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`,
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
};

/** As long as an isolate's copy counts as fresh: sooner, the same answer is likely. */
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
    case "unknown_host":
    case "misconfigured":
    case "answer_withheld":
    case "session_in_url":
      return {};
    default:
      return refusal satisfies never;
  }
}

/** Null where there is none: an API token is never a person's at a browser. */
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

/** Retry-After takes whole seconds (RFC 9110 §10.2.3), and rounded down they would invite a visit that is too early. */
const wholeSeconds = (seconds: number): number =>
  Number.isNaN(seconds) ? 1 : Math.min(Math.max(Math.ceil(seconds), 1), MAX_RETRY_SECONDS);

/** Fit for a header and for reading out on the telephone, whatever it was made from. */
const readableReference = (requestId: string): string => requestId.replace(/[^\w.:-]/g, "").slice(0, 128);
