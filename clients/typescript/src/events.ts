/** The events of a generation, as a union discriminated by `event`. */

import type { components } from "./openapi.js";

type Schemas = components["schemas"];
/** A tag of a draft; a new one has no id yet. */
export type DraftTag = Schemas["TagChoiceOut"];

/** `id` is the position after the event; pass the last one to `resume`. */
interface Base<Name extends string> {
  event: Name;
  id: string;
}

export type DayNumberEvent = Base<"day_number"> & Schemas["DayNumberData"];
export type ContentChunkEvent = Base<"content_chunk"> & Schemas["ContentChunkData"];
export type TitleEvent = Base<"title"> & Schemas["TitleData"];
export type ExcerptEvent = Base<"excerpt"> & Schemas["ExcerptData"];
export type TagsEvent = Base<"tags"> & Schemas["TagsData"];
/** Last. The content matched its length and hash. */
export type CompleteEvent = Base<"complete"> & Schemas["CompleteData"];
/** Keep `length` code points of the content; discard the rest and all later fields. 0: the draft starts over. */
export type ResetEvent = Base<"reset"> & { length?: number };

export type TilEvent =
  | DayNumberEvent
  | ContentChunkEvent
  | TitleEvent
  | ExcerptEvent
  | TagsEvent
  | CompleteEvent
  | ResetEvent;

/** Sent by the server when a generation fails; thrown as a GenerationError, never yielded. */
export type ErrorEvent = Base<"error"> & Schemas["ErrorData"];

export type WireEvent = TilEvent | ErrorEvent;

const NAMES = ["day_number", "content_chunk", "title", "excerpt", "tags", "complete", "reset", "error"];

/** A message with an unknown name; only its position counts. */
export interface UnknownEvent {
  event: "";
  id: string;
}

/** Parse one message. Throws SyntaxError if its data is not JSON. */
export function decode({ event, id, data }: { event: string; id: string; data: string }): WireEvent | UnknownEvent {
  return NAMES.includes(event) ? { ...JSON.parse(data), event, id } : { event: "", id };
}
