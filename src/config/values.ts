import { err, ok, type Result } from "../result.ts";

/** One thing that is wrong with the configuration: which key, why, and what to write. Never the value: it may be a secret. */
export interface ConfigProblem {
  readonly key: string;
  readonly detail: string;
  readonly fix: string;
}

/** The text of a var, without white space around it → its value, or why it cannot be one and what to write. */
export type Reader<T> = (text: string) => Result<T, { readonly detail: string; readonly fix: string }>;

/** The value of a var; the fallback when it is not set, or when it is wrong: then that is noted. */
export type Read = <T>(key: string, reader: Reader<T>, fallback: T) => T;

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

export function oneOf<const T extends string>(...choices: readonly T[]): Reader<T> {
  return (text) => {
    const choice = choices.find((candidate) => candidate === text);
    return choice === undefined
      ? err({ detail: "is not an allowed value", fix: `write ${choices.map((c) => `"${c}"`).join(" or ")}` })
      : ok(choice);
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
