/** Sorted hashes, each four u32 words, the most significant first; no two are equal. Any view with a length of 4n. */
export type HashWords = Uint32Array<ArrayBuffer>;

export const WORDS_PER_HASH = 4;
const DIGITS_PER_WORD = 8;

const wordOf = (hash: string, word: number): number =>
  Number.parseInt(hash.slice(word * DIGITS_PER_WORD, (word + 1) * DIGITS_PER_WORD), 16);

/** From hashes as text (32 lower-case hexadecimal digits), in any order, repeated or not. */
export function sortHashes(hashes: Iterable<string>): HashWords {
  // As text of a fixed width they sort like their numbers, by native code.
  const sorted = [...new Set(hashes)].sort();
  const words = new Uint32Array(sorted.length * WORDS_PER_HASH);
  for (const [index, hash] of sorted.entries()) {
    for (let word = 0; word < WORDS_PER_HASH; word++) words[index * WORDS_PER_HASH + word] = wordOf(hash, word);
  }
  return words;
}

/** Everything that is in either. */
export function mergeHashes(a: HashWords, b: HashWords): HashWords {
  const merged = new Uint32Array(a.length + b.length);
  let [inA, inB, at] = [0, 0, 0];
  while (inA < a.length || inB < b.length) {
    const order = inA >= a.length ? 1 : inB >= b.length ? -1 : compareAt(a, inA, b, inB);
    const [from, start] = order <= 0 ? [a, inA] : [b, inB];
    merged.set(from.subarray(start, start + WORDS_PER_HASH), at);
    if (order <= 0) inA += WORDS_PER_HASH;
    if (order >= 0) inB += WORDS_PER_HASH;
    at += WORDS_PER_HASH;
  }
  return merged.slice(0, at);
}

function compareAt(a: HashWords, inA: number, b: HashWords, inB: number): number {
  for (let word = 0; word < WORDS_PER_HASH; word++) {
    const difference = (a[inA + word] ?? 0) - (b[inB + word] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Binary search by the first word; the others are looked at only where it is equal. */
export function hasHash(words: HashWords, hash: string): boolean {
  const first = wordOf(hash, 0);
  let [low, high] = [0, words.length / WORDS_PER_HASH];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((words[middle * WORDS_PER_HASH] ?? 0) < first) low = middle + 1;
    else high = middle;
  }
  for (let at = low * WORDS_PER_HASH; words[at] === first; at += WORDS_PER_HASH) {
    if (words[at + 1] === wordOf(hash, 1) && words[at + 2] === wordOf(hash, 2) && words[at + 3] === wordOf(hash, 3)) {
      return true;
    }
  }
  return false;
}

/** As text, in ascending order. */
export function* listHashes(words: HashWords): Generator<string, void, void> {
  for (let at = 0; at < words.length; at += WORDS_PER_HASH) {
    let hash = "";
    for (const word of words.subarray(at, at + WORDS_PER_HASH))
      hash += word.toString(16).padStart(DIGITS_PER_WORD, "0");
    yield hash;
  }
}
