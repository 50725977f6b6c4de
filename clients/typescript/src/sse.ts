/** Bytes of an event stream → messages (WHATWG HTML §9.2.6), in pieces of any size. */

import { createParser } from "eventsource-parser";
import { TilError } from "./errors.js";

export interface Message {
  event: string;
  data: string;
  /** The last event id at this message. */
  id: string;
}

/** Wait for the next messages of one connection; none for a sign of life, `undefined` at the end. */
export type Next = () => Promise<Message[] | undefined>;

/** Reads the bytes of one connection. `lastEventId` also follows ids without data. */
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
  /** Milliseconds to wait before a reconnect, if the server has set them. */
  retry: number | null = null;

  constructor(public lastEventId = "") {}

  /** Return the messages that `bytes` complete. */
  feed(bytes: Uint8Array): Message[] {
    this.#parser.feed(this.#text.decode(bytes, { stream: true }));
    return this.#messages.splice(0);
  }
}

/** Read a response as a stream after `lastEventId`. Throws TilError if it is not one. */
export function messages(response: Response, lastEventId: string): Next {
  const type = response.headers.get("Content-Type") ?? "";
  if (!type.startsWith("text/event-stream") || !response.body) {
    throw new TilError("The response is no event stream.", { code: "bad_answer" });
  }
  const reader = response.body.getReader();
  const decoder = new Decoder(lastEventId);
  return async () => {
    const { done, value } = await reader.read();
    return done ? undefined : [...decoder.feed(value), { event: "", data: "", id: decoder.lastEventId }];
  };
}
