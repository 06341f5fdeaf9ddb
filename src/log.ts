/** One event for the operator's log. Never a credential; what a visitor sent stands in fields, not in the sentence. */
export interface LogRecord {
  readonly level: "info" | "warn" | "error";
  /** What happened, in snake_case. */
  readonly event: string;
  readonly [field: string]: unknown;
}

export type Log = (record: LogRecord) => void;

/** Structured logs, one line of JSON a record: nothing in a field can forge another line. */
export const logToConsole: Log = (record) => {
  console[record.level](JSON.stringify(record));
};

/** An exception as fields: its message is for the log alone. */
export const describeError = (error: unknown): { readonly error: string; readonly stack?: string } =>
  error instanceof Error
    ? { error: `${error.name}: ${error.message}`, ...(error.stack === undefined ? {} : { stack: error.stack }) }
    : { error: String(error) };
