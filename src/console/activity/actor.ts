import type { AuditEvent } from "../../storage/d1/audit.ts";
import type { Texts } from "../texts/texts.ts";

/** An actor as the trail names it: `operator`, `token:<id>`, `console:<id>`, `user:<id>`, `origin`, `gatehouse`, `job`. */
type Actor = Pick<AuditEvent, "actor" | "actorName">;

/** The actor's name for people. Where it is no person or token, it is a word in the language of the page. */
export function actorText({ activity: { actors } }: Texts, { actor, actorName: name }: Actor): string {
  switch (actor) {
    case "operator":
    case "origin":
    case "gatehouse":
    case "job":
      return actors[actor];
    default: {
      const [kind = "", ...id] = actor.split(":");
      const called = name ?? (id.length === 0 ? actor : id.join(":"));
      return kind === "token" ? actors.token.replace("{name}", () => called) : called;
    }
  }
}
