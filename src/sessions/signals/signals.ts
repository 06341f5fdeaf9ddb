import { type BareItem, DisplayString, type InnerList, type Item, parseList, Token } from "structured-headers";
import { err, ok, type Result } from "../../result.ts";

/** What the origin says about this request's session or about a user. */
export type Signal =
  | {
      readonly kind: "session";
      readonly user: string | null;
      readonly name: string | null;
      /** Null: the origin does not say. */
      readonly twoFactor: boolean | null;
      /** For the caller to compare with the host's account. */
      readonly account: string | null;
      /** The product's own stable id of the session. */
      readonly session: string | null;
    }
  | { readonly kind: "logout" }
  | { readonly kind: "password_changed"; readonly user: string; readonly keepCurrent: boolean }
  | { readonly kind: "revoke"; readonly user: string };

export interface ReadSignals {
  /** Of this request, in their order. */
  readonly signals: readonly Signal[];
  /** For the log: signals of other requests beside them, parameters that Gatehouse does not know. */
  readonly remarks: readonly string[];
}

export type SignalFault =
  /** Nothing in the header is for this request: ignored and logged. It may be a reflected header or a stored answer. */
  | { readonly kind: "not_for_this_request"; readonly detail: string }
  /**
   * The header is for this request, and a part of it cannot be read: the session of the request is ended, and the
   * signals that could be read are done too (a misspelt signal does not undo a password change beside it).
   */
  | { readonly kind: "unparsable"; readonly detail: string; readonly signals: readonly Signal[] };

/** No signal needs more; a longer header is not parsed. In characters. */
const HEADER_MAX_LENGTH = 8_192;
const SIGNALS_MAX = 16;
/**
 * Ids of users, sessions and accounts; in characters. A longer one is a fault: a part of an id may be the id of another
 * user.
 */
const ID_MAX_LENGTH = 256;
/** A longer name is cut: it is for people to read. In characters. */
const NAME_MAX_LENGTH = 100;

/**
 * Reads the Gatehouse-Signal header of an answer (several lines come joined by `, `, which a Structured Field List
 * allows). A signal counts only with `request` equal to the id of this very request: the origin got the id in the
 * request; an attacker who can only have a header reflected, or an old answer replayed, does not know it.
 *
 * When the header does not parse at all, no parameter can be trusted to be found; then the id standing anywhere in the
 * text counts as "for this request". It is random and used once, so only the sender of this answer can have written it.
 * At worst the session of this request has to log in again.
 *
 * Unknown signals are faults (an ending with a misspelt name must not be ignored). Unknown parameters are ignored and
 * logged, so that a product may be newer than its Gatehouse.
 */
export function parseSignals(header: string, requestId: string): Result<ReadSignals, SignalFault> {
  const members = parseMembers(header);
  if (!members.ok) {
    return requestId !== "" && header.includes(requestId)
      ? err({ kind: "unparsable", detail: members.error, signals: [] })
      : err({ kind: "not_for_this_request", detail: members.error });
  }

  const signals: Signal[] = [];
  const remarks: string[] = [];
  const faults: string[] = [];
  let foreign = 0;
  for (const [bare, parameters] of members.value) {
    if (requestId === "" || readText(parameters.get("request")) !== requestId) {
      foreign++;
      continue;
    }
    const signal = readSignal(bare, parameters);
    if (signal.ok) {
      signals.push(signal.value);
      remarks.push(...unknownParameters(signal.value, parameters));
    } else faults.push(signal.error);
  }
  if (foreign === members.value.length) {
    return err({
      kind: "not_for_this_request",
      detail: foreign === 0 ? "no signal" : "no signal with this request's id",
    });
  }
  if (faults.length > 0) return err({ kind: "unparsable", detail: faults.join("; "), signals });
  if (foreign > 0) remarks.push(`${foreign} of another request`);
  return ok({ signals, remarks });
}

type Member = Item | InnerList;
type Parameters = Member[1];

