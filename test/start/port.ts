import { createServer } from "node:net";

/** Whether nobody listens on this port of the loopback addresses; `localhost` may mean either. */
export async function isPortFree(port: number): Promise<boolean> {
  return (await canListen("127.0.0.1", port)) && (await canListen("::1", port));
}

function canListen(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    // A machine without IPv6 has no ::1, and so nobody who listens there.
    server.once("error", (error: NodeJS.ErrnoException) =>
      resolve(error.code === "EADDRNOTAVAIL" || error.code === "EAFNOSUPPORT"),
    );
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
