/** Send single requests: timeouts and retries. */

import { connectionLost, refusal, TilError } from "./errors.js";
import type { Next } from "./sse.js";

export interface Retry {
  /** Consecutive failures, from 1. */
  failures: number;
  /** Milliseconds until the next attempt. */
  delay: number;
  error: TilError;
}

/** Another transport for events, for proxies that buffer streams: `socket()` of `tilsite-client/socket`. */
export interface Detour {
  /** Use it from the first event on; otherwise only after a silent stream. */
  readonly always: boolean;
  /** Open it after `lastEventId`; aborting `signal` closes it. */
  open(id: number | undefined, lastEventId: string, options: ClientOptions, signal: AbortSignal): Next;
}

export interface ClientOptions {
  /** The site's address; defaults to the page's origin. */
  baseUrl?: string;
  /** A key from `manage.py create_api_key`. Omit it if the browser is signed in. */
  apiKey?: string;
  /** Additional headers, computed for every request: `X-CSRFToken` for a signed-in browser. */
  headers?: () => Record<string, string>;
  credentials?: RequestCredentials;
  fetch?: typeof fetch;
  /** Milliseconds without a byte after which a connection counts as lost: three heartbeats. Default 45,000. */
  silence?: number;
  /** Maximum consecutive failures of a stream, without an event in between. Default 30, about a minute. */
  retries?: number;
  /** Maximum milliseconds of the first wait; it doubles each time. Default 300. */
  backoff?: number;
  /** Maximum milliseconds of any wait, unless the server asks for more. Default 5,000. */
  maxBackoff?: number;
  /** From `socket()` of `tilsite-client/socket`: events over a WebSocket if a proxy buffers streams. */
  socket?: Detour;
  /** Called before every wait, to show that the connection is being restored. */
  onRetry?: (retry: Retry) => void;
}

export interface Sending {
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal | undefined;
}

export interface Asking extends Sending {
  query?: object | undefined;
  /** Which failures to retry; defaults to every retryable one. */
  again?: (error: TilError) => boolean;
  /** Milliseconds to wait for the response; 0 for no limit. */
  silence?: number;
  /** Maximum number of retries; also limited by `ClientOptions.retries`. */
  retries?: number;
}

const RETRIES = 30;
const PATIENCE = 60; // seconds; the client does not wait longer for a server

export class Http {
  readonly #fetch: typeof fetch;
  readonly silence: number;
  /** The transport of events; undefined for streams. */
  detour: Detour | undefined;

  constructor(readonly options: ClientOptions) {
    this.#fetch = options.fetch ?? ((input, init) => fetch(input, init));
    if (options.socket?.always) this.detour = options.socket;
    this.silence = options.silence ?? 45_000;
  }

  /** Switch to the socket after a silent stream, and back after a silent or failed socket. */
  failed(isSilent: boolean, isEmpty: boolean): void {
    const { socket } = this.options;
    if (!socket?.always) this.detour = (this.detour ? !isSilent && !isEmpty : isSilent) ? socket : undefined;
  }

  /** Send one request, once. Throws TilError unless the response is a success. */
  async send(method: string, path: string, { body, headers, signal }: Sending): Promise<Response> {
    const { baseUrl = "", apiKey, credentials } = this.options;
    const isJson = body !== undefined && !(body instanceof FormData);
    const response = await this.#fetch(`${baseUrl.replace(/\/+$/, "")}/api/v1${path}`, {
      method,
      headers: {
        Accept: "application/json, text/event-stream",
        ...(apiKey && { Authorization: `Bearer ${apiKey}` }),
        ...(isJson && { "Content-Type": "application/json" }),
        ...this.options.headers?.(),
        ...headers,
      },
      body: isJson ? JSON.stringify(body) : body,
      credentials,
      signal,
    } as RequestInit).catch((cause) => {
      throw connectionLost(cause);
    });
    if (!response.ok) throw await refusal(response);
    return response;
  }

  /** Send an idempotent request until its complete response arrives. */
  async ask<T>(method: string, path: string, asking: Asking = {}, read = json): Promise<T> {
    const { query, again = () => true, signal, retries = 5 } = asking;
    const backoff = new Backoff(this.options, retries);
    for (;;) {
      try {
        return await this.#once(method, path + search(query), asking, read);
      } catch (error) {
        signal?.throwIfAborted();
        if (error instanceof TilError && !again(error)) throw error;
        await backoff.wait(error, signal);
      }
    }
  }

  async #once(method: string, path: string, asking: Asking, read: typeof json): Promise<any> {
    const line = new Line(asking.silence ?? this.silence, asking.signal);
    try {
      return await line.hear(this.send(method, path, { ...asking, signal: line.signal }).then(read));
    } finally {
      line.close();
    }
  }
}

