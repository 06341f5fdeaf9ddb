import type { Texts } from "../texts/texts.ts";

interface TimeProps {
  readonly texts: Texts;
  /** Unix milliseconds, or RFC 3339 as the API's views have it. */
  readonly at: number | string;
  /** A day is enough. */
  readonly dateOnly?: boolean;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** A moment: in UTC, until the script shows it in the reader's own zone. */
export function Time({ texts, at, dateOnly = false }: TimeProps) {
  const moment = new Date(at);
  const text = formatUtc(texts.language, moment, dateOnly);
  return (
    <time datetime={moment.toISOString()} data-show={dateOnly ? "date" : "moment"}>
      {dateOnly ? text : `${text} ${texts.common.utc}`}
    </time>
  );
}

function formatUtc(language: string, moment: Date, dateOnly: boolean): string {
  const key = `${language} ${dateOnly}`;
  let format = formats.get(key);
  if (format === undefined) {
    const style: Intl.DateTimeFormatOptions = { dateStyle: "medium", timeZone: "UTC" };
    format = new Intl.DateTimeFormat(language, dateOnly ? style : { ...style, timeStyle: "short" });
    formats.set(key, format);
  }
  return format.format(moment);
}
