import { LIBRARY_READERS } from "./library-readers.ts";
import { MODEL_READERS } from "./model-readers.ts";
import type { CookieReader } from "./reader.ts";

/** Every reader that needs nothing but npm. */
export const READERS: Readonly<Record<string, CookieReader>> = { ...LIBRARY_READERS, ...MODEL_READERS };
