/** A binary heap of indices of ranges. The range with the latest expiry is on top. */
export interface ExpiryHeap {
  size(): number;
  /** The index on top; 0 when the heap is empty. */
  top(): number;
  push(index: number): void;
  pop(): void;
}

/** `expiries`: Unix seconds by index; 0 = never, which is later than all others. Each index may be pushed once. */
export function createExpiryHeap(expiries: Uint32Array): ExpiryHeap {
  const heap = new Uint32Array(expiries.length);
  let size = 0;
  const lateness = (index: number): number => ((expiries[index] ?? 0) - 1) >>> 0; // 0 becomes the greatest number
  return {
    size: () => size,
    top: () => heap[0] ?? 0,
    push(index) {
      let at = size++;
      while (at > 0) {
        const parent = (at - 1) >>> 1;
        const above = heap[parent] ?? 0;
        if (lateness(above) >= lateness(index)) break;
        heap[at] = above;
        at = parent;
      }
      heap[at] = index;
    },
    pop() {
      const index = heap[--size] ?? 0;
      let at = 0;
      for (let child = 1; child < size; child = 2 * at + 1) {
        if (child + 1 < size && lateness(heap[child + 1] ?? 0) > lateness(heap[child] ?? 0)) child++;
        const below = heap[child] ?? 0;
        if (lateness(below) <= lateness(index)) break;
        heap[at] = below;
        at = child;
      }
      heap[at] = index;
    },
  };
}
