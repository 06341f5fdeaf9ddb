import { prefixLength } from "../../../address/range.ts";
import type { Mode } from "../../../policy/policy.ts";
import type { Entry } from "../../../storage/entries/entry-records.ts";
import type { Texts } from "../../texts/texts.ts";

interface StateProps {
  readonly texts: Texts;
  readonly mode: Mode;
  readonly blockApi: boolean;
  readonly live: number;
  readonly onlyAddresses: boolean;
}

/** Who may use the product, in one sentence. */
export function State({ texts, mode, blockApi, live, onlyAddresses }: StateProps) {
  const { state } = texts.allowlist;
  const { word, text } = (() => {
    switch (mode) {
      case "off":
        return state.off();
      case "monitor":
        return state.monitor(live, onlyAddresses);
      case "enforce":
        return state.enforce(live, onlyAddresses, blockApi);
      default:
        return mode satisfies never;
    }
  })();
  return (
    <p class={`state ${mode === "enforce" ? "on" : mode}`}>
      <span>
        <strong>{word}</strong> {text}
      </span>
    </p>
  );
}

/** Whether each of them is a single address. */
export const areAddresses = (entries: readonly Pick<Entry, "range">[]): boolean =>
  entries.every(({ range }) => prefixLength(range) === (range.family === 4 ? 32 : 128));
