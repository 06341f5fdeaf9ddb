import * as z from "zod";
import { version } from "../../../package.json";
import { withinLimit } from "../../storage/time-limit.ts";
import type { AdminDeps } from "../deps.ts";
import { defineEndpoint, type Endpoint } from "../http/endpoint.ts";
import { reply } from "../http/reply.ts";

/** A store that takes longer than this counts as failing: a visit does not wait longer for it. */
const STORE_LIMIT_MS = 2000;

const State = z.enum(["ok", "failing"]);

const Health = z.object({ status: State, d1: State, kv: State, version: z.string() }).meta({ id: "Health" });

const getHealth = defineEndpoint({
  method: "get",
  path: "/health",
  access: "public",
  operationId: "getHealth",
  tag: "health",
  summary: "Do the stores answer",
  description: "A good answer may be five seconds old.",
  responses: {
    200: { description: "All is well.", schema: Health },
    503: { description: "A store does not answer; which one is in the body.", schema: Health },
  },
  problems: [],
  async handle(_call, deps) {
    const [d1, kv] = await Promise.all([probe(deps, deps.health.d1()), probe(deps, deps.health.kv())]);
    const isWell = d1 === "ok" && kv === "ok";
    const body = { status: isWell ? "ok" : "failing", d1, kv, version } as const;
    return isWell ? reply(200, body) : reply(503, body);
  },
});

async function probe(deps: AdminDeps, answer: Promise<void>): Promise<"ok" | "failing"> {
  const answered = answer.then(
    () => "ok" as const,
    () => "failing" as const,
  );
  const state = await withinLimit(answered, { limitMs: STORE_LIMIT_MS, sleep: deps.sleep });
  return state === "late" ? "failing" : state;
}

export const healthEndpoints: readonly Endpoint[] = [getHealth];
