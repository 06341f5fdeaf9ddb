/** Getting in, and being kept out. */
export const access = {
  enter: {
    title: "Open the console",
    text: "This link works once, for a few minutes.",
    button: "Open the console",
  },
  linkGone: {
    title: "This link does not work any more",
    text: "A link into the console works once, and for five minutes. Go back to the product and open the console from its menu again.",
  },
  login: {
    title: "Log in to the console",
    text: "Open the console from the menu of your product. If you were given an account token, you can paste it here instead.",
    token: "Account token",
    tokenHint: "It begins with gth_. It is used once, to log you in, and is not kept.",
    button: "Log in",
    wrong: "This token is not valid: it may be mistyped, cut short, expired or revoked.",
    noRights: "This token gives no right to see anything in the console.",
  },
  loggedOut: "You are logged out.",
  tooMany: {
    title: "Too many attempts",
    text: (seconds: number) =>
      `Too many attempts from your address have failed. Wait ${seconds} seconds and try again.`,
  },
  notAllowed: {
    title: "Your address is not on the list",
    text: "The allowlist of this account is on, and it holds for the console as well: it opens only from a trusted address.",
    address: "Your address",
    whatToDo: "What to do",
    network: "Use the network that you usually work from, and turn off a VPN that changes your address.",
    colleague: "Ask a colleague at a trusted address to add yours.",
    operator: "If no one can get in: the operator of Gatehouse can change the list through its API, from anywhere.",
  },
  otherAccount: {
    title: "This is not your account's host",
    text: "The link or token belongs to another account than this host does. Open the console from your own product's menu.",
  },
  sessionOver: {
    title: "You have been logged out",
    text: "The console logs out after 30 minutes without use, after 12 hours in any case, and when your login to the product ends. Nothing was saved.",
    kept: "What you typed is kept on this page. Open the console again in another tab, then come back here and continue.",
    notKept:
      "What you typed is not on this page. Go back in your browser to see it, and open the console again in another tab before you send it once more.",
    logIn: "Open the console in another tab",
    again: "Continue with what I typed",
  },
  choose: {
    title: "Choose an account",
    text: "This browser is logged in to several accounts.",
  },
  otherAccountsForm: {
    title: "This form belongs to another account",
    text: (form: string, here: readonly string[]) =>
      `This form belongs to the account “${form}”, and you are logged in to “${here.join("”, “")}”. Nothing was saved in either.`,
    kept: (form: string) =>
      `What you typed is kept on this page. Open the console of “${form}” in another tab, then come back here and continue.`,
    notKept: (form: string) =>
      `Go back in your browser to see what you typed. Open the console of “${form}” before you send it once more.`,
  },
  formStale: {
    title: "Please confirm",
    text: "This form was opened in an earlier login. Nothing was saved yet; what you typed is kept.",
    again: "Continue with what I typed",
  },
  formTooLarge: {
    title: "This form holds too much",
    text: "Nothing was saved. Go back and shorten what you typed.",
  },
  foreignForm: {
    title: "This request did not come from the console",
    text: "Nothing was done. Go to the page in the console and use its own form.",
  },
};
