import { serve } from "./app.ts";

export default {
  fetch: serve,
} satisfies ExportedHandler<Env>;
