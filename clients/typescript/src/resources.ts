/** What is kept: TILs, tags and keys. */

import { type Abortable, type Asking, type Http, type Keyed, once } from "./http.js";
import type { components, operations } from "./openapi.js";

type Schemas = components["schemas"];
export type TilSummary = Schemas["TilSummaryOut"];
/** `etag` names this state of it: a change says which state it is a change to. */
export type Til = Schemas["TilOut"] & { etag: string };
export type NewTil = Schemas["TilIn"];
export type TilChanges = Schemas["TilChanges"];
/** Which part is to be written again, how, and by whom. */
export type Again = Schemas["RegenerateRequest"];
/** A part that was written again, and what accepting it would change. */
export type Proposal = Schemas["ProposalOut"];
export type TilQuery = NonNullable<operations["list_tils"]["parameters"]["query"]>;
/** Which TILs are meant. */
export type TilChoice = NonNullable<operations["export_tils"]["parameters"]["query"]>;
export type Tag = Schemas["TagCountOut"];
export type Alias = Schemas["AliasOut"];
export type Key = Schemas["KeyOut"];
export type KeyWanted = Schemas["KeyIn"];
/** A key that was just made: its text is shown this once. */
export type NewKey = Schemas["NewKeyOut"];

/** A page of a list; `next` is the cursor of the page behind it, null on the last. */
export interface Page<Item> {
  items: Item[];
  next: string | null;
}

const ONCE = { retries: 0 }; // a lost answer leaves open whether it was done; twice would not be the same

export class Tils {
  readonly #http: Http;

  constructor(http: Http) {
    this.#http = http;
  }

  /** List what is public and what is yours, the last day first; with `q`, search: the best answer first. */
  list(query?: TilQuery, options?: Abortable): Promise<Page<TilSummary>> {
    return this.#http.ask("GET", "/tils", { ...options, query });
  }

  /** Yield all that `list` would, page after page. */
  async *all(query: TilQuery = {}, options?: Abortable): AsyncGenerator<TilSummary, void, undefined> {
    for (let cursor = query.cursor; ; ) {
      const { items, next } = await this.list({ ...query, ...(cursor && { cursor }) }, options);
      yield* items;
      if (!next) return;
      cursor = next;
    }
  }

  get(id: number, options?: Abortable): Promise<Til> {
    return this.#til("GET", `/tils/${id}`, options);
  }

  /** Write a draft. */
  create(til: NewTil, options?: Abortable): Promise<Til> {
    return this.#til("POST", "/tils", { ...options, ...ONCE, body: til });
  }

  /** Change it where it still is what `ifMatch`, an `etag`, names; `*` is whatever it is by now. */
  update(id: number, changes: TilChanges, options: Abortable & { ifMatch: string }): Promise<Til> {
    const headers = { "If-Match": options.ifMatch };
    return this.#til("PATCH", `/tils/${id}`, { signal: options.signal, ...ONCE, headers, body: changes });
  }

  publish(id: number, options?: Abortable): Promise<Til> {
    return this.#til("POST", `/tils/${id}/publish`, options);
  }

  archive(id: number, options?: Abortable): Promise<Til> {
    return this.#til("POST", `/tils/${id}/archive`, options);
  }

  /** Make it a draft again. */
  unpublish(id: number, options?: Abortable): Promise<Til> {
    return this.#til("POST", `/tils/${id}/draft`, options);
  }

  delete(id: number, options?: Abortable): Promise<void> {
    return this.#http.ask("DELETE", `/tils/${id}`, { ...options, ...ONCE });
  }

  /** Write a part again: `resume` the generation, then `accept` or `discard` its `id`. Nothing changes before. */
  regenerate(id: number, again: Again, options?: Keyed): Promise<Schemas["GenerationOut"]> {
    return this.#http.ask("POST", `/tils/${id}/regenerate`, once(again, options));
  }

  /** List what was written again and is neither accepted nor discarded. */
  proposals(id: number, options?: Abortable): Promise<Proposal[]> {
    return this.#http.ask("GET", `/tils/${id}/proposals`, options);
  }

  /** The Markdown file: YAML front matter, then the content. */
  markdown(id: number, options?: Abortable): Promise<string> {
    return this.#http.ask("GET", `/tils/${id}.md`, options, (response) => response.text());
  }

  /** All that `list` finds for `query`, on every page, as a zip of Markdown files and their pictures. */
  export(query?: TilChoice, options?: Abortable): Promise<Blob> {
    return this.#http.ask("GET", "/tils.zip", { ...options, query }, (response) => response.blob());
  }

  #til(method: string, path: string, asking?: Asking): Promise<Til> {
    return this.#http.ask(method, path, asking, async (response) => ({
      ...(await response.json()),
      etag: response.headers.get("ETag") ?? "*",
    }));
  }
}

export class Tags {
  readonly #http: Http;

  constructor(http: Http) {
    this.#http = http;
  }

  /** List tags by name, with the number of public TILs; `q` is a part of a name. */
  list(query?: { q?: string }, options?: Abortable): Promise<Tag[]> {
    return this.#http.ask("GET", "/tags", { ...options, query });
  }

  get(id: number, options?: Abortable): Promise<Tag> {
    return this.#http.ask("GET", `/tags/${id}`, options);
  }

  create(name: string, options?: Abortable): Promise<Tag> {
    return this.#http.ask("POST", "/tags", { ...options, ...ONCE, body: { name } });
  }

  rename(id: number, name: string, options?: Abortable): Promise<Tag> {
    return this.#http.ask("PATCH", `/tags/${id}`, { ...options, body: { name } });
  }

  /** Give the TILs of `id` the tag `into`; the old name goes on leading there. */
  merge(id: number, into: number, options?: Abortable): Promise<Alias> {
    return this.#http.ask("POST", `/tags/${id}/merge`, { ...options, ...ONCE, body: { into } });
  }

  /** Let it be found by another name, too. */
  alias(id: number, name: string, options?: Abortable): Promise<Alias> {
    return this.#http.ask("POST", `/tags/${id}/aliases`, { ...options, ...ONCE, body: { name } });
  }

  delete(id: number, options?: Abortable): Promise<void> {
    return this.#http.ask("DELETE", `/tags/${id}`, { ...options, ...ONCE });
  }

  /** List all other names of tags. */
  aliases(options?: Abortable): Promise<Alias[]> {
    return this.#http.ask("GET", "/aliases", options);
  }

  /** Forget another name, by the id of the alias. */
  unalias(id: number, options?: Abortable): Promise<void> {
    return this.#http.ask("DELETE", `/aliases/${id}`, { ...options, ...ONCE });
  }

  /** Make a merged tag one of its own again, on the TILs it had; `id` is that of the alias. */
  unmerge(id: number, options?: Abortable): Promise<Alias["tag"]> {
    return this.#http.ask("POST", `/aliases/${id}/undo`, { ...options, ...ONCE });
  }
}

export class Keys {
  readonly #http: Http;

  constructor(http: Http) {
    this.#http = http;
  }

  list(options?: Abortable): Promise<Key[]> {
    return this.#http.ask("GET", "/keys", options);
  }

  get(id: number, options?: Abortable): Promise<Key> {
    return this.#http.ask("GET", `/keys/${id}`, options);
  }

  create(key: KeyWanted, options?: Abortable): Promise<NewKey> {
    return this.#http.ask("POST", "/keys", { ...options, ...ONCE, body: key });
  }

  /** Let nobody in with it any more; what it made stays. */
  revoke(id: number, options?: Abortable): Promise<Key> {
    return this.#http.ask("POST", `/keys/${id}/revoke`, options);
  }
}
