// Search of an exported site: tokens and ranking as on the server, over small files of the index.
import { stem } from "./stem.js";

const WIDE = "가-힣ㄱ-ㅎㅏ-ㅣ\\u3040-\\u30ff\\u3400-\\u9fff";
const RUN = new RegExp(`[${WIDE}]+|(?:(?![${WIDE}])[\\p{L}\\p{N}_])+[+#]*`, "gu");
const IS_WIDE = new RegExp(`^[${WIDE}]`);
const PARTICLE = /(?<=..)(?:을|를|은|는|에서|으로|부터|까지)$/;
const PER_PAGE = 20;

const form = document.querySelector("form.find");
const list = document.getElementById("results");
const words = (name, count) => document.getElementById("result-words").content.querySelector(`.${name}`).textContent.replace("{n}", count);
const files = new Map();

function read(name) {
  if (!files.has(name)) files.set(name, fetch(new URL(`index/${name}.json`, form.action)).then((answer) => answer.json()));
  return files.get(name);
}

const fold = (text) => text.normalize("NFKC").toLowerCase();
const pairs = (word) => [...word].slice(1).map((sign, at) => [...word][at] + sign);

const ENDING = /(?<=[가-힣])(?:에서|으로|이란|이랑|[란랑가이을를은는의에로와과도만])$/;
const HANGUL = /^[가-힣]+$/;
const bare = (word) => word.replace(ENDING, "");

function spelled(run, weight = 1) {
  if (!IS_WIDE.test(run)) return { word: run, tokens: [stem(run)], weight };
  const word = run.replace(PARTICLE, "");
  return { word, tokens: [...word].length === 1 ? [word] : [...new Set(pairs(word))], weight };
}

function apart(variant, weight) {
  const parts = (variant.match(RUN) ?? []).map((part) => spelled(part, weight));
  return parts.length === 1 ? parts[0] : { word: variant, tokens: parts.flatMap((part) => part.tokens), weight };
}

// The other spellings of each word, of it and its neighbour, and of a long Korean word as two.
function variants(found, others, equal) {
  const of = (word) => others[word] ?? others[bare(word)] ?? {};
  const made = found.map((word) => {
    const whole = bare(word);
    const split = HANGUL.test(whole) && whole.length > 3 && whole.length < 9 ? [...whole].slice(3).map((_, at) => [`${whole.slice(0, at + 2)} ${whole.slice(at + 2)}`, equal]) : [];
    return { ...of(word), ...Object.fromEntries(split) };
  });
  for (let at = 0; at + 1 < found.length; at++) {
    const both = { ...of(`${found[at]} ${found[at + 1]}`) };
    if (HANGUL.test(found[at]) && HANGUL.test(found[at + 1])) both[found[at] + bare(found[at + 1])] = equal;
    for (const one of [at, at + 1]) made[one] = { ...both, ...made[one] };
  }
  return made;
}

function terms(query, about, others) {
  const found = [...new Set(fold(query).slice(0, 200).match(RUN) ?? [])];
  const known = variants(found, others, about.equal);
  const telling = found.filter((word) => !about.stop.includes(word));
  return (telling.length ? telling : found).slice(0, 10).map((run) => ({
    spellings: [spelled(run), ...Object.entries(known[found.indexOf(run)]).map(([variant, weight]) => apart(variant, weight))],
  }));
}

// The letters of a word: the last letter of a Korean syllable may begin the next one.
const INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";
const FINALS = ",ㄱ,ㄲ,ㄱㅅ,ㄴ,ㄴㅈ,ㄴㅎ,ㄷ,ㄹ,ㄹㄱ,ㄹㅁ,ㄹㅂ,ㄹㅅ,ㄹㅌ,ㄹㅍ,ㄹㅎ,ㅁ,ㅂ,ㅂㅅ,ㅅ,ㅆ,ㅇ,ㅈ,ㅊ,ㅋ,ㅌ,ㅍ,ㅎ".split(",");
const letters = (word) => word.replace(/[가-힣]/g, (sign) => {
  const at = sign.charCodeAt(0) - 0xac00;
  return INITIALS[Math.floor(at / 588)] + String.fromCharCode(0x314f + Math.floor((at % 588) / 28)) + FINALS[at % 28];
});

async function complete(term, near) {
  const { word } = term.spellings[0];
  const begun = letters(word);
  if (begun.length < 2 || (IS_WIDE.test(word) && word.length < 2)) return;
  const longer = (await read("words")).filter((one) => one !== word && letters(one).startsWith(begun));
  term.spellings.push(...longer.slice(0, 5).map((one) => spelled(one, near)));
}

const TABLE = Array.from({ length: 256 }, (_, number) => {
  for (let bit = 0; bit < 8; bit++) number = number & 1 ? (number >>> 1) ^ 0xedb88320 : number >>> 1;
  return number >>> 0;
});
const crc32 = (text) => (new TextEncoder().encode(text).reduce((sum, byte) => TABLE[(sum ^ byte) & 255] ^ (sum >>> 8), 0xffffffff) ^ 0xffffffff) >>> 0;

