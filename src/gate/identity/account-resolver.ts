import type { Who } from "../../storage/sessions/session-records.ts";
import { type Sleep, withinLimit } from "../../storage/time-limit.ts";
import type { VisitUrl } from "../arrival/visit-url.ts";
import type { Origin } from "../origin/origin-request.ts";

/** The account and person that a credential logs in. */
export interface Identity {
  /** Null: the account of the host, where that is one account's. */
  readonly account: string | null;
  /** Further accounts to which a part of the credentials may belong: each must admit the visit too. */
  readonly others: readonly string[];
  /** A token that is the value of a session cookie: its visit is the dashboard's, whatever the path. */
  readonly isInCookie?: boolean;
  readonly who: Who;
}

/** What is known of the credentials of one session. `unknown`: no one is logged in with them. */
export type ResolverAnswer =
  | { readonly kind: "identity"; readonly identity: Identity }
  | { readonly kind: "unknown" }
  /** `isItsOwn`: because of the question itself; those of other visitors are still asked. */
  | { readonly kind: "failed"; readonly cause: string; readonly isItsOwn?: boolean };

/** Credential headers as the origin would get them, and the visit that they came with. */
export interface Question {
  readonly url: VisitUrl;
  readonly headers: Headers;
  readonly requestId: string;
}

/**
 * Asks the origin which account credentials belong to, as auth_request of nginx and ext_authz of Envoy do. Never
 * throws.
 */
export type AskOrigin = (question: Question) => Promise<ResolverAnswer>;

export interface AccountResolverParts {
  /** A path on the origin. */
  readonly path: string;
  readonly origin: Origin;
  readonly sleep: Sleep;
}

const LIMIT_MS = 2_000;
const ANSWER_MAX_BYTES = 16_384;
const TEXT_MAX_LENGTH = 256;

export function createAccountResolver({ path, origin, sleep }: AccountResolverParts): AskOrigin {
  async function ask({ url, headers, requestId }: Question): Promise<ResolverAnswer> {
    const own = new Headers(headers);
    own.set("Accept", "application/json");
    own.set("Gatehouse-Request-Id", requestId);
    const target = new URL(path, origin.url ?? url.href);
    const answer = await origin.fetch(new Request(target, { headers: own, redirect: "manual" }));
    if (answer.status === 401) {
      await answer.body?.cancel();
      return { kind: "unknown" };
    }
    if (answer.status !== 200) {
      await answer.body?.cancel();
      return { kind: "failed", cause: `status ${answer.status}` };
    }
    const text = await readBounded(answer);
    return text === null ? { kind: "failed", cause: "the answer is too large" } : readAnswer(text);
  }

  return async (question) => {
    try {
      const answer = await withinLimit(ask(question), { limitMs: LIMIT_MS, sleep });
      return answer === "late" ? { kind: "failed", cause: `no answer within ${LIMIT_MS} ms` } : answer;
    } catch (error) {
      return { kind: "failed", cause: String(error) };
    }
  };
}

/** The body as text, up to the bound; null: it is longer. */
async function readBounded({ body }: Response): Promise<string | null> {
  if (body === null) return "";
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    // Leaving the loop cancels the body.
    if (bytes > ANSWER_MAX_BYTES) return null;
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

/** `{account, user, name, two_factor, session}`, each of which may be absent or null. Anything else is a fault. */
export function readAnswer(text: string): ResolverAnswer {
  let body: unknown;
  try {
    body = text.length > ANSWER_MAX_BYTES ? null : JSON.parse(text);
  } catch {
    return { kind: "failed", cause: "the answer is not JSON" };
  }
  if (typeof body !== "object" || body === null || Array.isArray(body))
    return { kind: "failed", cause: "the answer is not an object" };
  const { account, user, name, two_factor: twoFactor, session } = body as Readonly<Record<string, unknown>>;
  if (account != null && !(typeof account === "string" && /^[a-z0-9-]{1,63}$/.test(account))) {
    return { kind: "failed", cause: "`account` is not an account's id" };
  }
  if (!isText(user) || !isText(name) || !isText(session) || !(twoFactor == null || typeof twoFactor === "boolean")) {
    return { kind: "failed", cause: "`user`, `name` and `session` are texts, `two_factor` is a boolean, or null" };
  }
  const textOf = (value: unknown): string | null => (value == null ? null : String(value));
  return {
    kind: "identity",
    identity: {
      account: account ?? null,
      others: [],
      who: { user: textOf(user), name: textOf(name), twoFactor: twoFactor ?? null, productSession: textOf(session) },
    },
  };
}

/** Many products number their users: an integer is read as its decimal text, as in signals. */
const isText = (value: unknown): boolean =>
  value == null ||
  Number.isSafeInteger(value) ||
  (typeof value === "string" && value !== "" && value.length <= TEXT_MAX_LENGTH);
