/**
 * What the first verification of a seal costs in workerd, beside the least that it can cost: one `crypto.subtle.sign` of
 * as many bytes. CPU of the process, as the kernel counts it; inputs are made, and keys imported, outside of what is
 * counted. The kinds of work take turns. Linux alone.
 */
import { send } from "./load.ts";
import { formatNs, markdownTable, quantile } from "./measure.ts";
import { bundleGatehouse, startWorkerd } from "./workerd.ts";

const BATCH = Number(process.env.BENCH_BATCH ?? 2_000);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 41);
/** V8 compiles during these. */
const WARM_UP_ROUNDS = 5;

const WORKS: Readonly<Record<string, string>> = {
  sign: "crypto.subtle.sign of an HMAC, alone",
  seal: "the seal alone (target: 10 µs)",
  parse: "parsing alone, 14 cookies and a seal",
  first: "first verification of a seal: parsing and seal, 14 cookies",
  changing: "a known seal beside cookies that changed",
  warm: "a known header, 14 cookies and a seal",
};

const running = await startWorkerd(bundleGatehouse({ entryPoints: ["test/bench/verification-worker.ts"] }));
try {
  const ask = (path: string) => send({ url: running.url, path, headers: {}, status: 200 }, 1, 1);
  const calls = (await (await fetch(new URL("/set-up", running.url))).json()) as Readonly<Record<string, number>>;

  async function runBatch(work: string): Promise<number> {
    await ask(`/prepare?work=${work}&times=${BATCH}`);
    const before = running.cpuNs();
    await ask(`/run?work=${work}`);
    return (running.cpuNs() - before) / BATCH;
  }

  const samples = new Map(Object.keys(WORKS).map((work) => [work, [] as number[]]));
  for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
    for (const [work, costs] of samples) {
      const cost = await runBatch(work);
      if (round >= 0) costs.push(cost);
    }
  }

  const { signedBytes, ...counts } = calls;
  const list = Object.entries(counts).map(([name, count]) => `${count} × ${name}`);
  console.log(
    `In workerd. A first verification calls crypto.subtle: ${list.join(", ")}; it signs ${signedBytes} bytes.\n`,
  );
  const rows = Object.entries(WORKS).map(([work, name]) => {
    const costs = samples.get(work) ?? [];
    const between = [0.25, 0.75].map((share) => formatNs(quantile(costs, share)));
    return [name, formatNs(quantile(costs, 0.5)), between.join("–")];
  });
  console.log(markdownTable(["reading credentials in workerd", "CPU", "middle half of the batches"], rows));
} finally {
  await running.stop();
}
