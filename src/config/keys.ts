import { err, ok } from "../result.ts";
import { type Reader, words } from "./values.ts";

/** A secret of CREDENTIAL_KEY. */
export interface CredentialKey {
  /** What seals name it by; null: the secret came without one, and its name is made from it. */
  readonly id: string | null;
  readonly secret: string;
  /** False: it leaked. What was ended under it stays ended, and no seal of it is believed. */
  readonly verifiesSeals: boolean;
}

const SECRET_MIN_LENGTH = 32;

export const readSecret: Reader<string> = (text) =>
  text.length >= SECRET_MIN_LENGTH
    ? ok(text)
    : err({
        detail: `is shorter than ${SECRET_MIN_LENGTH} characters`,
        fix: "use a random one, such as `openssl rand -base64 32` prints",
      });

/** `k2:secret,k1:secret`, the current one first; `!k1:secret` verifies no seal (it leaked); or one secret without an id. */
export const readCredentialKeys: Reader<readonly CredentialKey[]> = (text) => {
  if (!/^!?[a-z0-9]{1,8}:/.test(text)) {
    const secret = readSecret(text);
    return secret.ok ? ok([{ id: null, secret: secret.value, verifiesSeals: true }]) : secret;
  }
  const keys: CredentialKey[] = [];
  for (const part of text.split(",")) {
    const [, leaked = "", id, secret = ""] = /^\s*(!?)([a-z0-9]{1,8}):(\S{32,})\s*$/.exec(part) ?? [];
    if (id === undefined || keys.some((key) => key.id === id)) {
      return err({
        detail: "is not a list of keys",
        fix: `write id:secret, separated by commas, the current key first: each id once, of 1 to 8 letters and digits; each secret of at least ${SECRET_MIN_LENGTH} characters`,
      });
    }
    keys.push({ id, secret, verifiesSeals: leaked === "" });
  }
  if (keys[0]?.verifiesSeals === true) return ok(keys);
  return err({ detail: "begins with a key that makes no seals", fix: "write a new key in front, without `!`" });
};

/** Several secrets, the newest first; none of them has white space in it. */
export const readSecrets: Reader<readonly CredentialKey[]> = (text) => {
  const secrets = words(text);
  const short = secrets.find((secret) => secret.length < SECRET_MIN_LENGTH);
  if (short === undefined) return ok(secrets.map((secret) => ({ id: null, secret, verifiesSeals: true })));
  return err({
    detail: `has a secret that is shorter than ${SECRET_MIN_LENGTH} characters`,
    fix: "separate the former values of CREDENTIAL_KEY by spaces, each exactly as it was",
  });
};
