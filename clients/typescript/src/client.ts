/** The client: everything the API offers, by name. */

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
  /** The id of the last event that was read; everything from the beginning where it is left out. */
  lastEventId?: string;
  /** The content read up to there, so that the whole can be checked at the end. */
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

  /** Go on reading a generation, running or ended. */
  resume(id: number, options?: ResumeOptions): TilStream {
    return new Follower(this.#http, { ...options, id }).events();
  }

  /** Wait for a whole draft. */
  preview(request: GenerateRequest, options?: Keyed): Promise<Preview> {
    const patiently = { silence: 0, again: isOnTheWay, retries: Infinity };
    return this.#http.ask("POST", "/generate/preview", { ...once(request, options), ...patiently });
  }

  /** Start a generation and don't wait for it; `resume` it where you want to read it. */
  start(request: GenerateRequest, options?: Keyed): Promise<Generation> {
    return this.#http.ask("POST", "/generate", once(request, options));
  }

  generation(id: number, options?: Abortable): Promise<Generation> {
    return this.#http.ask("GET", `/generations/${id}`, options);
  }

  /** List yours, the newest first; `next` is the cursor of the page behind it. */
  generations(query?: GenerationQuery, options?: Abortable): Promise<Page<GenerationSummary>> {
    return this.#http.ask("GET", "/generations", { ...options, query });
  }

  /** Stop a generation; what was written is kept. */
  cancel(id: number, options?: Abortable): Promise<Cancelled> {
    return this.#http.ask("POST", `/generations/${id}/cancel`, options);
  }

  /** Take up a failed or cancelled generation where it stopped; then `resume` it. */
  retry(id: number, options?: Abortable): Promise<Generation> {
    return this.#http.ask("POST", `/generations/${id}/retry`, options);
  }

  /** Write a part again, of a draft that has ended: `resume` it, then `accept` or `discard` its `id`. */
  regenerate(id: number, again: Again, options?: Keyed): Promise<Generation> {
    return this.#http.ask("POST", `/generations/${id}/regenerate`, once(again, options));
  }

  /** List what was written again of a draft and is neither accepted nor discarded. */
  proposals(id: number, options?: Abortable): Promise<Proposal[]> {
    return this.#http.ask("GET", `/generations/${id}/proposals`, options);
  }

  /** What accepting would change, line by line. */
  proposal(id: number, options?: Abortable): Promise<Proposal> {
    return this.#http.ask("GET", `/proposals/${id}`, options);
  }

  /** Put it where it belongs; with the `etag` of the TIL as `ifMatch`, only where that is unchanged. */
  accept(id: number, { ifMatch = "*", signal }: Abortable & { ifMatch?: string } = {}): Promise<Proposal> {
    return this.#http.ask("POST", `/proposals/${id}/accept`, { signal, headers: { "If-Match": ifMatch } });
  }

  /** Leave everything as it is. */
  discard(id: number, options?: Abortable): Promise<Proposal> {
    return this.#http.ask("POST", `/proposals/${id}/discard`, options);
  }

  /** Make a draft TIL of a generation, once: a second call returns the first one's TIL. */
  save(id: number, edits?: Edits, options?: Abortable): Promise<Saved> {
    return this.#http.ask("POST", `/generations/${id}/save`, { ...options, body: edits });
  }

  /** Hand in a file; its `id` is the `content` of a request whose `input_type` is `file`. */
  upload(file: Blob, name = file instanceof File ? file.name : "notes", options?: Abortable): Promise<Upload> {
    const body = new FormData();
    body.append("file", file, name);
    return this.#http.ask("POST", "/uploads", { ...options, body });
  }

  providers(options?: Abortable): Promise<Provider[]> {
    return this.#http.ask("GET", "/providers", options);
  }

  /** Who you are to the site, and what you may do. */
  me(options?: Abortable): Promise<Me> {
    return this.#http.ask("GET", "/me", options);
  }

  /** Totals and streaks. */
  stats(options?: Abortable): Promise<Stats> {
    return this.#http.ask("GET", "/stats", options);
  }

  /** How many TILs were published on each day. */
  calendar(query?: CalendarQuery, options?: Abortable): Promise<Calendar> {
    return this.#http.ask("GET", "/stats/calendar", { ...options, query });
  }

  /** What was written, and what it took. */
  usage(query?: UsageQuery, options?: Abortable): Promise<Usage> {
    return this.#http.ask("GET", "/stats/usage", { ...options, query });
  }
}

/** Whether the request itself got lost, or is to be made later: a draft that failed fails again under the same key. */
function isOnTheWay(error: TilError): boolean {
  return error.status === 0 || error.code.startsWith("http_") || error.retryAfter !== undefined;
}
