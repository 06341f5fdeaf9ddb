import type { Texts } from "../texts/texts.ts";

export type Action = keyof Texts["activity"]["actions"];
type Group = keyof Texts["activity"]["groups"];

/** Every action of an account's trail, in the order of the filter. The type checker finds a missing one. */
const GROUP_OF: Readonly<Record<Action, Group>> = {
  "allowlist.added": "list",
  "allowlist.replaced": "list",
  "entry.changed": "list",
  "entry.removed": "list",
  "denial.allowed": "list",
  "access_request.approved": "list",
  "access_request.declined": "list",
  "revision.restored": "list",
  "revision.undone": "list",
  "policy.changed": "policy",
  "provisional.kept": "policy",
  "provisional.undone": "policy",
  "provisional.expired": "policy",
  "change.refused": "policy",
  "session.revoked": "sessions",
  "session.logged_out": "sessions",
  "session.switch_denied": "sessions",
  "session.password_changed": "sessions",
  "session.signal_invalid": "sessions",
  "session.expired": "sessions",
  "console.entered": "access",
  "console.left": "access",
  "console.ended": "access",
  "token.created": "access",
  "token.revoked": "access",
  "token.refused": "access",
  "account.created": "account",
  "account.renamed": "account",
  "account.removed": "account",
  "host.added": "account",
  "host.removed": "account",
};

export const ACTIONS = Object.keys(GROUP_OF) as readonly Action[];

export const isAction = (text: string): text is Action => Object.hasOwn(GROUP_OF, text);

/** The kinds of events as the filter offers them. */
export function actionGroups({ activity: { groups, actions } }: Texts) {
  return (Object.keys(groups) as Group[]).map((group) => ({
    label: groups[group],
    options: ACTIONS.filter((action) => GROUP_OF[action] === group).map((value) => ({
      value,
      label: actions[value].kind,
    })),
  }));
}
