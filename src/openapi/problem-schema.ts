import "@hono/zod-openapi"; // gives the schemas below what it takes to register them by name
import * as z from "zod";

/** One thing that is wrong with the input, and where. */
export const FieldErrorSchema = z
  .object({
    pointer: z.string().optional().meta({ description: "JSON pointer into the body." }),
    line: z.int().optional().meta({ description: "Line of a text body, from 1." }),
    parameter: z.string().optional().meta({ description: "Name of a query or path parameter." }),
    code: z.string().meta({ description: "Stable." }),
    detail: z.string(),
    fix: z.string().meta({ description: "What to write instead." }),
  })
  .meta({ id: "FieldError" });

/** RFC 9457, with this API's members; a code may add its own. */
export const ProblemSchema = z
  .object({
    type: z.string().meta({ description: "A name and not an address: `urn:gatehouse:problem:` and the code." }),
    title: z.string(),
    status: z.int(),
    detail: z.string().meta({ description: "For people: what happened, and what to do." }),
    code: z.string().meta({ description: "Stable; what programs decide by." }),
    request_id: z.string().meta({ description: "Names this request in the operator's log." }),
    errors: z.array(FieldErrorSchema).optional().meta({ description: "All that is wrong with the input." }),
    errors_truncated: z.boolean().optional().meta({ description: "There are more errors than the first 1,000." }),
  })
  .meta({ id: "Problem" });
