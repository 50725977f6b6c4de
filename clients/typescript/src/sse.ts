/** Bytes of an event stream → messages (WHATWG HTML §9.2.6), however the bytes are cut. */

import { createParser } from "eventsource-parser";

export interface Message {
  event: string;
  data: string;
  /** The last event id as it stands at this message. */
  id: string;
}

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
