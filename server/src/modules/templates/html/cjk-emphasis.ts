/**
 * CommonMark decides by white space and punctuation whether `**` opens or closes emphasis. Chinese, Japanese and Korean text
 * has no white space, so that next to CJK punctuation `**` does neither: `**「a」**を`. The published rule
 * "markdown-cjk-friendly" treats CJK punctuation as letters, and a neighbouring CJK character as white space. A joiner
 * between the asterisks and the punctuation gives that result in any parser: a noncharacter, which no source contains and
 * which is removed from the HTML.
 */
const JOINER = "\uFDE2";

const RUN = /(?<![*~\\])(?:\*+|~+)(?![*~])/g;
const PUNCTUATION = /[\p{P}\p{S}]/u;
const CJK =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}\u3000-\u303F\u30FB\u30FC\uFE30-\uFE4F\uFF00-\uFFEF]/u;

export function withCjkJoiners(markdown: string): string {
  if (!CJK.test(markdown)) return markdown;
  return markdown.replace(RUN, (run, index: number) => {
    const before = lastCharacter(markdown.slice(Math.max(0, index - 2), index));
    const after = firstCharacter(markdown.slice(index + run.length, index + run.length + 2));
    const isCjk = CJK.test(before) || CJK.test(after);
    const left = isCjk && PUNCTUATION.test(before) ? JOINER : "";
    const right = isCjk && PUNCTUATION.test(after) ? JOINER : "";
    return left + run + right;
  });
}

export function withoutJoiners(text: string): string {
  return text.replaceAll(JOINER, "");
}

function lastCharacter(text: string): string {
  return [...text].at(-1) ?? "";
}

function firstCharacter(text: string): string {
  return [...text][0] ?? "";
}
