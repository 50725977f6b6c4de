/** What the page says, in Korean and English. */

const WORDS = {
  en: {
    today: "Today",
    learned: "I learned",
    notes: "Notes, in any shape",
    draft: "Draft it",
    stop: "Stop",
    goOn: "Go on",
    title: "Title",
    content: "Text (Markdown)",
    excerpt: "Excerpt",
    tags: "Tags, separated by commas",
    save: "Save",
    writing: "Writing …",
    reconnecting: "The connection broke; it is being restored …",
    done: (characters: string) => `Done: ${characters} characters, none lost.`,
    stopped: "Stopped. What was written is kept.",
    day: (day: number) => `Day ${day}`,
    saved: (day: number) => `Saved as day ${day}.`,
    publish: "Publish",
    published: (day: number) => `Day ${day} is public.`,
    search: "Search what you have learned",
    nothing: "Nothing found.",
    status: { draft: "draft", published: "public", archived: "archived" },
  },
  ko: {
    today: "오늘",
    learned: "배운 것",
    notes: "메모 (형식은 자유)",
    draft: "초안 쓰기",
    stop: "그만 쓰기",
    goOn: "이어서 쓰기",
    title: "제목",
    content: "본문 (마크다운)",
    excerpt: "요약",
    tags: "태그 (쉼표로 구분)",
    save: "저장",
    writing: "쓰고 있습니다 …",
    reconnecting: "연결이 끊겨 다시 잇고 있습니다 …",
    done: (characters: string) => `다 썼습니다. ${characters}자, 빠진 글자가 없습니다.`,
    stopped: "멈췄습니다. 쓴 곳까지 남아 있습니다.",
    day: (day: number) => `${day}일째`,
    saved: (day: number) => `${day}일째로 저장했습니다.`,
    publish: "공개하기",
    published: (day: number) => `${day}일째를 공개했습니다.`,
    search: "배운 것 찾기",
    nothing: "찾은 것이 없습니다.",
    status: { draft: "초안", published: "공개", archived: "보관" },
  },
};

export type Language = keyof typeof WORDS;
export type Words = (typeof WORDS)["en"];

let language: Language = kept() ?? (navigator.language.startsWith("ko") ? "ko" : "en");

function kept(): Language | null {
  const value = localStorage.getItem("language");
  return value === "ko" || value === "en" ? value : null;
}

export function words(): Words {
  return WORDS[language];
}

export function number(value: number): string {
  return value.toLocaleString(language);
}

/** Say the page in `chosen`, and from now on. */
export function speak(chosen: Language = language): void {
  language = chosen;
  localStorage.setItem("language", chosen);
  document.documentElement.lang = chosen;
  for (const element of document.querySelectorAll<HTMLElement>("[data-word]")) {
    element.textContent = String(words()[element.dataset.word as keyof Words]);
  }
  for (const button of document.querySelectorAll<HTMLElement>("[data-language]")) {
    button.setAttribute("aria-pressed", String(button.dataset.language === chosen));
  }
}
