/** Drawn on a grid of 24 × 24, as lines. They are shown beside words, never instead of them. */
const ICONS = {
  check: "M20 6 9 17l-5-5",
  warning: "M12 9v4m0 4h.01M10.3 3.9 1.8 18a2 2 0 0 0 1.7 3h17a2 2 0 0 0 1.7-3L13.7 3.9a2 2 0 0 0-3.4 0Z",
  danger: "M12 8v4m0 4h.01M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0Z",
  info: "M12 16v-4m0-4h.01M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0Z",
  gate: "M4 21V9a8 8 0 0 1 16 0v12M9 21V11a3 3 0 0 1 6 0v10M2 21h20",
  plus: "M12 5v14M5 12h14",
  phone: "M8 2h8a1 1 0 0 1 1 1v18a1 1 0 0 1-1 1H8a1 1 0 0 1-1-1V3a1 1 0 0 1 1-1Zm4 16h.01",
  desktop: "M3 4h18v12H3zM8 20h8m-4-4v4",
  tablet: "M5 3h14v18H5zm7 15h.01",
  robot: "M7 8h10v10H7zm5-4v4M4 12v3m16-3v3m-10-3h.01m4 0h.01",
  unknown: "M9.1 9a3 3 0 0 1 5.8 1c0 2-3 3-3 3m.1 4h.01M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0Z",
} as const satisfies Record<string, string>;

export type IconName = keyof typeof ICONS;

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={ICONS[name]} />
    </svg>
  );
}
