import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly state: string;
}

/** The process and all that it started, directly or not. */
export function familyOf(pid: number): readonly number[] {
  const table = readProcesses();
  const family = [pid];
  // The array grows while it is walked: children are looked up in their turn.
  for (const member of family)
    family.push(...table.filter(({ parent }) => parent === member).map((child) => child.pid));
  return family;
}

/** Those of the processes that still run; one that ended and that nobody has asked about yet (Z) does not. */
export function runningOf(pids: readonly number[]): readonly number[] {
  return readProcesses()
    .filter(({ pid, state }) => pids.includes(pid) && !state.startsWith("Z"))
    .map(({ pid }) => pid);
}

function readProcesses(): readonly Process[] {
  return existsSync("/proc/self/stat") ? readProc() : readPs();
}

/** Linux without `ps`, as small images are. */
function readProc(): readonly Process[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        // proc(5): pid (comm) state ppid …, where comm may hold anything.
        const [state = "", parent] = readFileSync(`/proc/${name}/stat`, "utf8")
          .replace(/^.*\) /s, "")
          .split(" ");
        return [{ pid: Number(name), parent: Number(parent), state }];
      } catch {
        return []; // It ended meanwhile.
      }
    });
}

function readPs(): readonly Process[] {
  const lines = execFileSync("ps", ["-A", "-o", "pid=,ppid=,state="], { encoding: "utf8" }).trim().split("\n");
  return lines.map((line) => {
    const [pid, parent, state = ""] = line.trim().split(/\s+/);
    return { pid: Number(pid), parent: Number(parent), state };
  });
}
