/** Draft from notes, watch it being written, change it, keep it. */

import { applyEvent, type Draft, emptyDraft, TilClient, TilError, type TilStream } from "tilsite-client";
import { clear, edits, show, showNow } from "./editor.js";
import { element } from "./page.js";
import { type Language, number, speak, words } from "./words.js";

const GENERATION = "generation"; // what a reload goes on with

const status = element("span", "status");
const saved = element("span", "saved");
const stop = element("button", "stop");
const again = element("button", "again");
const save = element("button", "save");

const client = new TilClient({ onRetry: () => say(words().reconnecting) });
let draft: Draft = emptyDraft;
let id = 0;
let reading = new AbortController();

function say(text: string): void {
  status.textContent = text;
}

function opened(generation: number): void {
  id = generation;
  sessionStorage.setItem(GENERATION, String(id));
}

/** Show a stream to its end. */
async function read(stream: TilStream): Promise<void> {
  try {
    for await (const event of stream) {
      draft = applyEvent(draft, event);
      say(words().writing);
      show(draft);
    }
    say(words().done(number(draft.complete?.content_length ?? 0)));
    end(false);
  } catch (error) {
    say(reason(error));
    end(true);
  }
}

/** Make the page ready for a stream, and return what stops it. */
function begin(): AbortSignal {
  saved.textContent = "";
  save.disabled = again.hidden = true;
  stop.hidden = false;
  say(words().writing);
  reading = new AbortController();
  return reading.signal;
}

function end(isUnfinished: boolean): void {
  showNow();
  stop.hidden = true;
  again.hidden = !(isUnfinished && id);
  save.disabled = !draft.content;
}

function reason(error: unknown): string {
  if (reading.signal.aborted) return words().stopped;
  if (!(error instanceof TilError)) throw error;
  return [error.message, ...Object.values(error.fields).flat()].join(" ");
}

function start(content: string): void {
  draft = emptyDraft;
  id = 0;
  clear();
  show(draft);
  void read(client.generate({ content }, { signal: begin(), onOpen: opened }));
}

async function goOn(): Promise<void> {
  const signal = begin();
  try {
    await client.retry(id);
    await read(client.resume(id, { signal, lastEventId: draft.lastEventId, content: draft.content }));
  } catch (error) {
    say(reason(error));
    end(true);
  }
}

async function keep(): Promise<void> {
  save.disabled = true;
  try {
    const { day_number } = await client.save(id, edits());
    saved.textContent = words().saved(day_number);
    sessionStorage.removeItem(GENERATION);
  } catch (error) {
    saved.textContent = reason(error);
    save.disabled = false;
  }
}

element("form", "notes").addEventListener("submit", (event) => {
  event.preventDefault();
  start(element("textarea", "source").value);
});
element("form", "draft").addEventListener("submit", (event) => {
  event.preventDefault();
  void keep();
});
stop.addEventListener("click", () => reading.abort());
again.addEventListener("click", () => void goOn());
for (const button of document.querySelectorAll<HTMLElement>("[data-language]")) {
  button.addEventListener("click", () => speak(button.dataset.language as Language));
}

speak();
const unfinished = Number(sessionStorage.getItem(GENERATION));
if (unfinished) {
  opened(unfinished);
  clear();
  void read(client.resume(unfinished, { signal: begin() }));
}
