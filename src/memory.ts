/**
 * Bounds an LRUCache to this many entries. It takes memory for those that it has; by `max` it would take room for all of
 * them when it is made, which is 4 MB and more than a millisecond for the memories of one isolate together.
 */
export const atMost = (entries: number): { readonly maxSize: number; readonly sizeCalculation: () => number } => ({
  maxSize: entries,
  sizeCalculation: () => 1,
});
