/** What parsers read under session cookies' names: nothing is left out but parsers that read nothing there. */
export type CookieReadings = Readonly<Record<string, readonly string[]>>;

/** One header of the corpus, as test/support/node/record-cookie-readings.ts replayed it against real parsers. */
export interface Replay {
  readonly header: string;
  /** The value that is ended. */
  readonly ended: string;
  readonly asSent: CookieReadings;
  /** The header without the ended session, as Gatehouse forwards it when cookies are known by their values. */
  readonly cut: string | null;
  readonly afterCut: CookieReadings;
  /** The header without any session: what is forwarded of cookies that have no seals. */
  readonly bare: string | null;
  readonly afterAll: CookieReadings;
}
