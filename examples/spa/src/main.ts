/** Draft from notes, watch it being written, edit, save, publish and find it. */

import { applyEvent, type Draft, emptyDraft, type Til, TilClient, TilError, type TilStream } from "tilsite-client";
import { clear, edits, open, show, showNow } from "./editor.js";
import { find, findAsTyped } from "./found.js";
import { onOtherTab, patientFetch, remember, tellOtherTabs } from "./network.js";
import { element, onSubmit } from "./page.js";
import { offer, revising } from "./revise.js";
import { type Language, number, speak, words } from "./words.js";

const GENERATION = "generation"; // the generation to resume after a reload
const CHANGED = "changed_meanwhile";

const [status, saved] = [element("span", "status"), element("span", "saved")];
const [stop, again] = [element("button", "stop"), element("button", "again")];
const [save, publish] = [element("button", "save"), element("button", "publish")];
const [source, found] = [element("textarea", "source"), element("ol", "found")];

const client = new TilClient({ fetch: patientFetch, onRetry: () => say(navigator.onLine ? words().reconnecting : words().offline) });
let draft: Draft = emptyDraft;
let id = 0;
let til: Til | null = null; // the saved draft
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
    end(!!draft.complete?.truncated);
  } catch (error) {
    say(reason(error));
    end(true);
  }
}

/** Prepare the page for a stream, and return the signal that stops it. */
function begin(): AbortSignal {
  til = null;
  saved.textContent = "";
  save.disabled = again.hidden = publish.hidden = true;
  stop.hidden = false;
  found.inert = true;
  offer(null);
  say(navigator.onLine ? words().writing : words().offline);
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

/** Run an action on the saved TIL, and show its result. */
async function keep(work: () => Promise<Til>, done: (day: number) => string): Promise<void> {
  save.disabled = publish.disabled = true;
  try {
    choose(await work());
    sessionStorage.removeItem(GENERATION);
    saved.textContent = done(til!.day_number);
    tellOtherTabs(til!.id);
  } catch (error) {
    saved.textContent = reason(error);
    if (til && error instanceof TilError && error.code === CHANGED) await look(til.id);
  }
  save.disabled = publish.disabled = false;
  search();
}

/** Save the fields. A draft is saved once, so first check whether another tab has saved it. */
async function write(): Promise<Til> {
  if (til) return client.tils.update(til.id, edits(), { ifMatch: til.etag });
  const { til_id: known } = await client.generation(id);
  til = await client.tils.get(known ?? (await client.save(id, edits())).til_id);
  if (known) throw new TilError(words().elsewhere, { code: CHANGED });
  return til;
}

async function take(proposal: number): Promise<Til> {
  const kept = await write();
  await client.accept(proposal, { ifMatch: kept.etag });
  return client.tils.get(kept.id);
}

function choose(chosen: Til, beside = false): void {
  til = chosen;
  open(til, beside);
  offer(til);
  publish.hidden = til.status === "published";
}

/** Show the version from another tab beside the user's input. */
async function look(chosen: number): Promise<void> {
  choose(await client.tils.get(chosen), true);
  saved.textContent = words().elsewhere;
}

async function openKept(chosen: number): Promise<void> {
  try {
    choose(await client.tils.get(chosen));
  } catch (error) {
    say(reason(error));
    return;
  }
  say("");
  saved.textContent = "";
  again.hidden = true;
  save.disabled = false;
  element("form", "draft").scrollIntoView();
}

function search(): void {
  void find(client, (chosen) => void openKept(chosen));
}

onSubmit("notes", () => start(source.value));
onSubmit("draft", () => void keep(write, words().saved));
revising(client, () => til, (proposal) => void keep(() => take(proposal), words().saved), reason);
remember(source);
onOtherTab((changed) => {
  search();
  if (til?.id === changed) void look(changed);
});
addEventListener("offline", () => say(words().offline));
addEventListener("online", () => say(""));
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
