/** Waits; rejects early when the signal is aborted. In production `scheduler.wait`. */
export type Sleep = (ms: number, options?: { readonly signal?: AbortSignal }) => Promise<void>;

/** How long a call may take, and the clock that measures it. */
export interface TimeLimit {
  readonly limitMs: number;
  readonly sleep: Sleep;
}

/**
 * The answer of the work, or "late". Late work goes on, and its result is ignored: a call of a Workers binding cannot
 * be cancelled.
 */
export async function withinLimit<T>(work: Promise<T>, { limitMs, sleep }: TimeLimit): Promise<T | "late"> {
  const done = new AbortController();
  const late = sleep(limitMs, { signal: done.signal }).then(
    () => "late" as const,
    // Aborted: the work was faster, and this result is ignored.
    () => "late" as const,
  );
  try {
    return await Promise.race([work, late]);
  } finally {
    done.abort();
    work.catch(() => undefined);
  }
}
