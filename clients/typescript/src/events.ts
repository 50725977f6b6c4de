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

export type DayNumberEvent = Base<"day_number"> & Schemas["DayNumberData"];
export type ContentChunkEvent = Base<"content_chunk"> & Schemas["ContentChunkData"];
export type TitleEvent = Base<"title"> & Schemas["TitleData"];
export type ExcerptEvent = Base<"excerpt"> & Schemas["ExcerptData"];
export type TagsEvent = Base<"tags"> & Schemas["TagsData"];
/** Last. The content that was yielded is whole: its length and hash were compared. */
export type CompleteEvent = Base<"complete"> & Schemas["CompleteData"];
/** Forget everything that came before; the draft starts over. */
export type ResetEvent = Base<"reset">;

export type TilEvent =
  | DayNumberEvent
  | ContentChunkEvent
  | TitleEvent
  | ExcerptEvent
  | TagsEvent
  | CompleteEvent
  | ResetEvent;

/** What the server sends when a generation fails; it is thrown as a GenerationError, never yielded. */
export type ErrorEvent = Base<"error"> & Schemas["ErrorData"];

export type WireEvent = TilEvent | ErrorEvent;

const NAMES = ["day_number", "content_chunk", "title", "excerpt", "tags", "complete", "reset", "error"];

/** What a message of a name that this client does not know leaves: where the stream is. */
export interface UnknownEvent {
  event: "";
  id: string;
}

/** Read one message. Throws SyntaxError where its data is not JSON. */
export function decode({ event, id, data }: { event: string; id: string; data: string }): WireEvent | UnknownEvent {
  return NAMES.includes(event) ? { ...JSON.parse(data), event, id } : { event: "", id };
}
