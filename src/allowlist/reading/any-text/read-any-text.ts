import { parseJson } from "../../../input/parse-json.ts";
import { isCsv } from "../csv-header.ts";
import { readEntriesCsv } from "../entries-csv.ts";
import { readJsonText } from "./read-json-text.ts";
import { readLines } from "./read-lines.ts";
import { type AnyTextReading, createReadingCollector } from "./reading.ts";

/**
 * Finds the entries in any text as people have it: lists and exports of Gatehouse, mail, spreadsheet cells, JSON of other
 * interfaces, configurations of firewalls, routers and web servers. It guesses, so its answer is to be looked at before it
 * is saved. The work is linear in the text, and the answer is bounded.
 */
export function readAnyText(text: string): AnyTextReading {
  const collector = createReadingCollector();
  const start = text.slice(0, 1_000).replace(/^[\s\ufeff]+/, "");
  if (start.startsWith("{") || start.startsWith("[") || start.startsWith('"')) {
    const json = parseJson(text.replace(/^\ufeff/, ""));
    if (json.ok) readJsonText(json.value, collector);
    if (json.ok && collector.count + collector.reading().leftOutCount > 0) return collector.reading();
  }
  if (isCsv(text)) {
    const read = readEntriesCsv(text);
    if (read.ok) return { list: read.value, leftOut: [], leftOutCount: 0, isCut: false };
  }
  readLines(text, collector);
  return collector.reading();
}
