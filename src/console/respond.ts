import type { TextFile } from "../text-file.ts";

/**
 * On every answer of the console. Nothing but the console's own files runs, styles or frames it, and nothing is kept.
 * `same-origin`: with `no-referrer` browsers would send `Origin: null` with our own forms (Fetch Standard, "append a
 * request Origin header"), and that header is what tells them from other sites' forms.
 */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  "Cache-Control": "no-store",
  "CDN-Cache-Control": "no-store",
  "Content-Security-Policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
  "Referrer-Policy": "same-origin",
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
};

export function htmlResponse(
  html: string,
  { status, language, requestId }: { readonly status: number; readonly language: string; readonly requestId: string },
): Response {
  const headers = {
    ...SECURITY_HEADERS,
    "Content-Type": "text/html; charset=utf-8",
    "Content-Language": language,
    "Gatehouse-Request-Id": requestId,
  };
  return new Response(html, { status, headers });
}

/** A file that the browser saves. */
export function fileResponse({ contentType, filename, stream }: TextFile, requestId: string): Response {
  const headers = {
    ...SECURITY_HEADERS,
    "Content-Type": contentType,
    "Content-Disposition": `attachment; filename="${filename}"`,
    "Gatehouse-Request-Id": requestId,
  };
  return new Response(stream, { headers });
}

/** RFC 9110, section 15.4.4: whatever the method was, the browser goes on by GET. */
export function redirectResponse(location: string, requestId: string): Response {
  const headers = { ...SECURITY_HEADERS, Location: location, "Gatehouse-Request-Id": requestId };
  return new Response(null, { status: 303, headers });
}

/** The answer with one more cookie. */
export function withCookie(response: Response, cookie: string): Response {
  response.headers.append("Set-Cookie", cookie);
  return response;
}
