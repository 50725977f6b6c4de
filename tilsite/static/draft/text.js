// The growing text (see generate/page/difference.py), and the scrolling that follows it.
const $ = (id) => document.getElementById(id);
const NEAR = 120; // pixels; a reader this close to the end of the text follows it

let open = $("tail").innerHTML; // the open block's HTML, as last sent by the server
const unpack = (data) => data.replaceAll("\x1d", "\n").replace(/\x1e(\w+) /g, '<span class="$1">').replaceAll("\x1f", "</span>");
const grown = (data) => {
  const [, cut, end = cut, rest] = data.match(/^(\d+)(?:,(\d+))? ([^]*)$/);
  return open.slice(0, open.length - cut) + unpack(rest) + open.slice(open.length - end);
};
const show = (html) => {
  open = html;
  $("tail").innerHTML = html;
};
export const draw = {
  part: (data) => { open = grown(data); }, // part of a long block, shown once it is complete
  message: (data) => show(grown(data)),
  block: (data) => {
    const at = data.indexOf(" ");
    const [length, html] = [Number(data.slice(0, at)), grown(data.slice(at + 1))];
    $("blocks").insertAdjacentHTML("beforeend", html.slice(0, length));
    $("tail").replaceWith($("tail").cloneNode(false)); // a new element, since the old one would visibly jump
    show(html.slice(length));
  },
  full: (data) => {
    $("blocks").innerHTML = grown(data);
    show("");
  },
  reset: () => {
    $("blocks").replaceChildren();
    show("");
  },
};

// --- tell a new connection what the page already has ---
const crc = (text) => {
  let sum = -1;
  for (let at = 0; at < text.length; at += 1) {
    for (const byte of [text.charCodeAt(at) & 255, text.charCodeAt(at) >> 8]) {
      sum ^= byte;
      for (let bit = 0; bit < 8; bit += 1) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
    }
  }
  return (~sum >>> 0).toString(36);
};
const whole = (length) => (/[\ud800-\udbff]/.test(open[length - 1] || "") ? length - 1 : length);
// The length of the open block's HTML, and checksums of its prefixes: in full, without closing tags, and shorter.
export const held = () => {
  const inner = open.replace(/(\s*<\/\w+>)+\s*$/, "").length;
  const lengths = new Set([open.length, inner, inner - 40, inner - 200].filter((length) => length > 0).map(whole));
  return open ? [open.length, ...[...lengths].map((length) => `${length}.${crc(open.slice(0, length))}`)].join("_") : "";
};

export const count = () => $("text").textContent.match(/\S+/g)?.length || 0;

// --- a reader at the end follows the text; a reader who scrolled up gets a button to return ---
let moved = 0; // time of our own last scroll
const distance = () => $("tail").getBoundingClientRect().bottom - innerHeight;
let follows = distance() < NEAR;
const end = () => {
  moved = Date.now();
  scrollBy({ top: distance() + 24, behavior: "instant" });
};
export const follow = (isWriting) => {
  $("make").classList.toggle("following", isWriting && follows && distance() > -NEAR); // content below the text stays out of view
  if (isWriting && follows && distance() > -24 && scrollY + innerHeight < document.documentElement.scrollHeight) end();
  $("follow").hidden = !isWriting || follows;
};
addEventListener("scroll", () => {
  if (Date.now() - moved < 150) return;
  follows = distance() < NEAR;
  $("follow").hidden ||= follows;
}, { passive: true });
for (const name of ["wheel", "touchmove", "keydown"]) addEventListener(name, () => { moved = 0; }, { passive: true });
$("follow").addEventListener("click", () => {
  follows = true;
  $("follow").hidden = true;
  end();
});
