import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Gatehouse, HOST, startGatehouse, TRUSTED, UNTRUSTED } from "./gatehouse.ts";
import { DASHBOARD_TARGETS, PATH_CORPUS, PLAIN_TARGETS } from "./path-corpus.ts";
import { mapBounded, type RawAnswer, requestRaw } from "./raw-request.ts";

/** An origin that was started, and how many targets of the corpus show at least that the corpus can deceive it. */
export interface ReplayOrigin {
  readonly port: number;
  /** Targets that begin like the API's or a public path and yet reach a dashboard page when no gate stands before it. */
  readonly deceivedBy: number;
  readonly close: () => Promise<void>;
}

interface Replayed {
  readonly target: string;
  readonly answer: RawAnswer;
}

const CONCURRENT = 24;
const TIMEOUT_MS = 120_000;

const replay = (port: number, targets: readonly string[], from: string | null): Promise<readonly Replayed[]> =>
  mapBounded(targets, CONCURRENT, async (target) => {
    const headers = from === null ? { Host: HOST } : { Host: HOST, "CF-Connecting-IP": from };
    return { target, answer: await requestRaw(port, target, headers) };
  });

export const pageOf = ({ answer }: Replayed): string => answer.headers.get("x-page") ?? `none, ${answer.status}`;
const isDashboard = (replayed: Replayed): boolean => pageOf(replayed) === "dashboard";

/** The weak gate: whether a target begins, byte for byte, as the profile says that the API or a public path does. */
const beginsOpen = (target: string): boolean => /^\/(?:api\/|rpc(?:\/|$)|webhooks\/|files)/.test(target);

/** Replays the corpus against each origin, through Gatehouse and past it. */
export function describeReplay(
  startOrigins: () => Promise<ReadonlyMap<string, ReplayOrigin>>,
  names: readonly string[],
) {
  let origins: ReadonlyMap<string, ReplayOrigin> = new Map();
  let gatehouse: Gatehouse | null = null;

  beforeAll(async () => {
    origins = await startOrigins();
    gatehouse = await startGatehouse(new Map([...origins].map(([name, { port }]) => [name, port])));
  }, TIMEOUT_MS);

  afterAll(async () => {
    await gatehouse?.close();
    for (const { close } of origins.values()) await close();
  });

  const originOf = (name: string): ReplayOrigin => {
    const origin = origins.get(name);
    if (origin === undefined) throw new Error(`no origin ${name}`);
    return origin;
  };
  const visit = (name: string, targets: readonly string[], from: string) => {
    if (gatehouse === null) throw new Error("Gatehouse was not started");
    return replay(gatehouse.portFor(name), targets, from);
  };

  describe.each(names)("in front of %s", (name) => {
    test("a trusted visitor reaches the dashboard, an untrusted one does not", async () => {
      const trusted = await visit(name, DASHBOARD_TARGETS, TRUSTED);
      expect(trusted.filter((replayed) => !isDashboard(replayed))).toEqual([]);
      const untrusted = await visit(name, DASHBOARD_TARGETS, UNTRUSTED);
      expect(untrusted.map(pageOf)).toEqual(DASHBOARD_TARGETS.map(() => "none, 403"));
    });

    test("an untrusted visitor reaches the API and the public paths", async () => {
      const replayed = await visit(
        name,
        PLAIN_TARGETS.map(([target]) => target),
        UNTRUSTED,
      );
      expect(replayed.map(pageOf)).toEqual(PLAIN_TARGETS.map(([, page]) => page));
    });

    test(
      "no target of the corpus leads an untrusted visitor to a dashboard page",
      async () => {
        const replayed = await visit(name, PATH_CORPUS, UNTRUSTED);
        expect(replayed.filter(isDashboard).map(({ target }) => target)).toEqual([]);
        // Silence is no refusal, and a redirect could be the page.
        const kinds = new Set(replayed.map(({ answer }) => answer.status));
        expect([...kinds].filter((status) => ![200, 400, 403, 404].includes(status))).toEqual([]);
      },
      TIMEOUT_MS,
    );

    test(
      "past Gatehouse the same corpus does reach dashboard pages, by targets that begin like the API's",
      async () => {
        const { port, deceivedBy } = originOf(name);
        const replayed = await replay(port, PATH_CORPUS.filter(beginsOpen), null);
        expect(replayed.filter(isDashboard).length).toBeGreaterThanOrEqual(deceivedBy);
      },
      TIMEOUT_MS,
    );
  });

  return { visit };
}
