/** Pages of items as text, one line each, made while it is sent: what is not read is not asked for. */
export function linesOf<T>(
  pages: AsyncGenerator<readonly T[], void, void>,
  lineOf: (item: T) => string,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const { value: items, done } = await pages.next();
      if (done === true) controller.close();
      else controller.enqueue(encoder.encode(items.map((item) => `${lineOf(item)}\n`).join("")));
    },
    async cancel() {
      await pages.return();
    },
  });
}
