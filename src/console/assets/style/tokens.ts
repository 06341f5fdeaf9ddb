/**
 * Colours, for light and dark. Every text has a contrast of at least 4.5:1 on what it can stand on, every border of a
 * control and every focus ring 3:1 (WCAG 2.2, 1.4.3 and 1.4.11).
 */
export const TOKENS = `
:root {
  color-scheme: light dark;
  --page: #f3f5f6; --card: #fff; --sunken: #f7f9f9;
  --text: #17211f; --soft: #51605d; --line: #d8dfdd; --edge: #7d8b88;
  --accent: #0b6b63; --accent-strong: #08524c; --on-accent: #fff; --tint: #e3f1ef;
  --good: #1c6b34; --good-tint: #e5f3e8;
  --warn: #7a4b00; --warn-tint: #fdf1d9;
  --bad: #a3211b; --bad-tint: #fceae8;
  --focus: #1253c9;
  --radius: .625rem;
  --shadow: 0 1px 2px rgb(16 32 30 / .06), 0 4px 16px rgb(16 32 30 / .05);
  --mono: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "Liberation Mono", monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0f1413; --card: #171e1d; --sunken: #121918;
    --text: #e6eceb; --soft: #a3b1ae; --line: #2d3836; --edge: #7f8f8b;
    --accent: #5cc9bc; --accent-strong: #8adbd1; --on-accent: #06231f; --tint: #16312e;
    --good: #7fd197; --good-tint: #14291a;
    --warn: #f0c069; --warn-tint: #2c2210;
    --bad: #ff9d94; --bad-tint: #351a18;
    --focus: #8ab4ff;
    --shadow: none;
  }
}`;
