import { endSessions as endMany, endSession as endOne } from "../../accounts/sessions.ts";
import { type Act, isChecked, readText } from "../page.ts";
import { withQuery } from "../query.ts";
import { refusalPage } from "../refusal-page.tsx";
import { sessionsQuery } from "./filter.ts";
import { thisDevice } from "./this-device.ts";

/** Logs out one device, and goes back to where the list was. */
export const endSession: Act = {
  needs: "sessions:write",
  async act(visit, form) {
    const ended = await endOne(visit.deps, visit.actor, visit.account.id, readText(form, "id"));
    if (!ended.ok) return refusalPage(visit, ended.error);
    const back = sessionsQuery(new URLSearchParams(readText(form, "back")));
    back.set("done", ended.value === 0 ? "gone" : "one");
    return { kind: "redirect", to: withQuery("/sessions", back) };
  },
};

/** Logs out a user, or everybody but this device. */
export const endSessions: Act = {
  needs: "sessions:write",
  async act(visit, form) {
    const user = readText(form, "user");
    const isEverybody = isChecked(form, "others");
    // Neither, or both: no button of ours sends that, and nothing is guessed.
    if (isEverybody === (user !== "")) return { kind: "redirect", to: "/sessions" };
    const except = isEverybody || isChecked(form, "keep") ? [...(await thisDevice(visit))] : [];
    const which = isEverybody ? { all: true as const } : { user };
    const ended = await endMany(visit.deps, visit.actor, visit.account.id, { which, except });
    if (!ended.ok) return refusalPage(visit, ended.error);
    return { kind: "redirect", to: withQuery("/sessions", { done: "many", n: String(ended.value) }) };
  },
};