async function postings(token, about) {
  const shard = crc32(token) % about.modulus;
  const known = about.shards.includes(shard) ? await read(`tokens-${shard}`) : {};
  return Object.hasOwn(known, token) ? known[token] : [];
}

async function hits(term, about) {
  const found = await Promise.all(term.tokens.map((token) => postings(token, about)));
  const idf = found.map((having) => Math.log(1 + (about.total - having.length + 0.5) / (having.length + 0.5)));
  const information = idf.reduce((sum, one) => sum + one, 0);
  const scale = 1 / Math.sqrt(term.tokens.length);
  const tils = new Map();
  found.forEach((having, at) => having.forEach(([til, weight]) => {
    const one = tils.get(til) ?? { known: 0, score: 0, tokens: 0, titled: 0 };
    one.titled = Math.max(one.titled, weight >= about.title ? term.weight : 0);
    one.known += idf[at] / information;
    one.score += (idf[at] * weight) / (weight + about.saturation);
    one.tokens += 1;
    tils.set(til, one);
  }));
  const kept = new Map();
  for (const [til, one] of tils) {
    const share = one.tokens === term.tokens.length ? 1 : one.known * about.part;
    if (share === 1 || one.known >= about.leastPart) kept.set(til, { share: share * term.weight, score: one.score * share * scale * term.weight, titled: one.titled });
  }
  return { information: information * scale, kept, isEqual: term.weight >= about.equal };
}

// Each TIL counts by its best spelling; the word is as rare as its most frequent equal spelling.
async function merged({ spellings }, about) {
  const all = await Promise.all(spellings.map((one) => hits(one, about)));
  const kept = new Map();
  for (const one of all) for (const [til, hit] of one.kept) if (hit.score > (kept.get(til)?.score ?? 0)) kept.set(til, hit);
  const equal = all.filter((one) => one.isEqual && one.kept.size).map((one) => one.information);
  return { information: equal.length ? Math.min(...equal) : all[0].information, kept };
}

async function ranked(asked, about) {
  const all = await Promise.all(asked.map((term) => merged(term, about)));
  const information = all.reduce((sum, one) => sum + one.information, 0);
  const tils = new Map();
  for (const term of all) for (const [til, { share, score, titled }] of term.kept) {
    const one = tils.get(til) ?? { share: 0, score: 0, titled: 0 };
    tils.set(til, { share: one.share + (share * term.information) / information, score: one.score + score, titled: one.titled + titled });
  }
  const least = about.leastShare * Math.max(0, ...[...tils.values()].map((one) => one.share));
  const order = [...tils].filter(([, one]) => one.share >= least).map(([til, one]) => [til, one.score * one.share * (1 + about.fit * Math.min(1, one.titled / (about.telling[til] || Infinity)))]);
  return order.sort((one, other) => other[1] - one[1] || one[0] - other[0]).map(([til]) => til);
}

function element(name, text, more = {}) {
  return Object.assign(document.createElement(name), { textContent: text, ...more });
}

function marked(name, text, asked, more) {
  const made = element(name, "", more);
  const having = (run) => asked.flatMap((term) => term.spellings).some(({ word, tokens }) => IS_WIDE.test(run) ? run.includes(word) : tokens.includes(stem(run)));
  let at = 0;
  for (const run of text.matchAll(new RegExp(RUN.source, "giu"))) {
    if (!having(fold(run[0]))) continue;
    made.append(text.slice(at, run.index), element("mark", run[0]));
    at = run.index + run[0].length;
  }
  made.append(text.slice(at));
  return made;
}

function row([day, title, address, date, lang, text], asked) {
  const item = element("li", "");
  const when = element("div", "", { className: "when" });
  when.append(element("span", `Day ${day}`, { className: "day" }), " ", element("time", date, { dateTime: date }));
  const link = marked("a", title, asked, { href: address });
  const heading = element("h2", "", { lang });
  heading.append(link);
  const said = element("div", "");
  said.append(heading, marked("p", text, asked, { lang }));
  item.append(when, said);
  return item;
}

let latest = 0;
async function search(query, isTyped) {
  const mine = ++latest;
  const about = await read("about");
  const asked = terms(query, about, await read("others"));
  const last = asked.at(-1);
  if (last && (isTyped || !(await merged(last, about)).kept.size)) await complete(last, about.near);
  const tils = asked.length ? await ranked(asked, about) : [];
  const shown = await Promise.all(tils.slice(0, PER_PAGE).map(async (til) => (await read(`tils-${Math.floor(til / about.together)}`))[til % about.together]));
  if (mine !== latest) return;
  document.getElementById("found").textContent = asked.length ? words(tils.length === 1 ? "one" : "many", tils.length) : "";
  list.replaceChildren(...shown.map((til) => row(til, asked)));
}

function start() {
  form.q.value = new URL(location.href).searchParams.get("q") ?? "";
  let soon = 0;
  form.q.addEventListener("input", () => {
    clearTimeout(soon);
    soon = setTimeout(() => search(form.q.value, true), 150);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    history.replaceState(null, "", `?q=${encodeURIComponent(form.q.value)}`);
    search(form.q.value);
  });
  if (form.q.value) search(form.q.value);
}

start();