function json(response: Response): Promise<any> {
  return response.status === 204 ? Promise.resolve() : response.json();
}

function search(query: object = {}): string {
  const given = Object.entries(query).filter(([, value]) => value != null);
  return given.length ? `?${new URLSearchParams(given)}` : "";
}

/** One connection, closed after too long a silence; waiting on it ends when `leaving` is aborted. */
export class Line {
  readonly #controller = new AbortController();
  readonly signal = this.#controller.signal;
  isSilent = false;

  constructor(
    readonly silence: number,
    readonly leaving: AbortSignal | undefined,
  ) {}

  /** Wait for `work` within the allowed silence. Throws TilError. */
  async hear<T>(work: Promise<T>): Promise<T> {
    const timer =
      this.silence &&
      setTimeout(() => {
        this.isSilent = true;
        this.close();
      }, this.silence);
    try {
      return await unlessAborted(this.leaving, work);
    } catch (error) {
      throw error instanceof TilError ? error : connectionLost(error);
    } finally {
      clearTimeout(timer);
    }
  }

  close(): void {
    this.#controller.abort();
  }
}

/** Waits between attempts: full jitter with doubling limits, plus Retry-After. */
export class Backoff {
  #failures = 0;

  constructor(
    readonly options: ClientOptions,
    readonly retries = Infinity,
  ) {}

  reset(): void {
    this.#failures = 0;
  }

  /** Wait before the next attempt; throw `error` if another one cannot help. */
  async wait(error: unknown, signal: AbortSignal | undefined): Promise<void> {
    const { retries = RETRIES, backoff = 300, maxBackoff = 5_000, onRetry } = this.options;
    const limit = Math.min(retries, this.retries);
    if (!(error instanceof TilError) || !error.retryable || this.#failures >= limit) throw error;
    const asked = error.retryAfter ?? 0;
    if (asked > PATIENCE) throw error;
    const delay = asked * 1000 + Math.random() * Math.min(maxBackoff, backoff * 2 ** this.#failures);
    this.#failures += 1;
    onRetry?.({ failures: this.#failures, delay, error });
    await sleep(delay, signal);
  }
}

export async function sleep(delay: number, signal?: AbortSignal): Promise<void> {
  let timer: ReturnType<typeof setTimeout>;
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, delay);
  });
  await unlessAborted(signal, over).finally(() => clearTimeout(timer));
}

/** Wait for `work`, or throw the signal's reason as soon as it is aborted. */
export async function unlessAborted<T>(signal: AbortSignal | undefined, work: Promise<T>): Promise<T> {
  if (!signal) return work;
  let stop!: () => void;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener("abort", stop);
    if (signal.aborted) stop();
  });
  return Promise.race([work, aborted]).finally(() => signal.removeEventListener("abort", stop));
}

export interface Abortable {
  signal?: AbortSignal;
}

export interface Keyed extends Abortable {
  /** Identifies this start; the same key never starts a second generation. Random by default. */
  idempotencyKey?: string;
}

/** A start that may be repeated safely. */
export function once(body: unknown, { idempotencyKey = newKey(), signal }: Keyed = {}): Asking {
  return { body, headers: { "Idempotency-Key": idempotencyKey }, signal };
}

/** A random Idempotency-Key; `crypto.randomUUID` is missing on pages without TLS. */
export function newKey(): string {
  return hex(crypto.getRandomValues(new Uint8Array(16)));
}

export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
