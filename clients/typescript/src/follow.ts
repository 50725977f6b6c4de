/** Follow a generation to its end through every broken connection, without losing or repeating a character. */

import { connectionLost, GenerationError, TilError } from "./errors.js";
import { type CompleteEvent, decode, type ErrorEvent, type ResetEvent, type TilEvent, type WireEvent } from "./events.js";
import { Backoff, hex, type Http, Line, sleep, unlessAborted } from "./http.js";
import type { components } from "./openapi.js";
import { Decoder, type Message } from "./sse.js";

type Schemas = components["schemas"];

export interface FollowOptions {
  /** Aborting ends the iteration with the signal's reason (an AbortError) and cancels the generation. */
  signal?: AbortSignal;
  /** Set it to false where aborting means that only this reader leaves. Default true. */
  cancelOnAbort?: boolean;
  /** Told the generation's id as soon as it is known: keep it to `resume` after a reload. */
  onOpen?: (generationId: number) => void;
}

/** What is followed: a request to start (with its Idempotency-Key), or a generation with what was read of it. */
export type Origin =
  | { request: Schemas["GenerateRequest"]; key: string }
  | { id: number; lastEventId: string; content: string | undefined };

export type TilStream = AsyncGenerator<TilEvent, void, undefined>;

const FAREWELL = 2_000; // milliseconds that an abort waits for the server to hear of it

export class Follower {
  readonly #backoff: Backoff;
  #id: number | undefined;
  #lastEventId = "";
  /** The content since its beginning; undefined where it was not read from there. */
  #content: string[] | undefined = [];
  #isSecondTry = false;
  #answer: Promise<unknown> = Promise.resolve();
  #cancelled: Promise<unknown> | undefined;

  constructor(
    readonly http: Http,
    readonly origin: Origin,
    readonly options: FollowOptions,
  ) {
    this.#backoff = new Backoff(http.options);
    if ("request" in origin) return;
    this.#id = origin.id;
    this.#lastEventId = origin.lastEventId;
    if (origin.lastEventId) this.#content = origin.content === undefined ? undefined : [origin.content];
  }

  /** Yield the events up to `complete`. Throws GenerationError, TilError, or the signal's reason. */
  async *events(): TilStream {
    const { signal, cancelOnAbort = true } = this.options;
    const cancel = () => {
      this.#cancelled = cancelOnAbort ? this.#cancel() : undefined;
    };
    signal?.throwIfAborted();
    signal?.addEventListener("abort", cancel);
    try {
      yield* this.#heal();
    } catch (error) {
      if (!signal?.aborted) throw error;
      await Promise.race([this.#cancelled, sleep(FAREWELL)]);
      throw signal.reason;
    } finally {
      signal?.removeEventListener("abort", cancel);
    }
  }

  async *#heal(): TilStream {
    connections: for (;;) {
      try {
        for await (const event of this.#connection()) {
          this.#backoff.reset();
          if (event.event !== "complete") yield event;
          else if (await this.#isWhole(event)) {
            yield event;
            return;
          } else {
            yield this.#startOver(event);
            continue connections;
          }
        }
        throw connectionLost(undefined, "The stream ended before the draft was complete.");
      } catch (error) {
        this.options.signal?.throwIfAborted();
        if (error instanceof GenerationError) throw error; // another run would be paid for
        await this.#backoff.wait(error, this.options.signal);
      }
    }
  }

  /** Yield what one connection brings, until it ends. */
  async *#connection(): TilStream {
    const { signal } = this.options;
    const line = new Line(this.http.silence);
    const answer = this.#open(line.signal);
    this.#answer = answer.catch(() => undefined);
    try {
      const response = await line.hear(unlessAborted(signal, answer));
      yield* this.#read(line, response);
    } finally {
      if (signal?.aborted && this.#id === undefined) {
        this.#answer.finally(() => line.close()); // it names the generation that is to be cancelled
      } else line.close();
    }
  }

