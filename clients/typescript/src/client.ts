/** The client: one method per operation of the API, except for styles, templates and pictures. */

import type { TilError } from "./errors.js";
import { Follower, type FollowOptions, type TilStream } from "./follow.js";
import { type Abortable, type ClientOptions, Http, type Keyed, once } from "./http.js";
import type { components, operations } from "./openapi.js";
import { type Again, Keys, type Page, type Proposal, Tags, Tils } from "./resources.js";

type Schemas = components["schemas"];
export type GenerateRequest = Schemas["GenerateRequest"];
export type Preview = Schemas["GeneratePreviewResponse"];
export type Generation = Schemas["GenerationOut"];
export type GenerationSummary = Schemas["GenerationSummaryOut"];
export type GenerationQuery = NonNullable<operations["list_generations"]["parameters"]["query"]>;
export type Cancelled = Schemas["CancelOut"];
export type Edits = Schemas["SaveRequest"];
export type Saved = Schemas["SavedOut"];
export type Provider = Schemas["ProviderOut"];
export type Upload = Schemas["UploadOut"];
export type Me = Schemas["MeOut"];
export type Stats = Schemas["StatsOut"];
export type Calendar = Schemas["CalendarOut"];
export type Usage = Schemas["UsageOut"];
export type UsageQuery = NonNullable<operations["get_usage"]["parameters"]["query"]>;
export type CalendarQuery = NonNullable<operations["get_calendar"]["parameters"]["query"]>;

export interface GenerateOptions extends FollowOptions, Keyed {}

export interface ResumeOptions extends FollowOptions {
  /** The id of the last event read; defaults to the beginning. */
  lastEventId?: string;
  /** The content read so far, so that the complete text can be verified at the end. */
  content?: string;
}

export class TilClient {
  readonly #http: Http;
  readonly tils: Tils;
  readonly tags: Tags;
  readonly keys: Keys;

  constructor(options: ClientOptions = {}) {
    this.#http = new Http(options);
    this.tils = new Tils(this.#http);
    this.tags = new Tags(this.#http);
    this.keys = new Keys(this.#http);
  }

  /** Start a generation when the iteration begins, and yield its events up to `complete`. */
  generate(request: GenerateRequest, options?: GenerateOptions): TilStream {
    return new Follower(this.#http, { ...options, start: once(request, options) }).events();
  }

  /** Yield the events of a running or finished generation. */
  resume(id: number, options?: ResumeOptions): TilStream {
    return new Follower(this.#http, { ...options, id }).events();
  }

  /** Wait for a complete draft. */
  preview(request: GenerateRequest, options?: Keyed): Promise<Preview> {
    const patiently = { silence: 0, again: isOnTheWay, retries: Infinity };
    return this.#http.ask("POST", "/generate/preview", { ...once(request, options), ...patiently });
  }

  /** Start a generation without waiting for it; `resume` it anywhere. */
  start(request: GenerateRequest, options?: Keyed): Promise<Generation> {
    return this.#http.ask("POST", "/generate", once(request, options));
  }

  generation(id: number, options?: Abortable): Promise<Generation> {
    return this.#http.ask("GET", `/generations/${id}`, options);
  }

  /** List your generations, newest first; `next` is the cursor of the next page. */
  generations(query?: GenerationQuery, options?: Abortable): Promise<Page<GenerationSummary>> {
    return this.#http.ask("GET", "/generations", { ...options, query });
  }

  /** Stop a generation; its text is kept. */
  cancel(id: number, options?: Abortable): Promise<Cancelled> {
    return this.#http.ask("POST", `/generations/${id}/cancel`, options);
  }

  /** Continue a failed or cancelled generation from its first unfinished stage; then `resume` it. */
  retry(id: number, options?: Abortable): Promise<Generation> {
    return this.#http.ask("POST", `/generations/${id}/retry`, options);
  }

  /** Rewrite a part of a finished draft: `resume` it, then `accept` or `discard` its `id`. */
  regenerate(id: number, again: Again, options?: Keyed): Promise<Generation> {
    return this.#http.ask("POST", `/generations/${id}/regenerate`, once(again, options));
  }

  /** List the undecided proposals for a draft. */
  proposals(id: number, options?: Abortable): Promise<Proposal[]> {
    return this.#http.ask("GET", `/generations/${id}/proposals`, options);
  }

  /** Return a proposal, with its difference line by line. */
  proposal(id: number, options?: Abortable): Promise<Proposal> {
    return this.#http.ask("GET", `/proposals/${id}`, options);
  }

  /** Accept a proposal; with the TIL's `etag` as `ifMatch`, only if the TIL is unchanged. */
  accept(id: number, { ifMatch = "*", signal }: Abortable & { ifMatch?: string } = {}): Promise<Proposal> {
    return this.#http.ask("POST", `/proposals/${id}/accept`, { signal, headers: { "If-Match": ifMatch } });
  }

  /** Discard a proposal. */
  discard(id: number, options?: Abortable): Promise<Proposal> {
    return this.#http.ask("POST", `/proposals/${id}/discard`, options);
  }

  /** Save a generation as a draft TIL; repeated calls return the same TIL. */
  save(id: number, edits?: Edits, options?: Abortable): Promise<Saved> {
    return this.#http.ask("POST", `/generations/${id}/save`, { ...options, body: edits });
  }

  /** Upload a file; its `id` is the `content` of a source of the type `file`. */
  upload(file: Blob, name = file instanceof File ? file.name : "notes", options?: Abortable): Promise<Upload> {
    const body = new FormData();
    body.append("file", file, name);
    return this.#http.ask("POST", "/uploads", { ...options, body });
  }

  providers(options?: Abortable): Promise<Provider[]> {
    return this.#http.ask("GET", "/providers", options);
  }

  /** Return your identity, permissions and limits. */
  me(options?: Abortable): Promise<Me> {
    return this.#http.ask("GET", "/me", options);
  }

  /** Return totals and streaks. */
  stats(options?: Abortable): Promise<Stats> {
    return this.#http.ask("GET", "/stats", options);
  }

  /** Return the number of TILs published on each day. */
  calendar(query?: CalendarQuery, options?: Abortable): Promise<Calendar> {
    return this.#http.ask("GET", "/stats/calendar", { ...options, query });
  }

  /** Return the usage of your generations. */
  usage(query?: UsageQuery, options?: Abortable): Promise<Usage> {
    return this.#http.ask("GET", "/stats/usage", { ...options, query });
  }
}

/** Return whether the request was lost or should be repeated later; a failed draft fails again under the same key. */
function isOnTheWay(error: TilError): boolean {
  return error.status === 0 || error.code.startsWith("http_") || error.retryAfter !== undefined;
}
