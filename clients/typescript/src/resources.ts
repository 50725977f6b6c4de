/** TILs, tags and keys. */

import { type Abortable, type Asking, type Http, type Keyed, once } from "./http.js";
import type { components, operations } from "./openapi.js";

type Schemas = components["schemas"];
export type TilSummary = Schemas["TilSummaryOut"];
/** `etag` identifies this version; changes need it. */
export type Til = Schemas["TilOut"] & { etag: string };
export type NewTil = Schemas["TilIn"];
export type TilChanges = Schemas["TilChanges"];
/** A request to rewrite a part. */
export type Again = Schemas["RegenerateRequest"];
/** A rewritten part, and what accepting it would change. */
export type Proposal = Schemas["ProposalOut"];
export type TilQuery = NonNullable<operations["list_tils"]["parameters"]["query"]>;
/** A filter for TILs. */
export type TilChoice = NonNullable<operations["export_tils"]["parameters"]["query"]>;
export type Tag = Schemas["TagCountOut"];
export type Alias = Schemas["AliasOut"];
export type Key = Schemas["KeyOut"];
export type KeyWanted = Schemas["KeyIn"];
/** A new key; its text is shown only once. */
export type NewKey = Schemas["NewKeyOut"];

/** A page of a list; `next` is the cursor of the next page, null on the last. */
export interface Page<Item> {
  items: Item[];
  next: string | null;
}

const ONCE = { retries: 0 }; // not idempotent: after a lost response, it is unknown whether the change was made

export class Tils {
  readonly #http: Http;

  constructor(http: Http) {
    this.#http = http;
  }

  /** List public TILs and your own, latest day first; with `q`, best match first. */
  list(query?: TilQuery, options?: Abortable): Promise<Page<TilSummary>> {
    return this.#http.ask("GET", "/tils", { ...options, query });
  }

  /** Yield the items of all pages of `list`. */
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

  /** Create a draft. */
  create(til: NewTil, options?: Abortable): Promise<Til> {
    return this.#til("POST", "/tils", { ...options, ...ONCE, body: til });
  }

  /** Change a TIL if it still has the `etag` in `ifMatch`; `*` overwrites any version. */
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

  /** Turn a TIL back into a draft. */
  unpublish(id: number, options?: Abortable): Promise<Til> {
    return this.#til("POST", `/tils/${id}/draft`, options);
  }

  delete(id: number, options?: Abortable): Promise<void> {
    return this.#http.ask("DELETE", `/tils/${id}`, { ...options, ...ONCE });
  }

  /** Rewrite a part: `resume` the generation, then `accept` or `discard` its `id`. Nothing changes before that. */
  regenerate(id: number, again: Again, options?: Keyed): Promise<Schemas["GenerationOut"]> {
    return this.#http.ask("POST", `/tils/${id}/regenerate`, once(again, options));
  }

  /** List the undecided proposals. */
  proposals(id: number, options?: Abortable): Promise<Proposal[]> {
    return this.#http.ask("GET", `/tils/${id}/proposals`, options);
  }

  /** Return the Markdown file: YAML front matter, then the content. */
  markdown(id: number, options?: Abortable): Promise<string> {
    return this.#http.ask("GET", `/tils/${id}.md`, options, (response) => response.text());
  }

  /** Return all results of `list` for `query` as a zip of Markdown files and pictures. */
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

  /** List tags by name, with the number of public TILs; `q` is part of the name. */
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

  /** Merge the tag `id` into `into`; its name becomes an alias. */
  merge(id: number, into: number, options?: Abortable): Promise<Alias> {
    return this.#http.ask("POST", `/tags/${id}/merge`, { ...options, ...ONCE, body: { into } });
  }

  /** Add another name to a tag. */
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

  /** Remove another name, by the id of the alias. */
  unalias(id: number, options?: Abortable): Promise<void> {
    return this.#http.ask("DELETE", `/aliases/${id}`, { ...options, ...ONCE });
  }

  /** Turn an alias back into a tag, on the TILs it had; `id` is the alias's. */
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

  /** Revoke a key; everything it created stays. */
  revoke(id: number, options?: Abortable): Promise<Key> {
    return this.#http.ask("POST", `/keys/${id}/revoke`, options);
  }
}
