/** Waits; ends early, by rejecting, when the signal says so. In production `scheduler.wait`. */
export type Sleep = (ms: number, options?: { readonly signal?: AbortSignal }) => Promise<void>;

/** How long a call to KV may take, and the clock that says so. */
export interface TimeLimit {
  readonly limitMs: number;
  readonly sleep: Sleep;
}

/** The answer of the work, or "late". Work that is late goes on unheard: a Workers binding cannot be cancelled. */
export async function withinLimit<T>(work: Promise<T>, { limitMs, sleep }: TimeLimit): Promise<T | "late"> {
  const done = new AbortController();
  const late = sleep(limitMs, { signal: done.signal }).then(
    () => "late" as const,
    // Aborted: the work was first, and this outcome is not looked at.
    () => "late" as const,
  );
  try {
    return await Promise.race([work, late]);
  } finally {
    done.abort();
    work.catch(() => undefined);
  }
}
