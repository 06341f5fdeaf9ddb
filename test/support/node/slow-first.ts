import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Projects in the order in which they begin: those that mostly wait for other processes first. */
const ORDER = ["e2e", "servers", "worker", "core"];

/**
 * Vitest goes through the projects by their names and would begin the slowest ones when there is nothing left to do
 * beside them. Within a project its own order holds: the files that took longest, or without a record the largest.
 */
export class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => ORDER.indexOf(a.project.name) - ORDER.indexOf(b.project.name));
  }
}
