import type { Texts } from "../../texts/texts.ts";

/** How long a change is tried from the console before it undoes itself, in seconds. */
export const TRIAL_SECONDS = 600;

/** The button that saves a reviewed change on trial. */
export function TrialButton({ texts }: { readonly texts: Texts }) {
  return (
    <button type="submit" name="step" value="try" class="secondary" aria-describedby="trial-hint">
      {texts.provisional.try(TRIAL_SECONDS / 60)}
    </button>
  );
}

export function TrialHint({ texts }: { readonly texts: Texts }) {
  return (
    <p class="hint" id="trial-hint">
      {texts.provisional.tryHint}
    </p>
  );
}
