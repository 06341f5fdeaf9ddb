/** A file that may be long: its text is made while it is sent. */
export interface TextFile {
  /** Media type. */
  readonly contentType: string;
  readonly filename: string;
  readonly stream: ReadableStream<Uint8Array>;
}

/**
 * Pages of items as a text, made while it is read: a page that is not read is not asked for. `lineOf` gives an item's
 * text with its line end, or null for an item that is left out. `head` comes first.
 */
export function streamLines<T>(
  pages: AsyncGenerator<readonly T[], void, void>,
  lineOf: (item: T) => string | null,
  head = "",
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    start(controller) {
      if (head !== "") controller.enqueue(encoder.encode(head));
    },
    async pull(controller) {
      // Goes on until there is something to send: a stream that was given nothing is not asked again.
      for (;;) {
        const { value: items, done } = await pages.next();
        if (done === true) return controller.close();
        const lines = items.map(lineOf).filter((line) => line !== null);
        if (lines.length > 0) return controller.enqueue(encoder.encode(lines.join("")));
      }
    },
    async cancel() {
      await pages.return();
    },
  });
}
