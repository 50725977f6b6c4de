/** Draft from notes, watch it being written, change it, keep it, publish it, find it again. */

import { applyEvent, type Draft, emptyDraft, type Til, TilClient, TilError, type TilStream } from "tilsite-client";
import { clear, edits, open, show, showNow } from "./editor.js";
import { find, findAsTyped } from "./found.js";
import { element } from "./page.js";
import { type Language, number, speak, words } from "./words.js";

const GENERATION = "generation"; // what a reload goes on with

const status = element("span", "status");
const saved = element("span", "saved");
const stop = element("button", "stop");
const again = element("button", "again");
const save = element("button", "save");
const publish = element("button", "publish");

const found = element("ol", "found");

const client = new TilClient({ onRetry: () => say(words().reconnecting) });
let draft: Draft = emptyDraft;
let id = 0;
let til: Til | null = null; // what the draft was kept as
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
  til = null;
  saved.textContent = "";
  save.disabled = again.hidden = publish.hidden = true;
  stop.hidden = false;
  found.inert = true;
  say(words().writing);
  reading = new AbortController();
  return reading.signal;
}

function end(isUnfinished: boolean): void {
  showNow();
  stop.hidden = true;
  found.inert = false;
  again.hidden = !(isUnfinished && id);
  save.disabled = !draft.content;
}

function reason(error: unknown): string {
  if (error === reading.signal.reason) return words().stopped;
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

/** Do something with the kept TIL, and say how it went. */
async function keep(work: () => Promise<Til>, done: (day: number) => string): Promise<void> {
  save.disabled = publish.disabled = true;
  try {
    til = await work();
    sessionStorage.removeItem(GENERATION);
    saved.textContent = done(til.day_number);
    publish.hidden = til.status === "published";
  } catch (error) {
    saved.textContent = reason(error);
  }
  save.disabled = publish.disabled = false;
  search();
}

async function write(): Promise<Til> {
  const kept = til ?? (await client.tils.get((await client.save(id)).til_id));
  til = await client.tils.update(kept.id, edits(), { ifMatch: kept.etag });
  return til;
}

async function openKept(chosen: number): Promise<void> {
  try {
    til = await client.tils.get(chosen);
  } catch (error) {
    say(reason(error));
    return;
  }
  say("");
  saved.textContent = "";
  again.hidden = true;
  save.disabled = false;
  publish.hidden = til.status === "published";
  open(til);
}

function search(): void {
  void find(client, (chosen) => void openKept(chosen));
}

element("form", "notes").addEventListener("submit", (event) => {
  event.preventDefault();
  start(element("textarea", "source").value);
});
element("form", "draft").addEventListener("submit", (event) => {
  event.preventDefault();
  void keep(write, words().saved);
});
stop.addEventListener("click", () => reading.abort());
again.addEventListener("click", () => void goOn());
publish.addEventListener("click", () => void keep(async () => client.tils.publish((await write()).id), words().published));
findAsTyped(search);
for (const button of document.querySelectorAll<HTMLElement>("[data-language]")) {
  button.addEventListener("click", () => {
    speak(button.dataset.language as Language);
    search();
  });
}

speak();
search();
const unfinished = Number(sessionStorage.getItem(GENERATION));
if (unfinished) {
  opened(unfinished);
  clear();
  void read(client.resume(unfinished, { signal: begin() }));
}
