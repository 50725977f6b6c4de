/** A recorded generation, with characters of one to four bytes. */

import { createHash } from "node:crypto";
import { sse } from "./scripted.js";

export const PIECES = ["# 오늘 배운 것\n\n", "`TaskGroup`은 하나가 실패하면 ", "나머지를 취소한다 🧵.\n", "ẞ → é \u{20000}\n", "\n```\nx\n```"];
export const TEXT = PIECES.join("");
export const TAGS = [{ id: "3", name: "파이썬", slug: "파이썬", is_new: false }];

const length = (text: string) => Array.from(text).length;

export function complete(text = TEXT, generation = 7): Record<string, unknown> {
  return {
    success: true,
    generation_id: generation,
    content_length: length(text),
    content_sha256: createHash("sha256").update(text).digest("hex"),
    truncated: false,
    usage: { input_tokens: 11, output_tokens: 22 },
    provider: "offline",
    model: "rules",
  };
}

function chunks(): string[] {
  let offset = 0;
  return PIECES.map((chunk) => {
    offset += length(chunk);
    return sse("content_chunk", `7-1-2-${offset}`, { chunk });
  });
}

/** The events in order, as on the wire. */
export const EVENTS = [
  sse("day_number", "7-1-2-0", { day_number: 15 }),
  ...chunks(),
  sse("title", "7-1-4-0", { title: "제목" }),
  sse("excerpt", "7-1-5-0", { excerpt: "짧게." }),
  sse("tags", "7-1-6-0", { tags: TAGS }),
  sse("complete", "7-1-6-0-1", complete()),
];
export const RECORDED = `retry: 1000\n${EVENTS.slice(0, 3).join("")}: keep-alive\n\n${EVENTS.slice(3).join("")}`;

/** The events after `id`. */
export function after(id: string): string {
  const read = EVENTS.findIndex((event) => event.startsWith(`id: ${id}\n`));
  return `retry: 1000\n${EVENTS.slice(read + 1).join("")}`;
}
