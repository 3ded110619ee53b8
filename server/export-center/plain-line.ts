/**
 * Text of unknown origin, such as a record's id in an error, as one line that every column, event and screen can take:
 * without control characters and lone surrogates, which PostgreSQL's jsonb refuses, and at most `maximum` long.
 */
export function plainLine(text: string, maximum: number): string {
  const line = text
    .toWellFormed()
    .replace(/\p{Cc}+/gu, ' ')
    .trim();
  if (line.length <= maximum) return line;
  return `${line.slice(0, maximum - 1).toWellFormed()}…`;
}
