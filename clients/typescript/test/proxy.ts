/** A faulty proxy: it cuts connections, answers 502 and 503, stalls, loses responses, and splits data anywhere. */

import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { below, type Random } from "./random.js";

/** The faults; can be changed while the proxy runs. */
export interface Mood {
  /** Maximum bytes of a response before its connection is cut or stalls; chosen at random. */
  bytes: number;
  /** Shares of requests, from 0 to 1; the rest passes unchanged. */
  cut: number;
  silent: number;
  refused: number;
  lost: number;
}

export interface Proxy {
  url: string;
  /** The number of faults by kind. */
  done: Record<Fate, number>;
  close: () => void;
}

type Fate = "cut" | "silent" | "refused" | "lost" | "passed";

export async function startProxy(upstream: string, random: Random, mood: Mood): Promise<Proxy> {
  const done: Proxy["done"] = { cut: 0, silent: 0, refused: 0, lost: 0, passed: 0 };
  const server = createServer((asked, response) => {
    const fate = draw(random, mood, asked);
    done[fate] += 1;
    if (fate === "refused") refuse(response, random);
    else pass(upstream, asked, response, (answer) => deliver[fate](answer, response, random, mood));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, done, close: () => void (server.close(), server.closeAllConnections()) };
}

function draw(random: Random, mood: Mood, { url = "" }: IncomingMessage): Fate {
  if (!url.endsWith("/stream")) return "passed";
  let left = random();
  for (const fate of ["cut", "silent", "refused", "lost"] as const) {
    left -= mood[fate];
    if (left < 0) return fate;
  }
  return "passed";
}

function refuse(response: ServerResponse, random: Random): void {
  const headers = random() < 0.5 ? { "retry-after": "0" } : {};
  response.writeHead(random() < 0.5 ? 502 : 503, headers).end("<h1>Bad gateway</h1>");
}

function pass(upstream: string, asked: IncomingMessage, response: ServerResponse, take: (answer: IncomingMessage) => void): void {
  const { method, headers } = asked;
  const onward = request(`${upstream}${asked.url}`, { method, headers, agent: false }, take);
  onward.on("error", () => response.destroy());
  response.on("close", () => onward.destroy());
  asked.pipe(onward);
}

type Deliver = (answer: IncomingMessage, response: ServerResponse, random: Random, mood: Mood) => void;

const deliver: Record<Exclude<Fate, "refused">, Deliver> = {
  passed: (answer, response, random) => send(answer, response, random, Infinity, () => undefined),
  lost: (_, response) => response.destroy(),
  cut: (answer, response, random, { bytes }) => send(answer, response, random, below(random, bytes), () => response.destroy()),
  silent: (answer, response, random, { bytes }) => send(answer, response, random, below(random, bytes), () => undefined),
};

/** Forward data in pieces of any size, up to `limit` bytes; then call `then`. */
function send(answer: IncomingMessage, response: ServerResponse, random: Random, limit: number, then: () => void): void {
  const { statusCode = 502, headers } = answer;
  response.writeHead(statusCode, headers).flushHeaders();
  let left = limit;
  answer.on("data", (part: Buffer) => {
    const shown = part.subarray(0, Math.min(part.length, left));
    left -= shown.length;
    for (let at = 0; at < shown.length; ) {
      const size = 1 + below(random, 200);
      response.write(shown.subarray(at, at + size));
      at += size;
    }
    if (left === 0) {
      answer.removeAllListeners("data").resume();
      setTimeout(then, 1);
    }
  });
  answer.on("end", () => left > 0 && response.end());
  answer.on("error", () => response.destroy());
}
