/** A proxy that buffers a stream until its end, as some do, and passes sockets until it cuts them. */

import { once } from "node:events";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";

export interface Buffering {
  url: string;
  /** The requested paths, in order. */
  asked: string[];
  close: () => void;
}

/** `limit` returns the number of bytes that each socket passes before it is cut. */
export async function startBuffering(upstream: string, limit: () => number = () => Infinity): Promise<Buffering> {
  const asked: string[] = [];
  const server = createServer((incoming, response) => {
    asked.push(incoming.url ?? "");
    hold(upstream, incoming, response);
  });
  server.on("upgrade", (incoming, socket: Socket, head) => {
    asked.push(incoming.url ?? "");
    tunnel(new URL(upstream), incoming, socket, head, limit());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, asked, close: () => void (server.close(), server.closeAllConnections()) };
}

/** Respond once the whole response has arrived, including its headers. */
function hold(upstream: string, incoming: IncomingMessage, response: ServerResponse): void {
  const { method, headers, url } = incoming;
  const onward = request(`${upstream}${url}`, { method, headers, agent: false }, async (answer) => {
    const parts: Buffer[] = [];
    answer.on("data", (part: Buffer) => parts.push(part));
    answer.on("end", () => response.writeHead(answer.statusCode ?? 502, answer.headers).end(Buffer.concat(parts)));
    answer.on("error", () => response.destroy());
  });
  onward.on("error", () => response.destroy());
  response.on("close", () => onward.destroy());
  incoming.pipe(onward);
}

export function tunnel({ hostname, port }: URL, incoming: IncomingMessage, socket: Socket, head: Buffer, limit: number): void {
  const { method, url, rawHeaders } = incoming;
  const onward = connect(Number(port), hostname);
  const names = rawHeaders.filter((_, index) => index % 2 === 0);
  const lines = names.map((name, index) => `${name}: ${rawHeaders[index * 2 + 1]}`);
  onward.write(`${method} ${url} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`);
  onward.write(head);
  socket.pipe(onward);
  let left = limit;
  onward.on("data", (part: Buffer) => {
    socket.write(part.subarray(0, left));
    left -= part.length;
    if (left <= 0) for (const end of [socket, onward]) end.destroy();
  });
  onward.on("end", () => socket.end());
  for (const [one, other] of [[socket, onward], [onward, socket]] as const) {
    one.on("error", () => other.destroy());
    one.on("close", () => other.destroy());
  }
}
