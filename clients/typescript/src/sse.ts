/** Bytes of an event stream → messages (WHATWG HTML §9.2.6), however the bytes are cut. */

import { createParser } from "eventsource-parser";
import { TilError } from "./errors.js";

export interface Message {
  event: string;
  data: string;
  /** The last event id as it stands at this message. */
  id: string;
}

/** Wait for the next messages of one connection, none where it only is alive; `undefined` at its end. */
export type Next = () => Promise<Message[] | undefined>;

/** Reads the bytes of one connection. `lastEventId` follows ids without data, too. */
export class Decoder {
  #messages: Message[] = [];
  readonly #text = new TextDecoder("utf-8", { ignoreBOM: true });
  readonly #parser = createParser({
    onId: (id) => {
      this.lastEventId = id;
    },
    onEvent: ({ event, data }) => {
      this.#messages.push({ event: event || "message", data, id: this.lastEventId });
    },
    onRetry: (delay) => {
      this.retry = delay;
    },
  });
  /** Milliseconds the server asks to wait before a reconnect, once it has said so. */
  retry: number | null = null;

  constructor(public lastEventId = "") {}

  /** Return the messages that `bytes` complete. */
  feed(bytes: Uint8Array): Message[] {
    this.#parser.feed(this.#text.decode(bytes, { stream: true }));
    return this.#messages.splice(0);
  }
}

/** Read the stream that a response is, from behind `lastEventId`. Throws TilError where it is none. */
export function messages(response: Response, lastEventId: string): Next {
  const type = response.headers.get("Content-Type") ?? "";
  if (!type.startsWith("text/event-stream") || !response.body) {
    throw new TilError("The answer is no stream.", { code: "bad_answer" });
  }
  const reader = response.body.getReader();
  const decoder = new Decoder(lastEventId);
  return async () => {
    const { done, value } = await reader.read();
    return done ? undefined : [...decoder.feed(value), { event: "", data: "", id: decoder.lastEventId }];
  };
}
