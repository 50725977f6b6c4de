/** Events over a WebSocket, for clients behind proxies that buffer streams. */

import type { ClientOptions, Detour } from "./http.js";
import { TilError } from "./index.js";
import type { Message, Next } from "./sse.js";

export interface SocketOptions {
  /** Use the socket from the first event on; otherwise only after a stream was silent for `silence` milliseconds. */
  always?: boolean;
  /** The class to use if the platform has none: that of `ws` on Node 20. */
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
const REFUSED = 4000; // plus the HTTP status
const FAULT = 4500;

/** Return the transport for `new TilClient({ socket })`. */
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

/** Return the key in a request's headers, since browsers' sockets have no headers. */
function keyOf({ apiKey, headers }: ClientOptions): string {
  const sent = new Headers(headers?.()).get("Authorization") ?? "";
  return apiKey ?? sent.replace(/^Bearer /i, "");
}

/** Buffer messages until they are read. */
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
    one.onclose?.({ code: LOST }); // on a dead connection, the real close event would come late
    one.close();
  });
  one.onerror = () => {}; // the close event that follows describes the error
  return async () => {
    if (!messages.length && !end) await new Promise<void>((resolve) => (tell = resolve));
    if (messages.length) return messages.splice(0);
    if (end?.error) throw end.error;
    return undefined;
  };
}

/** Parse a message. A ping has no id, and a name that readers ignore. */
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
