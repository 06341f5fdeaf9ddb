import { err, ok, type Result } from "../result.ts";

/** A fault of the configuration: the key, the reason and the fix. Never the value, which may be a secret. */
export interface ConfigProblem {
  readonly key: string;
  readonly detail: string;
  readonly fix: string;
}

/** The text of a var, without white space around it → its value, or why it cannot be one and what to write. */
export type Reader<T> = (text: string) => Result<T, { readonly detail: string; readonly fix: string }>;

/** The vars of a deployment, read one by one. */
export interface Vars {
  /** The value of a var; the fallback when it is not set or empty, or when it is wrong: then that is noted. */
  read<T>(key: string, reader: Reader<T>, fallback: T): T;
  /**
   * One of a fixed set of values; the fallback when it is not set. Empty is wrong: who writes `BIND_SESSIONS=` means
   * something, and none of the choices is nothing.
   */
  choose<const T extends string>(key: string, choices: readonly T[], fallback: NoInfer<T>): T;
  /** What was wrong so far. */
  readonly problems: readonly ConfigProblem[];
}

export function createVars(env: Readonly<Record<string, unknown>>): Vars {
  const problems: ConfigProblem[] = [];

  function readText<T>(key: string, raw: unknown, reader: Reader<T>, fallback: T): T {
    const result =
      typeof raw === "string" ? reader(raw.trim()) : err({ detail: "is not text", fix: "write it as a string" });
    if (result.ok) return result.value;
    problems.push({ key, ...result.error });
    return fallback;
  }

  return {
    problems,
    read(key, reader, fallback) {
      const raw = env[key];
      return raw === undefined || raw === null || raw === "" ? fallback : readText(key, raw, reader, fallback);
    },
    choose(key, choices, fallback) {
      const raw = env[key];
      return raw === undefined || raw === null ? fallback : readText(key, raw, oneOf(choices, fallback), fallback);
    },
  };
}

/** Parts of a list that is separated by spaces or newlines. */
export const words = (text: string): readonly string[] => text.split(/\s+/).filter((word) => word !== "");

export const readDate: Reader<number> = (text) => {
  const at = /^\d{4}-\d{2}-\d{2}(?:T[\d:.]+Z)?$/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at)
    ? err({ detail: "is not a date", fix: "write a date in UTC, such as 2027-01-31 or 2027-01-31T12:00:00Z" })
    : ok(at);
};

export const readOriginUrl: Reader<URL> = (text) => {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isOrigin = url !== null && /^https?:$/.test(url.protocol) && text.replace(/\/$/, "") === url.origin;
  if (url !== null && isOrigin) return ok(url);
  return err({
    detail: "is not the address of a server",
    fix: "write scheme, host and port alone, in lower case, such as https://origin.example.com or http://127.0.0.1:9000",
  });
};

export const readBasePath: Reader<string> = (text) =>
  /^(?:\/[A-Za-z0-9_~-][A-Za-z0-9._~-]*|\/\.[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+$/.test(text)
    ? ok(text)
    : err({ detail: "is not a path", fix: "start with / and end without one, such as /.gatehouse" });

/** It becomes a link in the console: never a scheme that runs. */
export const readPageUrl: Reader<string> = (text) => {
  const isPath = /^\/(?![/\\])[^\s\\]*$/.test(text);
  const isUrl = /^https?:\/\//.test(text) && URL.canParse(text) && !/\s/.test(text);
  if (text.length <= 2_000 && (isPath || isUrl)) return ok(text);
  return err({
    detail: "is not the address of a page",
    fix: "write a path such as /account/password, or an https URL",
  });
};

export const readContact: Reader<string> = (text) =>
  text.length <= 500 && !/\p{Cc}/u.test(text)
    ? ok(text)
    : err({
        detail: "is longer than 500 characters or has control characters",
        fix: "write a URL, a mail address or a short text",
      });

function oneOf<T extends string>(choices: readonly T[], fallback: T): Reader<T> {
  return (text) => {
    const choice = choices.find((candidate) => candidate === text);
    if (choice !== undefined) return ok(choice);
    const detail = text === "" ? "is empty" : "is not an allowed value";
    const allowed = choices.map((value) => `"${value}"`).join(" or ");
    return err({ detail, fix: `write ${allowed}; or leave it out, which means "${fallback}"` });
  };
}

export function wholeNumber(min: number, max: number, unit: "seconds" | "hours" | "days" = "seconds"): Reader<number> {
  return (text) => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    return value >= min && value <= max
      ? ok(value)
      : err({ detail: "is not a whole number in its bounds", fix: `write a number of ${unit} from ${min} to ${max}` });
  };
}
