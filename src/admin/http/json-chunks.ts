/** Items of a long list that are written at a time. */
const CHUNK_ITEMS = 1_000;

/** The JSON of an answer in pieces: of a list of 100,000 items it is never whole in memory. */
export function* jsonChunks(body: unknown): Generator<string, void, void> {
  if (typeof body !== "object" || body === null || Array.isArray(body) || !hasLongList(body)) {
    yield JSON.stringify(body);
    return;
  }
  let before = "{";
  for (const [name, value] of Object.entries(body)) {
    if (value === undefined) continue;
    yield `${before}${JSON.stringify(name)}:`;
    if (isLongList(value)) yield* listChunks(value);
    else yield JSON.stringify(value);
    before = ",";
  }
  yield "}";
}

function* listChunks(list: readonly unknown[]): Generator<string, void, void> {
  for (let at = 0; at < list.length; at += CHUNK_ITEMS) {
    const items = JSON.stringify(list.slice(at, at + CHUNK_ITEMS));
    yield `${at === 0 ? "[" : ","}${items.slice(1, -1)}`;
  }
  yield "]";
}

const isLongList = (value: unknown): value is readonly unknown[] => Array.isArray(value) && value.length > CHUNK_ITEMS;
const hasLongList = (body: object): boolean => Object.values(body).some(isLongList);

/** The same as the body of a response; text where it is short. */
export function jsonStream(body: unknown): BodyInit {
  if (typeof body !== "object" || body === null || !hasLongList(body)) return JSON.stringify(body);
  const chunks = jsonChunks(body);
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>({
    pull(controller) {
      const { value, done } = chunks.next();
      if (done === true) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
  });
}
