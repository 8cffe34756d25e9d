/** Fifty quotes and lists within each other, at the beginning of a line. */
const DEEP_NESTING = /^(?:[ \t]*(?:>|(?:[-*+]|\d{1,9}[.)])(?=[ \t]))){50}/m;

/** Whether Markdown is nested too deeply to parse: the parser's recursion takes quadratic time before it overflows the stack. */
export function isDeepMarkdown(markdown: string): boolean {
  return DEEP_NESTING.test(markdown);
}
