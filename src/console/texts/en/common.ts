import { numbersIn } from "../numbers.ts";

const { n, count } = numbersIn("en");

/** What every page says. */
export const common = {
  skipToContent: "Skip to the content",
  navigation: "Console",
  language: "Language",
  account: "Account",
  signedInAs: (name: string) => `Signed in as ${name}`,
  logOut: "Log out",
  /** Before the title of a page that has errors, for screen readers and tabs. */
  errorTitle: (title: string) => `Error: ${title}`,
  errorSummary: (errors: number) => `${count(errors, "thing needs", "things need")} your attention`,
  moreErrors: (errors: number) => `And ${n(errors)} more.`,
  cancel: "Cancel",
  back: "Back",
  continue: "Continue",
  search: "Search",
  clearSearch: "Clear the search",
  nextPage: "Next page",
  firstPage: "First page",
  pages: "Pages",
  /** After a number in the menu, for screen readers. */
  waiting: "waiting",
  noneFound: "Nothing was found.",
  never: "Never",
  yes: "Yes",
  no: "No",
  onTheList: "On the list",
  notOnTheList: "Not on the list",
  unknown: "Not known",
  /** After a time that is shown without script. */
  utc: "UTC",
  andMore: (more: number) => `and ${n(more)} more`,
  working: "Working…",
  reference: (requestId: string) => `Reference: ${requestId}`,
  notFound: {
    title: "There is no such page",
    text: "The address may be mistyped, or what it showed is gone.",
    home: "Go to the allowlist",
  },
  failed: {
    title: "That did not work",
    text: "Gatehouse could not reach its storage, or met something it did not expect. Nothing is known to be saved. Try again in a moment.",
  },
  missingRight: {
    title: "Your login does not allow that",
    text: (scope: string) => `It needs the right ${scope}, which your login does not have.`,
  },
  concurrentChange: "Others are changing the account at this moment. Nothing was saved; try again.",
  unpublished:
    "Your change is saved. Its copy at the edge could not be written yet; that is tried again by itself within minutes.",
};
