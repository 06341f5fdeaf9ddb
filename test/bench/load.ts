import { Agent, get } from "node:http";

/** One kind of visit, again and again. */
export interface Load {
  readonly url: URL;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The status that every answer must have. */
  readonly status: number;
}

/** Sends so many requests over so many connections that are kept open; an answer with another status is an error. */
export async function send(load: Load, requests: number, connections: number): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  let left = requests;
  const client = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await request(load, agent);
    }
  };
  try {
    await Promise.all(Array.from({ length: connections }, client));
  } finally {
    agent.destroy();
  }
}

const request = ({ url, path, headers, status }: Load, agent: Agent): Promise<void> =>
  new Promise((resolve, reject) => {
    const call = get({ host: url.hostname, port: url.port, path, agent, headers }, (answer) => {
      answer.resume();
      answer.on("end", () =>
        answer.statusCode === status ? resolve() : reject(new Error(`status ${answer.statusCode}, not ${status}`)),
      );
    });
    call.on("error", reject);
  });
