import { serve } from "./app.ts";
import { runScheduled } from "./scheduled.ts";

export default {
  fetch: serve,
  scheduled: runScheduled,
} satisfies ExportedHandler<Env>;
