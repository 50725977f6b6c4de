/** The texts of the page, in English and Korean. */

const WORDS = {
  today: ["Today", "오늘"],
  learned: ["I learned", "배운 것"],
  notes: ["Notes, in any form", "메모 (형식은 자유)"],
  draft: ["Write a draft", "초안 쓰기"],
  stop: ["Stop", "작성 중지"],
  goOn: ["Continue", "이어서 쓰기"],
  title: ["Title", "제목"],
  content: ["Text (Markdown)", "본문 (마크다운)"],
  excerpt: ["Excerpt", "요약"],
  tags: ["Tags, separated by commas", "태그 (쉼표로 구분)"],
  save: ["Save", "저장"],
  publish: ["Publish", "공개하기"],
  revise: ["Rewrite a part", "일부 다시 쓰기"],
  wish: ["Instruction, optional", "요청 사항 (선택)"],
  propose: ["Propose", "제안 받기"],
  take: ["Accept", "받아들이기"],
  leave: ["Discard", "버리기"],
  search: ["Search what you have learned", "배운 것 찾기"],
  nothing: ["Nothing found.", "찾은 것이 없습니다."],
  writing: ["Writing …", "쓰고 있습니다 …"],
  reconnecting: ["The connection was lost. Reconnecting …", "연결이 끊겼습니다. 다시 연결하는 중 …"],
  offline: ["Offline. This continues when the network is back.", "오프라인입니다. 네트워크에 다시 연결되면 이어집니다."],
  stopped: ["Stopped. The text so far is kept.", "중지했습니다. 쓴 내용은 남아 있습니다."],
  same: ["The result is the same as before.", "지금과 같은 결과가 나왔습니다."],
  elsewhere: ["Changed elsewhere. Your own changes are still here: check them, then save again.", "다른 곳에서 변경되었습니다. 여기서 수정한 내용은 남아 있으니 확인한 뒤 다시 저장하세요."],
  done: [(characters: string) => `Done: ${characters} characters, none lost.`, (characters: string) => `다 썼습니다. ${characters}자, 빠진 글자가 없습니다.`],
  day: [(day: number) => `Day ${day}`, (day: number) => `Day ${day}`],
  saved: [(day: number) => `Saved as day ${day}.`, (day: number) => `Day ${day} 글로 저장했습니다.`],
  published: [(day: number) => `Day ${day} is public.`, (day: number) => `Day ${day} 글을 공개했습니다.`],
  status: [{ draft: "draft", scheduled: "scheduled", published: "public", archived: "archived" }, { draft: "초안", scheduled: "예약", published: "공개", archived: "보관" }],
};

const LANGUAGES = ["en", "ko"] as const;
export type Language = (typeof LANGUAGES)[number];
type Words = { [Name in keyof typeof WORDS]: (typeof WORDS)[Name][number] };

let language = LANGUAGES.find((known) => known === localStorage.getItem("language")) ?? (navigator.language.startsWith("ko") ? "ko" : "en");

export function words(): Words {
  const chosen = Object.entries(WORDS).map(([name, both]) => [name, both[LANGUAGES.indexOf(language)]]);
  return Object.fromEntries(chosen) as Words;
}

export function number(value: number): string {
  return value.toLocaleString(language);
}

/** Switch the page's language to `chosen`, and remember it. */
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
