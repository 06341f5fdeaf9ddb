/** A provisional change: the bar that every page shows while it is open, and the button that makes one. */
export const provisional = {
  title: "A change is on trial",
  /** `{who}` made it; `{when}` is the moment of its end. */
  text: "{who} made a change that undoes itself at {when}, unless it is kept. Until then nothing else of the allowlist and its settings can be changed.",
  /** Why another change is not saved. */
  blocked:
    "A change is on trial. Until it is kept or undone, nothing else of the allowlist and its settings can be changed.",
  keep: "Keep it",
  undo: "Undo it now",
  kept: "The change is kept.",
  undone: "The change is undone: what was before holds again.",
  tooLate: "It was not kept in time: the change has undone itself, and what was before holds again. Make it again.",
  none: "No change is on trial any more.",
  notAdmitted:
    "The new list does not let your address in. Keep the change from an address that it lets in, or undo it.",
  try: (minutes: number) => `Try it for ${minutes} minutes`,
  tryHint:
    "A trial holds at once and undoes itself, unless you keep it here before. If you have shut yourself out, you only need to wait.",
  trying: "The change is on trial. If everything works, choose “Keep it” above.",
  /** After the sentence of an event. */
  until: "(on trial until {when})",
};
