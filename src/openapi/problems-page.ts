import { PROBLEMS, type ProblemCode, problemType } from "../admin/http/problem.ts";
import type { Refusal } from "../gate/refusal/kinds.ts";
import { describeProblem } from "../gate/refusal/problem.ts";
import { problemExample } from "./problem-components.ts";
import { PROBLEM_HELP, REFUSAL_HELP } from "./problem-help.ts";

type Kind = Refusal["kind"];

/** A refusal of each kind, for what it is called and its status. */
const REFUSALS: { readonly [K in Kind]: Extract<Refusal, { readonly kind: K }> } = {
  address_not_allowed: { kind: "address_not_allowed", address: "203.0.113.7", contact: null },
  answer_withheld: { kind: "answer_withheld" },
  misconfigured: { kind: "misconfigured", problems: [] },
  origin_unreachable: { kind: "origin_unreachable" },
  rate_limited: { kind: "rate_limited", retryAfterSeconds: 10 },
  session_in_url: { kind: "session_in_url" },
  token_ended: { kind: "token_ended" },
  unavailable: { kind: "unavailable" },
  unknown_host: { kind: "unknown_host" },
};

const INTRODUCTION = `# Problems

Every answer of Gatehouse's own that is an error is \`application/problem+json\` ([RFC 9457](https://www.rfc-editor.org/rfc/rfc9457))
where a program asks, and has a \`code\` from this list. A code never changes its meaning; \`title\` and \`detail\` are for people
and may change. \`type\` is the code as a name, \`urn:gatehouse:problem:<code>\`. \`request_id\` names the request in the operator's
log.

\`\`\`json
${JSON.stringify(problemExample("lockout_risk"), null, 2)}
\`\`\`

An \`invalid_request\` lists all that is wrong in \`errors\`, each with its place (\`pointer\` into a JSON body, \`line\` of a text,
or \`parameter\`), a \`code\` of its own, a \`detail\` and a \`fix\`.
`;

/** docs/problems.md: one heading, and so one anchor, for each code of the API and of the refusals to visitors. */
export function problemsPage(): string {
  const codes = [...new Set([...Object.keys(PROBLEMS), ...Object.keys(REFUSALS)])];
  const sections = codes.toSorted((a, b) => statusOf(a) - statusOf(b) || (a < b ? -1 : 1)).map(section);
  return `${[INTRODUCTION, ...sections].join("\n")}`;
}

const isApiCode = (code: string): code is ProblemCode => Object.hasOwn(PROBLEMS, code);
const isRefusal = (code: string): code is Kind => Object.hasOwn(REFUSALS, code);

const statusOf = (code: string): number =>
  isApiCode(code) ? PROBLEMS[code].status : isRefusal(code) ? describeProblem(REFUSALS[code], "").status : 0;

function section(code: string): string {
  const api = isApiCode(code) ? paragraph("The API", `${PROBLEMS[code].title}.`, PROBLEM_HELP[code]) : "";
  const visit = isRefusal(code) ? paragraph("Instead of the product's answer", "", REFUSAL_HELP[code]) : "";
  return `## ${code}\n\n${statusOf(code)} · \`${typeOf(code)}\`\n${api}${visit}`;
}

const typeOf = (code: string): string => (isApiCode(code) ? problemType(code) : `urn:gatehouse:problem:${code}`);

const paragraph = (who: string, title: string, help: { readonly when: string; readonly remedy: string }): string =>
  `\n**${who}**: ${title === "" ? "" : `${title} `}${help.when}\n*What helps:* ${help.remedy}\n`;
