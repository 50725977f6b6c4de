/** A draft as far as it was read: fold the events of a stream into one value. */

import type { CompleteEvent, DraftTag, TilEvent } from "./events.js";

export interface Draft {
  dayNumber: number | null;
  content: string;
  title: string;
  excerpt: string;
  tags: DraftTag[];
  /** The last event, once it has come. */
  complete: CompleteEvent | null;
  /** Where to resume. */
  lastEventId: string;
}

export const emptyDraft: Draft = Object.freeze({
  dayNumber: null,
  content: "",
  title: "",
  excerpt: "",
  tags: [],
  complete: null,
  lastEventId: "",
});

/** Return `draft` with what `event` brings; fits React's `useReducer`. */
export function applyEvent(draft: Draft, event: TilEvent): Draft {
  return { ...draft, ...news(draft, event), lastEventId: event.id };
}

function news(draft: Draft, event: TilEvent): Partial<Draft> {
  switch (event.event) {
    case "day_number":
      return { dayNumber: event.day_number };
    case "content_chunk":
      return { content: draft.content + event.chunk };
    case "title":
      return { title: event.title };
    case "excerpt":
      return { excerpt: event.excerpt };
    case "tags":
      return { tags: event.tags };
    case "complete":
      return { complete: event };
    case "reset":
      return emptyDraft;
  }
}
