import type { Actor } from "../../accounts/actor.ts";
import {
  type ChangeRefusal,
  type ChangeTarget,
  changeAccount,
  type ProvisionalOpen,
  type RulesChanged,
} from "../../accounts/change.ts";
import { err, type Result } from "../../result.ts";
import type { KeptAnswer } from "../../storage/d1/kept-answers.ts";
import type { AllowlistDeps } from "../deps.ts";
import type { Guarded } from "../lockout.ts";
import type { RefusalOf } from "../refusal.ts";
import { type Admission, type Admitted, type LetInRefusal, letIn, rangeAround } from "./let-in.ts";

type DenialRefusal = RefusalOf<"denial_not_found" | "denial_without_address" | "prefix_out_of_bounds">;

/** Puts the address of a denial on the list, as `letIn` does. */
export async function admitVisitor(
  deps: AllowlistDeps,
  actor: Actor,
  target: ChangeTarget & { readonly denial: string },
  admission: Admission,
  guarded: Guarded,
  answerOf?: (admitted: Admitted, revision: number) => Promise<KeptAnswer>,
): Promise<Result<RulesChanged<Admitted>, LetInRefusal | DenialRefusal | ChangeRefusal | ProvisionalOpen>> {
  const denial = await deps.denials.get(target.account, target.denial);
  if (denial === null) return err({ code: "denial_not_found" });
  if (denial.address === null) return err({ code: "denial_without_address" });
  const wanted = rangeAround(denial.address, admission.prefix);
  if (!wanted.ok) return wanted;
  return changeAccount<Admitted, LetInRefusal>(deps, target, (account, atRevision) =>
    letIn(
      deps,
      actor,
      { account, atRevision },
      {
        ...wanted.value,
        ...admission,
        defaultLabel: null,
        guarded,
        action: "denial.allowed",
        detail: { denial: denial.id },
        answerOf: answerOf && ((admitted) => answerOf(admitted, account.revision)),
      },
    ),
  );
}
