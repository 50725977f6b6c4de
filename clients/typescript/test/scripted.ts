/** A server with scripted answers, one per request, that records the requests. */

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";

export interface Asked {
  method: string;
  url: string;
  headers: IncomingMessage["headers"];
  body: string;
  /** Resolves if the client leaves before the answer ends. */
  left: Promise<void>;
}

export type Answer = (response: ServerResponse, asked: Asked) => void;

export interface Scripted {
  url: string;
  asked: Asked[];
  close: () => Promise<void>;
}

/** Answer each request with the next of `answers`; further ones get a 500, which clients do not retry. */
export async function scripted(...answers: Answer[]): Promise<Scripted> {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    const left = new Promise<void>((resolve) => response.on("close", () => response.writableFinished || resolve()));
    let body = "";
    for await (const part of request) body += part;
    const { method = "", url = "", headers } = request;
    const one = { method, url, headers, body, left };
    asked.push(one);
    (answers.shift() ?? status(500))(response, one);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const close = async () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked, close };
}

export function status(code: number, body: unknown = "", headers: Record<string, string> = {}): Answer {
  return (response) => {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    response.writeHead(code, { "content-type": typeof body === "string" ? "text/html" : "application/json", ...headers });
    response.end(text);
  };
}

/** How a stream ends: regularly, with a cut connection, or never. */
export type End = "end" | "cut" | "silent";

export function stream(text: string, end: End = "end", headers: Record<string, string> = {}): Answer {
  return (response) => {
    response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8", ...headers });
    response.flushHeaders();
    response.write(text || ": \n", () => {
      if (end === "end") response.end();
      if (end === "cut") setImmediate(() => response.destroy());
    });
  };
}

/** The answer to a POST that started generation `id`. */
export function begun(id: number, text: string, end: End = "end"): Answer {
  return stream(text, end, { location: `/api/v1/generations/${id}` });
}

/** Accept the request and cut the connection without an answer. */
export const lost: Answer = (response) => {
  response.destroy();
};

export function sse(event: string, id: string, data: unknown): string {
  return `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}
