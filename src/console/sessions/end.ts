import { deleteSession, revokeSessions } from "../../admin/resources/sessions.ts";
import { bodyOf } from "../operation.ts";
import { type Act, isChecked, readText } from "../page.ts";
import { problemPage } from "../problem-page.tsx";
import { withQuery } from "../query.ts";
import { sessionsQuery } from "./filter.ts";
import { thisDevice } from "./this-device.ts";

/** Logs out one device, and goes back to where the list was. */
export const endSession: Act = {
  needs: "sessions:write",
  async act(visit, form) {
    const params = { account: visit.account.id, id: readText(form, "id") };
    const call = { actor: visit.actor, params, query: {}, body: undefined, ifMatch: null };
    const ended = bodyOf(await deleteSession.perform(call, visit.deps));
    if (!ended.ok) return problemPage(visit, ended.error);
    const back = sessionsQuery(new URLSearchParams(readText(form, "back")));
    back.set("done", ended.value.ended === 0 ? "gone" : "one");
    return { kind: "redirect", to: withQuery("/sessions", back) };
  },
};

/** Logs out a user, or everybody but this device. */
export const endSessions: Act = {
  needs: "sessions:write",
  async act(visit, form) {
    const user = readText(form, "user");
    const isEverybody = isChecked(form, "others");
    // Neither, or both: nobody's button sends that, and nothing is guessed.
    if (isEverybody === (user !== "")) return { kind: "redirect", to: "/sessions" };
    const except = isEverybody || isChecked(form, "keep") ? [...(await thisDevice(visit))] : [];
    const body = isEverybody ? { all: true as const, except } : { user, except };
    const call = { actor: visit.actor, params: { account: visit.account.id }, query: {}, body, ifMatch: null };
    const ended = bodyOf(await revokeSessions.perform(call, visit.deps));
    if (!ended.ok) return problemPage(visit, ended.error);
    return { kind: "redirect", to: withQuery("/sessions", { done: "many", n: String(ended.value.ended) }) };
  },
};
