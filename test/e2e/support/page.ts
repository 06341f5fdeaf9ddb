import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { inject, onTestFinished } from "vitest";

let connected: Promise<Browser> | null = null;

/** The tests' one browser. */
export const browser = (): Promise<Browser> => (connected ??= chromium.connect(inject("browser")));

/** A page with cookies of its own, closed when the test is over. */
export async function openPage(options: BrowserContextOptions): Promise<Page> {
  const context = await (await browser()).newContext(options);
  onTestFinished(() => context.close());
  return context.newPage();
}
