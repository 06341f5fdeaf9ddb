/**
 * An account token: `gth_`, 43 digits that hold 256 random bits, 6 digits of CRC-32 over all before them; digits are
 * base62, so that a token is one word to a double click. The checksum tells a token that was cut or mistyped, and
 * secret scanners can tell a leaked one from any other text; it is no secret and proves nothing.
 */
export const TOKEN_PREFIX = "gth_";
export const TOKEN_RANDOM_BYTES = 32;

const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const RADIX = BigInt(DIGITS.length);
/** 62^43 is just above 2^256, 62^6 above 2^32. */
const BODY_LENGTH = 43;
const CHECKSUM_LENGTH = 6;

const SHAPE = new RegExp(`^${TOKEN_PREFIX}[${DIGITS}]{${BODY_LENGTH + CHECKSUM_LENGTH}}$`);

/** The token of these 32 random bytes. */
export function formatToken(bytes: Uint8Array): string {
  const value = bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  const stem = TOKEN_PREFIX + base62(value, BODY_LENGTH);
  return stem + checksum(stem);
}

/** Could this be a token that was given out? Asked before anything is looked up. */
export function isToken(text: string): boolean {
  return SHAPE.test(text) && text.slice(-CHECKSUM_LENGTH) === checksum(text.slice(0, -CHECKSUM_LENGTH));
}

const checksum = (stem: string): string => base62(BigInt(crc32(stem)), CHECKSUM_LENGTH);

function base62(value: bigint, length: number): string {
  let text = "";
  let rest = value;
  for (let i = 0; i < length; i++) {
    text = DIGITS.charAt(Number(rest % RADIX)) + text;
    rest /= RADIX;
  }
  return text;
}

/** CRC-32 as zlib and GitHub's tokens have it (ISO 3309, reflected polynomial EDB88320), of ASCII text. */
export function crc32(text: string): number {
  let crc = 0xffffffff;
  for (let i = 0; i < text.length; i++) {
    crc ^= text.charCodeAt(i);
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}
