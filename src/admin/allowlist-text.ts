import type { Entry } from "../storage/entries.ts";

/** The enabled entries as text that a PUT takes back: one a line, its label behind `#`. */
export function entriesText(pages: AsyncGenerator<readonly Entry[], void, void>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      // Until there is something to send: a stream that was given nothing is not asked again.
      for (;;) {
        const { value: entries, done } = await pages.next();
        if (done === true) return controller.close();
        const text = entries.filter(({ enabled }) => enabled).map(lineOf);
        if (text.length > 0) return controller.enqueue(encoder.encode(text.join("")));
      }
    },
    async cancel() {
      await pages.return();
    },
  });
}

const lineOf = ({ value, label }: Entry): string => (label === null ? `${value}\n` : `${value} # ${label}\n`);