function parseMembers(header: string): Result<readonly Member[], string> {
  if (header.length > HEADER_MAX_LENGTH) return err("longer than 8,192 characters");
  // RFC 9651 section 4.2: text that is not ASCII fails; the library leaves this check to its caller.
  if (/[^\t -~]/.test(header)) return err("not ASCII");
  let members: Member[];
  try {
    members = parseList(header);
  } catch {
    return err("not a Structured Field List");
  }
  return members.length > SIGNALS_MAX ? err("more than 16 signals") : ok(members);
}

const OWN_PARAMETERS = {
  session: ["user", "name", "two_factor", "account", "session"],
  logout: [],
  password_changed: ["user", "keep-current"],
  revoke: ["user"],
} as const satisfies Record<Signal["kind"], readonly string[]>;

function unknownParameters(signal: Signal, parameters: Parameters): readonly string[] {
  const known: readonly string[] = OWN_PARAMETERS[signal.kind];
  return [...parameters.keys()]
    .filter((key) => key !== "request" && !known.includes(key))
    .map((key) => `unknown parameter ${key.slice(0, 64)} of ${signal.kind}`);
}

/** A signal, or everything that is wrong with it. */
function readSignal(bare: Member[0], parameters: Parameters): Result<Signal, string> {
  if (!(bare instanceof Token)) return err("a signal that is not a token");
  const kind = bare.toString();
  const faults: string[] = [];
  const id = (key: string): string | null => take(readId(parameters.get(key)), key);
  const flag = (key: string): boolean | null => take(readFlag(parameters.get(key)), key);
  function take<T>(read: Result<T | null, string>, key: string): T | null {
    if (read.ok) return read.value;
    faults.push(`${key} ${read.error}`);
    return null;
  }
  const done = (signal: Signal): Result<Signal, string> =>
    faults.length === 0 ? ok(signal) : err(`${kind.slice(0, 64)}: ${faults.join(", ")}`);

  switch (kind) {
    case "session":
      return done({
        kind: "session",
        user: id("user"),
        name: take(readName(parameters.get("name")), "name"),
        twoFactor: flag("two_factor"),
        account: id("account"),
        session: id("session"),
      });
    case "logout":
      return done({ kind: "logout" });
    case "password-changed":
    case "revoke": {
      const user = id("user") ?? "";
      const keepCurrent = kind === "password-changed" && (flag("keep-current") ?? false);
      if (user === "" && faults.length === 0) faults.push("user is missing");
      return done(kind === "revoke" ? { kind: "revoke", user } : { kind: "password_changed", user, keepCurrent });
    }
    default:
      return err(`unknown signal ${kind.slice(0, 64)}`);
  }
}

/** Strings, Tokens, Display Strings; Integers as their decimal text. Null: of another type. */
function readText(item: BareItem | undefined): string | null {
  if (typeof item === "string") return item;
  if (item instanceof Token || item instanceof DisplayString) return item.toString();
  return typeof item === "number" && Number.isInteger(item) ? String(item) : null;
}

/** Null when it is absent or empty: a product may write `user=""` when no one is logged in. */
function readId(item: BareItem | undefined): Result<string | null, string> {
  if (item === undefined) return ok(null);
  const text = readText(item);
  if (text === null) return err("is not text");
  if (text.length > ID_MAX_LENGTH) return err(`is longer than ${ID_MAX_LENGTH} characters`);
  if (/\p{Cc}/u.test(text)) return err("has control characters");
  return ok(text === "" ? null : text);
}

function readName(item: BareItem | undefined): Result<string | null, string> {
  if (item === undefined) return ok(null);
  const text = readText(item);
  if (text === null) return err("is not text");
  const visible = text.replace(UNSAFE_TO_SHOW, "").trim();
  return ok([...visible].slice(0, NAME_MAX_LENGTH).join("") || null);
}

/** Control characters, and those that change the direction of the text around them. */
const UNSAFE_TO_SHOW = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu;

/** `key`, `key=?1`, `key=1` and their opposites. */
function readFlag(item: BareItem | undefined): Result<boolean | null, string> {
  if (item === undefined) return ok(null);
  if (typeof item === "boolean") return ok(item);
  return item === 0 || item === 1 ? ok(item === 1) : err("is neither true nor false");
}
