import { err, ok, type Result } from "../../result.ts";
import { formatAddress } from "../address.ts";
import { prefixRange } from "../range.ts";
import { readAddress } from "../read-address.ts";
import { explainAddress } from "./explain-address.ts";
import { prefixOfMask } from "./netmask.ts";
import type { EntryError, WrittenRange } from "./notation.ts";
import { parseAddress } from "./parse-address.ts";
import { quote, trimBlanks } from "./text.ts";
import { hostBitsWarning } from "./warnings.ts";

/** Decimal without leading zeros: some programs read `/08` and `/016` as octal. */
const PREFIX = /^(?:0|[1-9][0-9]{0,2})$/;

/** In an IPv4-mapped address, the IPv4 address follows after 96 fixed bits (RFC 4291 §2.5.5.2). */
const MAPPED_BITS = 96;

/** Reads `address/prefix`; host bits are dropped with a warning. A mapped /96 to /128 is the IPv4 /0 to /32. */
export function readCidr(value: string): Result<WrittenRange, EntryError> {
  const slashAt = value.indexOf("/");
  const written: Written = { value, addressText: value.slice(0, slashAt), prefixText: value.slice(slashAt + 1) };
  const parsed = parseAddress(written.addressText);
  if (!parsed.ok) return err(explainNetwork(written));
  const address = parsed.value;
  const isMapped = address.family === 4 && written.addressText.includes(":");
  const width = address.family === 6 || isMapped ? 128 : 32;
  const length = PREFIX.test(written.prefixText) ? Number(written.prefixText) : Number.POSITIVE_INFINITY;
  if (length > width) return err(explainPrefix(written, width));
  if (isMapped && length < MAPPED_BITS) return err(explainMapped(value, formatAddress(address)));
  const prefix = isMapped ? length - MAPPED_BITS : length;
  const range = prefixRange(address, prefix);
  const warning = hostBitsWarning(address, prefix, range);
  return ok({ range, warnings: warning ? [warning] : [] });
}

interface Written {
  readonly value: string;
  readonly addressText: string;
  readonly prefixText: string;
}

function explainNetwork({ value, addressText, prefixText }: Written): EntryError {
  const error = explainAddress(addressText, value.slice(addressText.length));
  // People often write `10/8` and `172.16/12`. With a prefix length, such a short form has only one meaning.
  const whole = [...addressText.split("."), "0", "0", "0"].slice(0, 4).join(".");
  const isClear = error.code === "short_ipv4" && readAddress(whole) !== null && PREFIX.test(prefixText);
  return isClear ? { ...error, fix: `Write ${whole}/${prefixText}.` } : error;
}

function explainPrefix({ value, addressText, prefixText }: Written, width: number): EntryError {
  const invalid = (reason: string, fix: string): EntryError => ({
    code: "invalid_prefix",
    detail: `${quote(value)} ${reason}.`,
    fix,
  });
  const fix = `Write a prefix length of 1 to ${width} after one slash, such as ${addressText}/${width === 32 ? 24 : 64}.`;
  if (prefixText === "") return invalid("ends in a slash without a prefix length", fix);
  if (prefixText.includes("/")) return invalid("has more than one slash", fix);
  const fromMask = width === 32 ? prefixOfMask(prefixText) : null;
  if (fromMask !== null) {
    return {
      code: "netmask",
      detail: `${quote(value)} has a netmask instead of a prefix length.`,
      fix: `Write ${addressText}/${fromMask}.`,
    };
  }
  if (/^[0-9]+$/.test(prefixText)) {
    const plain = prefixText.replace(/^0+(?=[0-9])/, "");
    if (Number(plain) > width) return invalid(`has a prefix length above ${width}`, fix);
    return invalid("has a prefix length with a leading zero", `Write ${addressText}/${plain}.`);
  }
  const trimmed = trimBlanks(prefixText);
  const isOnlyBlank = trimmed !== prefixText && PREFIX.test(trimmed) && Number(trimmed) <= width;
  return invalid(
    "has a prefix length that is not a decimal number",
    isOnlyBlank ? `Write ${addressText}/${trimmed}.` : fix,
  );
}

function explainMapped(value: string, v4: string): EntryError {
  return {
    code: "mapped_prefix",
    detail: `${quote(value)} is an IPv4 address written as IPv6, with a prefix length below 96.`,
    fix: `Write the IPv4 network, such as ${v4}/24. (After ::ffff: the prefix length is 96 to 128.)`,
  };
}
