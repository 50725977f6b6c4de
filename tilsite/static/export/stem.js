// English stems as the site's index has them: the Porter2 algorithm of Snowball 3 (https://snowballstem.org).
const V = "aeiouy";
const WHOLE = { skis: "ski", skies: "sky", idly: "idl", gently: "gentl", ugly: "ugli", early: "earli", only: "onli", singly: "singl" };
const KEPT = new Set("sky news howe atlas cosmos bias andes".split(" "));
const REGION = /^(?:arsen|commun|emerg|gener|inter|later|organ|past|univers)/;
const STEP2 = {
  ational: "ate", tional: "tion", enci: "ence", anci: "ance", abli: "able", entli: "ent", ization: "ize", izer: "ize", ation: "ate",
  ator: "ate", alism: "al", aliti: "al", alli: "al", fulness: "ful", fulli: "ful", ousli: "ous", ousness: "ous", iveness: "ive",
  iviti: "ive", biliti: "ble", bli: "ble", ogist: "og", ogi: "og", lessli: "less", li: "",
};
const STEP3 = { ational: "ate", tional: "tion", alize: "al", icate: "ic", iciti: "ic", ical: "ic", ative: "", ful: "", ness: "" };
const STEP4 = "ement ment ance ence able ible ate ive ize iti al ism ion er ous ant ent ic".split(" ");

const isShort = (word) => /[^aeiouy][aeiouy][^aeiouywxY]$|^[aeiouy][^aeiouy]$|past$/.test(word);
const longest = (word, ends) => ends.filter((end) => word.endsWith(end)).sort((one, other) => other.length - one.length)[0];

export function stem(given) {
  if (Object.hasOwn(WHOLE, given)) return WHOLE[given];
  if (given.length < 3 || KEPT.has(given)) return given;
  let word = given.replace(/^y/, "Y");
  for (let at = 1; at < word.length; at++) {
    if (word[at] === "y" && V.includes(word[at - 1])) word = `${word.slice(0, at)}Y${word.slice(at + 1)}`;
  }
  const region = (from) => {
    const found = /[aeiouy][^aeiouy]/.exec(word.slice(from));
    return found ? from + found.index + 2 : word.length;
  };
  const first = REGION.exec(word)?.[0].length ?? region(0);
  const second = region(first);
  word = ending(participle(plural(word), first));
  word = replaced(word, STEP2, first, (end, head) => (end !== "li" || /[cdeghkmnrt]$/.test(head)) && (end !== "ogi" || head.endsWith("l")));
  word = replaced(word, STEP3, first, (end, head) => end !== "ative" || second <= head.length);
  return last(suffix(word, second), first, second).replaceAll("Y", "y");
}

function plural(word) {
  const end = longest(word, ["sses", "ied", "ies", "us", "ss", "s"]);
  if (end === "sses") return word.slice(0, -2);
  if (end === "ied" || end === "ies") return word.slice(0, word.length > 4 ? -2 : -1);
  return end === "s" && /[aeiouy]/.test(word.slice(0, -2)) ? word.slice(0, -1) : word;
}

function participle(word, first) {
  const end = longest(word, ["eed", "eedly", "ed", "edly", "ing", "ingly"]);
  if (!end) return word;
  const head = word.slice(0, -end.length);
  if (end.startsWith("eed")) return first <= head.length && !/^(?:succ|proc|exc)$/.test(head) ? `${head}ee` : word;
  if (end === "ing" && /^[^aeiouy]y$/.test(head)) return `${head[0]}ie`;
  if (end === "ing" && /^(?:even|cann|inn|earr|herr|out)$/.test(head)) return word;
  if (!/[aeiouy]/.test(head)) return word;
  if (/(?:at|bl|iz)$/.test(head)) return `${head}e`;
  if (/(?:bb|dd|ff|gg|mm|nn|pp|rr|tt)$/.test(head)) return /^[aeo]..$/.test(head) ? head : head.slice(0, -1);
  return head.length === first && isShort(head) ? `${head}e` : head;
}

function ending(word) {
  return /.[^aeiouy][yY]$/.test(word) ? `${word.slice(0, -1)}i` : word;
}

function replaced(word, table, region, may) {
  const end = longest(word, Object.keys(table));
  const head = end && word.slice(0, -end.length);
  return end && region <= head.length && may(end, head) ? head + table[end] : word;
}

function suffix(word, second) {
  const end = longest(word, STEP4);
  const head = end && word.slice(0, -end.length);
  return end && second <= head.length && (end !== "ion" || /[st]$/.test(head)) ? head : word;
}

function last(word, first, second) {
  const head = word.slice(0, -1);
  if (word.endsWith("e")) return second <= head.length || (first <= head.length && !isShort(head)) ? head : word;
  return word.endsWith("ll") && second <= head.length ? head : word;
}
