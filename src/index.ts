export default {
  fetch(): Response {
    return new Response("Not built yet.", { status: 503 });
  },
} satisfies ExportedHandler<Env>;
