/** How far a reader has read the log: its last entry, and a mark that tells it from another entry of that number. */
export interface LogPlace {
  readonly seq: number;
  readonly mark: string;
}

/** Before the first entry. */
export const LOG_START: LogPlace = { seq: 0, mark: "" };

export interface EndedPage {
  /** In the order in which they were ended. */
  readonly hashes: readonly string[];
  /** Where to read on; as it was given when there are none. */
  readonly place: LogPlace;
  /**
   * D1 was restored to a time before `after`: the page begins at the log's start. What the reader holds stays ended; it
   * reads on from `place`, and gives back what the log has lost (`giveBack`).
   */
  readonly restored: boolean;
}

/** The hashes of ended credentials, in the order of their ending. All of these throw when D1 fails. */
export interface EndedLog {
  /** Up to `limit` hashes after a place; fewer: it was the last page. One query, reading what is new and one row. */
  since(after: LogPlace, limit: number): Promise<EndedPage>;
  /** The last place of the log. One query, one row. */
  newest(): Promise<LogPlace>;
  /**
   * Appends what a reader knows to be ended and the log, since D1 was restored, does not; ends the sessions on record
   * that these credentials belong to. Idempotent; answers how many were lost.
   */
  giveBack(hashes: readonly string[], now: number): Promise<number>;
  /**
   * Removes up to `limit` hashes of cookies that were ended longer ago than their account's absolute limit. Those of
   * tokens never leave. Answers how many it removed.
   */
  purge(now: number, limit: number): Promise<number>;
}

export function createEndedLog(_db: D1Database): EndedLog {
  throw new Error("to be written");
}
