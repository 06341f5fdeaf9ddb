import type { Refusal } from "../../../src/gate/refusal/kinds.ts";
import { type RefusedRequest, renderRefusal } from "../../../src/gate/refusal/refusal.ts";

export const ADDRESS = "203.0.113.9";
export const REQUEST_ID = "9f86d081884c7d65-a1b2c3d4";

export const DENIED = { kind: "address_not_allowed", address: ADDRESS, contact: null } as const satisfies Refusal;

/** One of each kind. */
export const REFUSALS: readonly Refusal[] = [
  DENIED,
  { kind: "unknown_host" },
  { kind: "unavailable" },
  { kind: "origin_unreachable" },
  { kind: "misconfigured", problems: [{ key: "API_PATHS", detail: "is not a path", fix: "start with /" }] },
  { kind: "token_ended" },
  { kind: "answer_withheld" },
  { kind: "session_in_url" },
  { kind: "rate_limited", retryAfterSeconds: 7 },
];

/** What a current browser sends when a person follows a link. */
export const NAVIGATION = {
  accept: "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",
  "sec-fetch-mode": "navigate",
  "sec-fetch-dest": "document",
  "sec-fetch-site": "none",
} as const;

type RequestParts = Partial<Omit<RefusedRequest, "headers">> & { readonly headers?: Record<string, string> };

export function request(parts: RequestParts = {}): RefusedRequest {
  return { method: "GET", surface: "dashboard", ...parts, headers: new Headers(parts.headers ?? NAVIGATION) };
}

export const render = (refusal: Refusal = DENIED, parts: RequestParts = {}, requestId = REQUEST_ID): Response =>
  renderRefusal(refusal, request(parts), requestId);

/** The page that a person sees whose address is denied, in English unless asked otherwise. */
export const renderPage = (
  denied: { readonly address?: string; readonly contact?: string | null } = {},
  language = "en",
) => render({ ...DENIED, ...denied }, { headers: { ...NAVIGATION, "accept-language": language } }).text();