  async #open(signal: AbortSignal): Promise<Response> {
    const headers: Record<string, string> = this.#lastEventId ? { "Last-Event-ID": this.#lastEventId } : {};
    if (this.#id !== undefined) return this.http.send("GET", `/generations/${this.#id}/stream`, { headers, signal });
    const { request, key } = this.origin as { request: unknown; key: string };
    headers["Idempotency-Key"] = key;
    const response = await this.http.send("POST", "/generate/stream", { body: request, headers, signal });
    const id = /generations\/(\d+)/.exec(response.headers.get("Location") ?? "")?.[1];
    if (id) this.#learn(Number(id));
    return response;
  }

  #learn(id: number): void {
    this.#id = id;
    this.options.onOpen?.(id);
  }

  async *#read(line: Line, response: Response): TilStream {
    const { signal } = this.options;
    const type = response.headers.get("Content-Type") ?? "";
    if (!type.startsWith("text/event-stream") || !response.body) {
      throw new TilError("The server answered with something else than a stream.", { code: "bad_answer" });
    }
    const reader = response.body.getReader();
    const decoder = new Decoder(this.#lastEventId);
    for (let isEmpty = true; ; isEmpty = false) {
      const { done, value } = await line.hear(unlessAborted(signal, reader.read()));
      if (done) return isEmpty ? yield* this.#past() : undefined;
      for (const message of decoder.feed(value)) {
        signal?.throwIfAborted();
        const event = this.#take(message);
        if (event) yield event;
      }
      this.#lastEventId = decoder.lastEventId;
    }
  }

  #take(message: Message): TilEvent | null {
    const event = parse(message);
    this.#lastEventId = message.id;
    if (event?.event === "error") throw this.#failure(event, event.generation_id);
    if (event?.event === "content_chunk") this.#content?.push(event.chunk);
    if (event?.event === "reset") this.#content = [];
    return event;
  }

  #failure(error: Pick<ErrorEvent, "error" | "code"> & { retryable?: boolean }, id: number): GenerationError {
    const { code, retryable = false } = error;
    return new GenerationError(error.error, { code, retryable }, id, this.#lastEventId);
  }

  /** A stream with nothing in it: was its last event read already? */
  async *#past(): TilStream {
    if (this.#id === undefined || !this.#lastEventId) return;
    const state = await this.http.ask<Schemas["GenerationOut"]>("GET", `/generations/${this.#id}`, this.options);
    if (state.status === "running" || state.position !== this.#lastEventId) return;
    if (state.error) throw this.#failure(state.error, state.id);
    const { content_length, truncated, usage, provider, model } = state;
    const content_sha256 = state.content_sha256 ?? "";
    const result = { content_length, content_sha256, truncated, usage, provider, model };
    yield { event: "complete", id: state.position, success: true, generation_id: state.id, ...result };
  }

  async #isWhole(event: CompleteEvent): Promise<boolean> {
    if (!this.#content) return true;
    const text = this.#content.join("");
    if (Array.from(text).length !== event.content_length) return false;
    const { subtle } = crypto; // missing on pages without TLS: there the length must do
    if (!subtle) return true;
    const digest = await subtle.digest("SHA-256", new TextEncoder().encode(text));
    return hex(new Uint8Array(digest)) === event.content_sha256;
  }

  #startOver(event: CompleteEvent): ResetEvent {
    if (this.#isSecondTry) {
      throw new TilError("The text that arrived is not the text that was written.", { code: "content_mismatch" });
    }
    this.#isSecondTry = true;
    this.#id ?? this.#learn(event.generation_id);
    this.#lastEventId = "";
    this.#content = [];
    return { event: "reset", id: "" };
  }

  async #cancel(): Promise<void> {
    await this.#answer;
    const id = this.#id;
    if (id !== undefined) await this.http.ask("POST", `/generations/${id}/cancel`).catch(() => undefined);
  }
}

function parse({ event, id, data }: Message): WireEvent | null {
  try {
    return decode(event, id, data);
  } catch (cause) {
    throw connectionLost(cause, "The stream was garbled.");
  }
}
