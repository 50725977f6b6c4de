/** Rewrite a part: watch it, compare it, then accept or discard it. */

import type { Again, Proposal, Til, TilClient } from "tilsite-client";
import { element, onSubmit } from "./page.js";
import { words } from "./words.js";

const form = element("form", "revise");
const part = element("select", "part");
const wish = element("input", "wish");
const difference = element("pre", "difference");
const verdict = element("p", "verdict");
const SIGNS = { same: "  ", removed: "- ", added: "+ ", skipped: "…" };

let proposal: Proposal | null = null;

/** Show the form for rewriting a TIL, or hide it. */
export function offer(til: Til | null): void {
  form.hidden = til === null;
  show(null, "");
}

function show(found: Proposal | null, text: string): void {
  proposal = found;
  verdict.hidden = !found?.difference.length;
  difference.textContent = text;
}

/** `kept` returns the TIL on the page; `take` applies a proposal to it. */
export function revising(client: TilClient, kept: () => Til | null, take: (id: number) => void, reason: (error: unknown) => string): void {
  async function propose(til: Til): Promise<void> {
    show(null, words().writing);
    try {
      const { id } = await client.tils.regenerate(til.id, { part: part.value as Again["part"], instruction: wish.value });
      for await (const event of client.resume(id)) if (event.event === "content_chunk" && part.value === "content") difference.append(event.chunk);
      const found = await client.proposal(id);
      show(found, found.difference.map(({ kind, text }) => SIGNS[kind] + text).join("\n") || words().same);
    } catch (error) {
      show(null, reason(error));
    }
  }
  onSubmit("revise", () => void propose(kept()!));
  element("button", "take").addEventListener("click", () => take(proposal!.id));
  element("button", "leave").addEventListener("click", () => {
    void client.discard(proposal!.id);
    show(null, "");
  });
}
