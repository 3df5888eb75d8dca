/** Longest message of an issue, in UTF-16 code units. */
const longest = 500;

/** A message as it is told: what somebody wrote is quoted in it and may have any length, so the middle of a long one is left out. */
export function messageText(message: string): string {
  if (message.length <= longest) return message;
  return `${message.slice(0, longest / 2).toWellFormed()} ... ${message.slice(-longest / 4).toWellFormed()}`;
}
