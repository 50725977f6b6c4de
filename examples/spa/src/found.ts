/** The list of TILs: public ones and your own, or search results. */

import type { TilClient, TilSummary } from "tilsite-client";
import { element, onSubmit } from "./page.js";
import { words } from "./words.js";

const PAUSE = 200; // milliseconds without a keystroke before a search

const list = element("ol", "found");
const field = element("input", "words");
const nothing = element("p", "nothing");

let asking = new AbortController();
let timer: ReturnType<typeof setTimeout>;

/** List the matches for the search field; `choose` is called with the selected TIL. */
export async function find(client: TilClient, choose: (id: number) => void): Promise<void> {
  asking.abort();
  const { signal } = (asking = new AbortController());
  try {
    const { items } = await client.tils.list({ q: field.value }, { signal });
    list.replaceChildren(...items.map((til) => row(til, choose)));
    nothing.textContent = items.length ? "" : words().nothing;
  } catch (error) {
    if (!signal.aborted) nothing.textContent = String(error);
  }
}

/** Search while the user types. */
export function findAsTyped(search: () => void): void {
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(search, PAUSE);
  });
  onSubmit("find", search);
}

function row(til: TilSummary, choose: (id: number) => void): HTMLLIElement {
  const item = document.createElement("li");
  const title = document.createElement("button");
  title.type = "button";
  title.lang = til.language;
  title.textContent = til.title;
  title.addEventListener("click", () => choose(til.id));
  item.append(title, ` ${words().day(til.day_number)} · ${words().status[til.status]}`);
  return item;
}
