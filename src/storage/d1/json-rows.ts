/**
 * Rows as JSON arrays for `json_each(?)`, split into texts that D1 accepts as a bound value (2,000,000 bytes at most):
 * one statement writes thousands of rows.
 */
const CHUNK_MAX_BYTES = 1_900_000;
const NOT_ASCII = /[^\x20-\x7e]/;

export type JsonRow = readonly (string | number | null)[];

/** One text or more, each a JSON array of rows; none for no rows. */
export function jsonRows(rows: Iterable<JsonRow | string>): readonly string[] {
  const chunks: string[] = [];
  let parts: string[] = [];
  let bytes = 2;
  for (const row of rows) {
    const json = JSON.stringify(row);
    // UTF-8 takes at most three bytes for a UTF-16 unit; counting exactly would cost more than it saves.
    const size = (NOT_ASCII.test(json) ? json.length * 3 : json.length) + 1;
    if (bytes + size > CHUNK_MAX_BYTES) {
      chunks.push(`[${parts.join(",")}]`);
      parts = [];
      bytes = 2;
    }
    parts.push(json);
    bytes += size;
  }
  if (parts.length > 0) chunks.push(`[${parts.join(",")}]`);
  return chunks;
}
