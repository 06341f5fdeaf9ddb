import * as z from "zod";
import { type Actor, actorLabel, actorName } from "../../accounts/actor.ts";
import type { RulesChanged } from "../../accounts/change.ts";
import type { Provisional } from "../../storage/d1/provisional.ts";
import { formatTime } from "../../time.ts";
import { Timestamp } from "../http/schemas.ts";
import { GuardQuery } from "./allowlist/guard.ts";

const MIN_SECONDS = 60;
const MAX_SECONDS = 86_400;

/** The query of every change that can be provisional. */
export const ChangeQuery = GuardQuery.extend({
  confirm_within: z
    .string()
    .regex(/^\d{1,6}$/, "It is not a whole number.")
    .transform(Number)
    .pipe(z.int().min(MIN_SECONDS, `It is below ${MIN_SECONDS}.`).max(MAX_SECONDS, `It is above ${MAX_SECONDS}.`))
    .optional()
    .meta({
      type: "integer",
      minimum: MIN_SECONDS,
      maximum: MAX_SECONDS,
      description:
        "Seconds. The change holds at once, and undoes itself after them, everywhere and on the second, unless `POST …/provisional/confirm` comes before. Until then policy and list take no other change (409 `provisional_open`).",
    }),
});

export const ProvisionalView = z
  .object({
    revision: z.int().meta({ description: "The revision that the change made." }),
    at: Timestamp,
    undoes_at: Timestamp.meta({ description: "From this second on the state before the change holds again." }),
    actor: z.string(),
    actor_name: z.string().nullable(),
  })
  .nullable()
  .meta({
    id: "Provisional",
    description: "The change that undoes itself unless it is confirmed (`confirm_within`); null: none is open.",
  });

type View = z.output<typeof ProvisionalView>;

export const viewProvisional = (provisional: Omit<Provisional, "before"> | null): View =>
  provisional === null
    ? null
    : {
        revision: provisional.revision,
        at: formatTime(provisional.at),
        undoes_at: formatTime(provisional.undoesAt),
        actor: provisional.actor,
        actor_name: provisional.actorName,
      };

/** What a change has opened itself. */
export const viewOpened = ({ provisional, revision }: RulesChanged<unknown>, actor: Actor): View =>
  viewProvisional(
    provisional === null ? null : { ...provisional, revision, actor: actorName(actor), actorName: actorLabel(actor) },
  );
