import { numbersIn } from "../numbers.ts";

const { count } = numbersIn("en");
const some = (n: number) => count(n, "session", "sessions");

/** The page of sessions. */
export const sessions = {
  title: "Sessions",
  lead: "Every device that is logged in to this account, the one last seen first. A device that you log out is out at once here, and everywhere within 30 seconds.",
  active: "Logged in",
  ended: "Ended",
  views: "Which sessions",
  caption: { active: "Devices that are logged in", ended: "Sessions that have ended" },
  columns: {
    device: "Device",
    user: "User",
    address: "Address",
    twoFactor: "2FA",
    loggedIn: "Logged in",
    lastSeen: "Last seen",
    ended: "Ended",
    act: "Action",
  },
  search: "Search by user, address or device",
  of: "Sessions of {user}",
  at: "Sessions at {address}",
  showAll: "Show all sessions",
  thisDevice: "This device",
  apiAccess: "API",
  newDevice: "New device",
  notYou: "Not you? {link}",
  changePassword: "Change your password",
  notThem: "Not theirs? Log it out, and ask them to change their password.",
  unknownUser: "Not known",
  whyUnknown: "The product does not say who its users are; Gatehouse tells devices apart all the same.",
  none: { active: "No device is logged in, as far as Gatehouse has seen.", ended: "No session has ended yet." },
  firstAddress: "Logged in from {address}",
  logOut: "Log out",
  logOutDevice: "{device} of {user}",
  logOutUser: "Log out {user} everywhere",
  logOutOthers: "Log out all others",
  done: {
    one: "The device is logged out.",
    gone: "That device was logged out already.",
    many: (n: number) => `${some(n)} logged out.`,
    holds: "That holds here at once, and everywhere within 30 seconds.",
  },
  confirm: {
    userTitle: "Log out a user",
    userText: "Every device and every API token of {user} is logged out, also those that have not been seen yet.",
    keep: "Leave this device logged in",
    othersTitle: "Log out all others",
    othersText:
      "Everybody in this account is logged out on every device, and every API token stops working, but for the device that you use now.",
    everybodyText:
      "Everybody in this account is logged out on every device, you too, and every API token stops working: it is not known which device you use now.",
    howMany: (n: number) => `Logged in at present: ${some(n)}.`,
    userButton: "Log out {user}",
    othersButton: "Log out all others",
    everybodyButton: "Log out everybody",
  },
  reasons: {
    logout: "Logged out",
    revoked: "Logged out by an administrator or the product",
    password_changed: "The password was changed",
    signal_invalid: "The product's message about it could not be read",
    idle: "Not used for too long",
    absolute: "Reached the longest time a session may last",
    replaced: "Another login took its place",
    switch_denied: "The product switched it to an account that does not admit its address",
    value_reissued: "Began with a login that had ended before",
    ended_before_restore: "Ended before the database was restored",
  },
};
