/** Follow a generation to its end across broken connections, without losing or repeating a character. */

import { connectionLost, GenerationError, TilError } from "./errors.js";
import {
  type CompleteEvent,
  decode,
  type ErrorEvent,
  type ResetEvent,
  type TilEvent,
  type UnknownEvent,
  type WireEvent,
} from "./events.js";
import { kept } from "./draft.js";
import { Backoff, hex, type Http, Line, type Sending, sleep } from "./http.js";
import type { components } from "./openapi.js";
import { messages, type Next } from "./sse.js";

type Schemas = components["schemas"];

export interface FollowOptions {
  /** Aborting ends the iteration with the signal's reason (an AbortError) and cancels the generation. */
  signal?: AbortSignal;
  /** Set it to false if aborting should not cancel the generation. Default true. */
  cancelOnAbort?: boolean;
  /** Receives the generation's id as soon as it is known; store it to `resume` after a reload. */
  onOpen?: (generationId: number) => void;
}

/** The stream to follow: a request to `start`, or a generation with the content read so far. */
export interface Following extends FollowOptions {
  start?: Sending;
  id?: number;
  lastEventId?: string;
  content?: string;
}

export type TilStream = AsyncGenerator<TilEvent, void, undefined>;

const FAREWELL = 2_000; // milliseconds to wait for a cancel request after an abort

export class Follower {
  readonly #backoff: Backoff;
  #id: number | undefined;
  #lastEventId: string;
  /** The content from its beginning; undefined if it was not read from there. */
  #content: string | undefined;
  #isSecondTry = false;
  #answer: Promise<unknown> = Promise.resolve();

  constructor(
    readonly http: Http,
    readonly options: Following,
  ) {
    const { id, lastEventId = "", content } = options;
    this.#backoff = new Backoff(http.options);
    this.#id = id;
    this.#lastEventId = lastEventId;
    this.#content = lastEventId ? content : "";
  }

  /** Yield the events up to `complete`. Throws GenerationError, TilError, or the signal's reason. */
  async *events(): TilStream {
    const { signal, cancelOnAbort = true } = this.options;
    let cancelled: Promise<void> | undefined;
    const cancel = () => {
      if (cancelOnAbort) cancelled = this.#cancel();
    };
    signal?.throwIfAborted();
    signal?.addEventListener("abort", cancel);
    try {
      yield* this.#heal();
    } catch (error) {
      if (!signal?.aborted) throw error;
      await Promise.race([cancelled, sleep(FAREWELL)]);
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
          const isLast = event.event === "complete";
          if (isLast && !(await this.#isWhole(event))) {
            yield this.#startOver(event);
            continue connections;
          }
          yield event;
          if (isLast) return;
        }
        throw connectionLost(); // a stream that ends without its last event
      } catch (error) {
        this.options.signal?.throwIfAborted();
        if (error instanceof GenerationError) throw error; // another run would cost again
        await this.#backoff.wait(error, this.options.signal);
      }
    }
  }

  /** Yield the events of one connection, until it ends. */
  async *#connection(): TilStream {
    const { signal } = this.options;
    const line = new Line(this.http.silence, signal);
    const opening = this.#open(line.signal);
    this.#answer = opening.catch(() => undefined);
    let isEmpty = true;
    try {
      const next = await line.hear(opening);
      for (;;) {
        const messages = await line.hear(next());
        if (!messages) return isEmpty ? yield* this.#past() : undefined;
        isEmpty = false;
        for (const message of messages) {
          signal?.throwIfAborted();
          const event = decode(message);
          if (this.#take(event)) yield event;
        }
      }
    } catch (error) {
      if (!signal?.aborted) this.http.failed(line.isSilent, isEmpty);
      throw error instanceof TilError ? error : connectionLost(error); // a malformed message
    } finally {
      if (signal?.aborted && this.#id === undefined) {
        this.#answer.finally(() => line.close()); // the response names the generation to cancel
      } else line.close();
    }
  }

  async #open(signal: AbortSignal): Promise<Next> {
    const { http } = this;
    const headers: Record<string, string> = this.#lastEventId ? { "Last-Event-ID": this.#lastEventId } : {};
    if (http.detour) {
      if (this.#id === undefined) await this.#start("/generate", headers, signal);
      return http.detour.open(this.#id, this.#lastEventId, http.options, signal);
    }
    const place = `/generations/${this.#id}/stream`;
    const response = await (this.#id === undefined
      ? this.#start("/generate/stream", headers, signal)
      : http.send("GET", place, { headers, signal }));
    return messages(response, this.#lastEventId);
  }

  async #start(path: string, headers: Record<string, string>, signal: AbortSignal): Promise<Response> {
    const { start } = this.options;
    const response = await this.http.send("POST", path, { ...start, headers: { ...start?.headers, ...headers }, signal });
    const id = /generations\/(\d+)/.exec(response.headers.get("Location") ?? "")?.[1];
    if (id) this.#learn(Number(id));
    return response;
  }

  #learn(id: number): void {
    this.#id = id;
    this.options.onOpen?.(id);
  }

  /** Record an event, and return whether to yield it. Throws the server's error. */
  #take(event: WireEvent | UnknownEvent): event is TilEvent {
    this.#lastEventId = event.id;
    if (event.event === "error") throw this.#failure(event, event.generation_id);
    if (event.event === "content_chunk" && this.#content !== undefined) this.#content += event.chunk;
    if (event.event === "reset") this.#content = kept(this.#content, event.length);
    return event.event !== "";
  }

  #failure(
    error: Pick<ErrorEvent, "error" | "code"> & { retryable?: boolean; retry_after?: number | null },
    id: number,
  ): GenerationError {
    const { code, retryable = false, retry_after } = error;
    return new GenerationError(error.error, { code, retryable, retryAfter: retry_after ?? undefined }, id, this.#lastEventId);
  }

  /** Return whether an empty stream is complete, as its last event was already read. */
  async *#past(): TilStream {
    if (this.#id === undefined || !this.#lastEventId) return;
    const state = await this.http.ask<Schemas["GenerationOut"]>("GET", `/generations/${this.#id}`, this.options);
    if (state.status === "running" || state.position !== this.#lastEventId) return;
    if (state.error) throw this.#failure(state.error, state.id);
    const { content_length, truncated, usage, provider, model } = state;
    const result = { content_length, content_sha256: state.content_sha256!, truncated, usage, provider, model };
    yield { event: "complete", id: state.position, success: true, generation_id: state.id, ...result };
  }

  async #isWhole(event: CompleteEvent): Promise<boolean> {
    const text = this.#content;
    if (text === undefined) return true;
    if ([...text].length !== event.content_length) return false;
    const { subtle } = crypto; // missing on pages without TLS, where the length must suffice
    if (!subtle) return true;
    const digest = await subtle.digest("SHA-256", new TextEncoder().encode(text));
    return hex(new Uint8Array(digest)) === event.content_sha256;
  }

  #startOver(event: CompleteEvent): ResetEvent {
    if (this.#isSecondTry) {
      throw new TilError("The text was altered.", { code: "content_mismatch" });
    }
    this.#isSecondTry = true;
    this.#id ?? this.#learn(event.generation_id);
    this.#lastEventId = "";
    this.#content = "";
    return { event: "reset", id: "" };
  }

  async #cancel(): Promise<void> {
    await this.#answer;
    const id = this.#id;
    if (id !== undefined) await this.http.ask("POST", `/generations/${id}/cancel`).catch(() => undefined);
  }
}
