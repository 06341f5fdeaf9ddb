import * as z from "zod";
import { err, ok, type Result } from "../result.ts";

/** One thing that is wrong with the input, and where: in the JSON body, on a line of a text, or in a query parameter. */
export interface FieldError {
  /** JSON pointer (RFC 6901) into the body. */
  readonly pointer?: string;
  /** Line of a text body, from 1. */
  readonly line?: number;
  /** Name of a query or path parameter. */
  readonly parameter?: string;
  readonly code: string;
  readonly detail: string;
  readonly fix: string;
}

/** Everything that is wrong with an input, each with its place. */
export interface FieldErrors {
  readonly kind: "errors";
  readonly errors: readonly FieldError[];
}

/** A value as its schema reads it, or everything that is wrong with it. */
export function validate<S extends z.ZodType>(
  input: unknown,
  schema: S,
  place: Place,
): Result<z.output<S>, FieldErrors> {
  const parsed = schema.safeParse(input, { reportInput: true });
  if (parsed.success) return ok(parsed.data);
  return err({ kind: "errors", errors: toFieldErrors(parsed.error.issues, place, schema) });
}

/** Where a schema was applied: names the place of each error. */
export type Place = "body" | "parameter";

type Issue = z.core.$ZodIssue;

/**
 * Every issue of a schema as an error that says where, what, and how to put it right. A schema's own checks
 * (`ctx.addIssue({ code: "custom", message, params: { code, fix } })`) bring their own words.
 */
export function toFieldErrors(issues: readonly Issue[], place: Place, schema: z.core.$ZodType): FieldError[] {
  return issues.flatMap((issue) => describe(issue, place, schema));
}

/** JSON pointer (RFC 6901) of a path. */
export const toPointer = (path: readonly PropertyKey[]): string =>
  path.map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");

function describe(issue: Issue, place: Place, schema: z.core.$ZodType): FieldError[] {
  const error = (code: string, detail: string, fix: string, at: readonly PropertyKey[] = issue.path): FieldError => ({
    ...(place === "body" ? { pointer: toPointer(at) } : { parameter: String(at[0] ?? "") }),
    code,
    detail,
    fix,
  });

  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) =>
        error(
          place === "body" ? "unknown_field" : "unknown_parameter",
          `${JSON.stringify(key.slice(0, 100))} is not known here.`,
          `Known are: ${fieldsAt(schema, issue.path).join(", ")}.`,
          [...issue.path, key],
        ),
      );
    case "invalid_type":
      if (issue.input === undefined) return [error("required", "It is missing.", `Give ${nameOf(issue.expected)}.`)];
      return [error("invalid_type", `It must be ${nameOf(issue.expected)}.`, `Give ${nameOf(issue.expected)}.`)];
    case "invalid_value":
      return [
        error("invalid_value", "It is not an allowed value.", `Use one of: ${issue.values.map(String).join(", ")}.`),
      ];
    case "too_small":
      return [error("too_small", issue.message, `At least ${amountOf(issue.minimum, issue.origin)}.`)];
    case "too_big":
      return [error("too_big", issue.message, `At most ${amountOf(issue.maximum, issue.origin)}.`)];
    case "custom": {
      const { code, fix } = (issue.params ?? {}) as { readonly code?: string; readonly fix?: string };
      return [error(code ?? "invalid", issue.message, fix ?? "Correct it.")];
    }
    case "invalid_union":
      return [error("invalid", issue.message, "Give one of the documented forms.")];
    case "invalid_format":
    case "not_multiple_of":
    case "invalid_key":
    case "invalid_element":
      return [error("invalid_format", issue.message, "See the documented form.")];
    default:
      issue satisfies never;
      return [];
  }
}

const NAMES: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  object: "an object",
  array: "an array",
  null: "null",
};

const nameOf = (type: string): string => NAMES[type] ?? type;

const UNITS: Readonly<Record<string, string>> = { string: "character", array: "item" };

/** `1 character`, `2 items`; numbers have no unit. */
function amountOf(limit: number | bigint, origin: string): string {
  const unit = UNITS[origin];
  if (unit === undefined) return String(limit);
  return `${limit} ${unit}${Number(limit) === 1 ? "" : "s"}`;
}

/** The names that the object at this place of a schema has. */
function fieldsAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): readonly string[] {
  const bare = unwrap(schema);
  const [head, ...rest] = path;
  if (bare instanceof z.ZodArray) return fieldsAt(bare.element, rest);
  if (!(bare instanceof z.ZodObject)) return [];
  const { shape } = bare;
  if (head === undefined) return Object.keys(shape);
  const member = Object.hasOwn(shape, head) ? shape[String(head)] : undefined;
  return member === undefined ? [] : fieldsAt(member, rest);
}

/** What is validated beneath optional, nullable, defaults and transforms. */
function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault) {
    return unwrap(schema.unwrap());
  }
  return schema instanceof z.ZodPipe ? unwrap(schema.in) : schema;
}
