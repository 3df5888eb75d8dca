/** Longer texts are escaped faster by `JSON.stringify`, which is a call out of JavaScript and looks at many characters at once. */
const short = 32;

/** JSON text of a string. Most are short and need no escapes; finding that out is cheaper than asking `JSON.stringify`. */
export function jsonText(text: string): string {
  if (text.length > short) return JSON.stringify(text);
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit < 0x20 || unit > 0x7e || unit === 0x22 || unit === 0x5c) return JSON.stringify(text);
  }
  return `"${text}"`;
}
