/** What an isolate has in use: its JavaScript heap and the array buffers beside it, in bytes. */
export interface HeapWatch {
  /** The most that was in use at any look; stops looking. */
  peak(): Promise<number>;
}

const PAUSE_MS = 250;

/**
 * Looks at an isolate's heap through its inspector, each time after a full garbage collection: what is in use then is
 * in use, and no garbage. The isolate answers when it waits for something, which is when it holds most: whole request
 * bodies and statements are alive while D1 works.
 */
export async function watchHeap(inspector: URL, worker: string): Promise<HeapWatch> {
  const socket = new WebSocket(new URL(`/core:user:${worker}`, inspector));
  await new Promise((resolve, reject) => {
    socket.addEventListener("open", resolve, { once: true });
    socket.addEventListener("error", reject, { once: true });
  });
  const waiting = new Map<number, (result: Readonly<Record<string, number>>) => void>();
  socket.addEventListener("message", ({ data }) => {
    const message = JSON.parse(String(data)) as { id?: number; result?: Readonly<Record<string, number>> };
    if (message.id !== undefined) waiting.get(message.id)?.(message.result ?? {});
  });
  let sent = 0;
  const send = (method: string) =>
    new Promise<Readonly<Record<string, number>>>((resolve) => {
      sent += 1;
      waiting.set(sent, resolve);
      socket.send(JSON.stringify({ id: sent, method }));
    });

  let peak = 0;
  let isWatching = true;
  const watching = (async () => {
    while (isWatching) {
      await send("HeapProfiler.collectGarbage");
      const { usedSize = 0, backingStorageSize = 0 } = await send("Runtime.getHeapUsage");
      peak = Math.max(peak, usedSize + backingStorageSize);
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  })();
  return {
    async peak() {
      isWatching = false;
      await watching;
      socket.close();
      return peak;
    },
  };
}
