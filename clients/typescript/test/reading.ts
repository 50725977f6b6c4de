/** Read a stream to its end as a page would. */

import { applyEvent, type Draft, emptyDraft, type TilEvent } from "../src/index.js";

export interface Read {
  events: TilEvent[];
  draft: Draft;
  error: any;
}

export async function read(stream: AsyncIterable<TilEvent>): Promise<Read> {
  const result: Read = { events: [], draft: emptyDraft, error: null };
  try {
    for await (const event of stream) {
      result.events.push(event);
      result.draft = applyEvent(result.draft, event);
    }
  } catch (error) {
    result.error = error;
  }
  return result;
}

export function names({ events }: Read): string[] {
  return events.map((event) => event.event);
}
