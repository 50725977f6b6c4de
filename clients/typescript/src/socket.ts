/** The same events over a WebSocket, for clients behind proxies that hold streams back. */

import type { ClientOptions, Detour } from "./http.js";
import { TilError } from "./index.js";
import type { Message, Next } from "./sse.js";

export interface SocketOptions {
  /** Take the socket from the first event on. Else it is taken once a stream was silent for `silence` milliseconds. */
  always?: boolean;
  /** The class to use where the platform has none: that of `ws` on Node 20. */
  WebSocket?: SocketClass;
}

export type SocketClass = new (url: string) => {
  onopen: ((event: any) => void) | null;
  onmessage: ((event: any) => void) | null;
  onclose: ((event: any) => void) | null;
  onerror: ((event: any) => void) | null;
  send(text: string): void;
  close(): void;
};

const DONE = 1000;
const LOST = 1006;
const REFUSED = 4000; // and the HTTP status behind it
const FAULT = 4500;

/** Make what `new TilClient({ socket })` goes by where streams are held back. */
export function socket({ always = false, WebSocket = globalThis.WebSocket }: SocketOptions = {}): Detour {
  return {
    always,
    open: (id, lastEventId, options, signal) => {
      if (!WebSocket) {
        throw new TilError("There is no WebSocket here: pass one, socket({ WebSocket }).", { code: "no_websocket" });
      }
      const one = new WebSocket(address(id, options));
      one.onopen = () => one.send(JSON.stringify({ key: keyOf(options), last_event_id: lastEventId }));
      return listen(one, lastEventId, signal);
    },
  };
}

function address(id: number | undefined, { baseUrl = "" }: ClientOptions): string {
  const place = new URL(`${baseUrl.replace(/\/+$/, "")}/ws/generations/${id}`, globalThis.location?.href);
  place.protocol = place.protocol.replace("http", "ws");
  return place.href;
}

/** The key that a request would be sent with: sockets of browsers have no headers. */
function keyOf({ apiKey, headers }: ClientOptions): string {
  const sent = new Headers(headers?.()).get("Authorization") ?? "";
  return apiKey ?? sent.replace(/^Bearer /i, "");
}

/** Keep what arrives until it is asked for. */
function listen(one: InstanceType<SocketClass>, lastEventId: string, signal: AbortSignal): Next {
  const messages: Message[] = [];
  let end: { error: TilError | null } | undefined;
  let tell = () => {};
  one.onmessage = ({ data }) => {
    const message = read(data, lastEventId);
    lastEventId = message.id;
    messages.push(message);
    tell();
  };
  one.onclose = ({ code, reason }) => {
    end ??= { error: code === DONE ? null : refusal(code, reason) };
    tell();
  };
  signal.addEventListener("abort", () => {
    one.onclose?.({ code: LOST }); // on a dead line its own close would come late
    one.close();
  });
  one.onerror = () => {}; // what is wrong is said by the close behind it
  return async () => {
    if (!messages.length && !end) await new Promise<void>((resolve) => (tell = resolve));
    if (messages.length) return messages.splice(0);
    if (end?.error) throw end.error;
    return undefined;
  };
}

/** Read a message. A ping has no id, and a name that no reader knows. */
function read(text: string, lastEventId: string): Message {
  const { event, id = lastEventId, data }: { event: string; id?: string; data?: unknown } = JSON.parse(text);
  return { event, id, data: JSON.stringify(data) };
}

function refusal(code: number, reason: string): TilError {
  if (code < REFUSED || code >= FAULT) {
    return new TilError("The connection was lost.", { code: "connection_lost", retryable: true });
  }
  const status = code - REFUSED;
  return new TilError(`The server answered ${status}.`, { code: reason || `http_${status}`, status });
}
