/** The events of a generation, as a union that `event` tells apart. */

import type { components } from "./openapi.js";

type Schemas = components["schemas"];
/** A tag of a draft; a new one has no id yet. */
export type DraftTag = Schemas["TagChoiceOut"];

/** `id` is the event's position: pass the last one you took to `resume`. */
interface Base<Name extends string> {
  event: Name;
  id: string;
}

export interface DayNumberEvent extends Base<"day_number"> {
  day_number: number;
}
export interface ContentChunkEvent extends Base<"content_chunk"> {
  chunk: string;
}
export interface TitleEvent extends Base<"title"> {
  title: string;
}
export interface ExcerptEvent extends Base<"excerpt"> {
  excerpt: string;
}
export interface TagsEvent extends Base<"tags"> {
  tags: DraftTag[];
}
/** Last. The content that was yielded is whole: its length and hash were compared. */
export interface CompleteEvent extends Base<"complete"> {
  success: true;
  generation_id: number;
  /** In Unicode code points. */
  content_length: number;
  content_sha256: string;
  truncated: boolean;
  usage: Record<string, unknown>;
  provider: string;
  model: string;
}
/** Forget everything that came before; the draft starts over. */
export interface ResetEvent extends Base<"reset"> {}

export type TilEvent =
  | DayNumberEvent
  | ContentChunkEvent
  | TitleEvent
  | ExcerptEvent
  | TagsEvent
  | CompleteEvent
  | ResetEvent;

/** What the server sends when a generation fails; it is thrown as a GenerationError, never yielded. */
export interface ErrorEvent extends Base<"error"> {
  error: string;
  code: string;
  retryable: boolean;
  generation_id: number;
}

export type WireEvent = TilEvent | ErrorEvent;

const NAMES = ["day_number", "content_chunk", "title", "excerpt", "tags", "complete", "reset", "error"];

/** Read one event; `null` for a name this client does not know. Throws SyntaxError where its data is not JSON. */
export function decode(event: string, id: string, data: string): WireEvent | null {
  return NAMES.includes(event) ? { ...JSON.parse(data), event, id } : null;
}
