import type { Refusal } from "./kinds.ts";

/** A problem document (RFC 9457): of the same kinds as those of the admin API. */
export interface Problem {
  readonly type: `urn:gatehouse:problem:${string}`;
  readonly title: string;
  readonly status: 400 | 401 | 403 | 404 | 429 | 502 | 503;
  readonly detail: string;
  readonly code: string;
  readonly request_id: string;
  /** Of a misconfiguration: what is wrong, key by key. */
  readonly errors?: readonly { readonly key: string; readonly detail: string; readonly fix: string }[];
}

/** What a program is told: always in English, as it is read in logs. */
export function describeProblem(refusal: Refusal, reference: string): Problem {
  return {
    type: `urn:gatehouse:problem:${refusal.kind}`,
    ...describe(refusal),
    code: refusal.kind,
    request_id: reference,
  };
}

function describe(refusal: Refusal): Pick<Problem, "title" | "status" | "detail" | "errors"> {
  switch (refusal.kind) {
    case "address_not_allowed":
      return {
        status: 403,
        title: "Forbidden",
        detail: `The address ${refusal.address} is not on this account's list of trusted addresses. Ask an administrator of the account to add it.`,
      };
    case "unknown_host":
      return { status: 404, title: "Not Found", detail: "There is no service at this hostname." };
    case "unavailable":
      return {
        status: 503,
        title: "Service Unavailable",
        detail: "The request could not be handled just now. Try again after the time that Retry-After gives.",
      };
    case "origin_unreachable":
      return {
        status: 502,
        title: "Bad Gateway",
        detail: "The server behind this hostname did not answer. Try again after the time that Retry-After gives.",
      };
    case "answer_withheld":
      return {
        status: 502,
        title: "Bad Gateway",
        detail: "The server behind this hostname gave an answer that is not for this account. It was not passed on.",
      };
    case "misconfigured":
      return {
        status: 503,
        title: "Service Unavailable",
        detail:
          "This service is not set up correctly. Its operator has to correct that; the request id helps to find the cause.",
        errors: refusal.problems,
      };
    case "token_ended":
      return {
        status: 401,
        title: "Unauthorized",
        detail: "This token has been ended, or cannot be read as one token, and is not accepted. Use another one.",
      };
    case "session_in_url":
      return {
        status: 400,
        title: "Bad Request",
        detail: "The URL carries a session id. Send it as a cookie instead, and the request without it in the URL.",
      };
    case "rate_limited":
      return {
        status: 429,
        title: "Too Many Requests",
        detail: "Too many requests. Try again after the time that Retry-After gives.",
      };
    default:
      return refusal satisfies never;
  }
}
