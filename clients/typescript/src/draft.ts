/** A draft read so far: events folded into one value. */

import type { CompleteEvent, DraftTag, TilEvent } from "./events.js";

export interface Draft {
  day_number: number | null;
  content: string;
  title: string;
  excerpt: string;
  tags: DraftTag[];
  /** The final event, once received. */
  complete: CompleteEvent | null;
  /** The position to resume from. */
  lastEventId: string;
}

export const emptyDraft: Draft = Object.freeze({
  day_number: null,
  content: "",
  title: "",
  excerpt: "",
  tags: [],
  complete: null,
  lastEventId: "",
});

/** Return `draft` with `event` applied; usable with React's `useReducer`. */
export function applyEvent(draft: Draft, event: TilEvent): Draft {
  return { ...draft, ...news(draft, event), lastEventId: event.id };
}

/** Return the first `length` code points of `text`, undefined if it is unknown; nothing without a length. */
export function kept(text: string | undefined, length?: number) {
  return length ? text && [...text].slice(0, length).join("") : "";
}

function news(draft: Draft, event: TilEvent): Partial<Draft> {
  switch (event.event) {
    case "content_chunk":
      return { content: draft.content + event.chunk };
    case "reset":
      return { ...emptyDraft, ...(event.length && { day_number: draft.day_number, content: kept(draft.content, event.length)! }) };
    case "complete":
      return { complete: event };
    default: // other events carry the field of their name
      return { [event.event]: event[event.event as never] };
  }
}
