/** The hook of the README. */

import { useEffect, useReducer, useRef, useState } from "react";
import { applyEvent, emptyDraft, type TilClient } from "../src/index.js";

export function useTil(til: TilClient) {
  const [draft, take] = useReducer(applyEvent, emptyDraft);
  const [error, setError] = useState<unknown>(null);
  const now = useRef({ id: 0, leaving: new AbortController() });
  useEffect(() => () => now.current.leaving.abort(), []); // unmounted: the generation continues
  async function start(content: string) {
    now.current.leaving.abort(); // the previous draft continues, too
    const { signal } = (now.current.leaving = new AbortController());
    const onOpen = (id: number) => (now.current.id = id);
    take({ event: "reset", id: "" });
    setError(null);
    try {
      for await (const event of til.generate({ content }, { signal, cancelOnAbort: false, onOpen })) take(event);
    } catch (problem) {
      if (!signal.aborted) setError(problem);
    }
  }
  return { draft, error, start, stop: () => til.cancel(now.current.id) };
}
