import { Refusal } from './refusal.ts';

/** Real documents nest about ten levels; whoever walks a document later may do so recursively. */
export const maximumNesting = 128;

/** Characters of one string: 4 Mi. Attachments of SBOMs stay well below; every later step holds a string as a whole. */
export const maximumStringLength = 4 * 1024 * 1024;

/**
 * Looks through the text of a JSON document before anything parses it. Throws `Refusal` for what a parser would choke
 * on; returns the refusal of what parsers read differently, so that whoever finds no JSON at all is told that first:
 *
 * - A key twice in one object: one reader takes the first value, another the last (RFC 8259, section 4), so that what
 *   was reviewed need not be what is matched.
 * - A key `__proto__`: in many a JavaScript reader it replaces the prototype.
 */
export function scanJson(content: string): Refusal | undefined {
  let fault: Refusal | undefined;
  const open: (Set<string> | null)[] = [];
  for (let index = 0; index < content.length; index++) {
    switch (content.charCodeAt(index)) {
      case 0x22 /* " */: {
        const end = endOfString(content, index);
        if (end - index - 1 > maximumStringLength) throw new Refusal('has a string longer than 4 MiB');
        fault ??= faultOfKey(content, index, end, open.at(-1));
        index = end;
        break;
      }
      case 0x7b /* { */:
        open.push(new Set());
        break;
      case 0x5b /* [ */:
        open.push(null);
        break;
      case 0x5d /* ] */:
      case 0x7d /* } */:
        open.pop();
        break;
    }
    if (open.length > maximumNesting) throw new Refusal(`is nested deeper than ${maximumNesting} levels`);
  }
  return fault;
}

/** Index of the quote that closes the string opened at `start`; the end of the text if none does. */
function endOfString(content: string, start: number): number {
  for (let end = content.indexOf('"', start + 1); end >= 0; end = content.indexOf('"', end + 1)) {
    let backslashes = 0;
    while (content.charCodeAt(end - 1 - backslashes) === 0x5c /* \ */) backslashes++;
    if (backslashes % 2 === 0) return end;
  }
  return content.length;
}

/** @param keys those met before in the object that the string stands in; null in an array. */
function faultOfKey(
  content: string,
  start: number,
  end: number,
  keys: Set<string> | null | undefined,
): Refusal | undefined {
  if (!keys || !isFollowedByColon(content, end)) return undefined;
  const key = unescaped(content.slice(start + 1, end));
  if (key === '__proto__') return new Refusal('has a key "__proto__"');
  if (keys.has(key)) return new Refusal(`has the key ${JSON.stringify(key.slice(0, 100))} twice in one object`);
  keys.add(key);
  return undefined;
}

function isFollowedByColon(content: string, end: number): boolean {
  let index = end + 1;
  while (/* space, tab, line ends */ [0x20, 0x09, 0x0a, 0x0d].includes(content.charCodeAt(index))) index++;
  return content.charCodeAt(index) === 0x3a; /* : */
}

function unescaped(text: string): string {
  if (!text.includes('\\')) return text;
  try {
    return JSON.parse(`"${text}"`) as string;
  } catch {
    return text;
  }
}
