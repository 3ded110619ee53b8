const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * The path that a pax extended header gives to the next file (POSIX.1-2017, pax, "pax Extended Header"): records of
 * `<length> <keyword>=<value>\n`, the length in bytes and including itself.
 *
 * Undefined when the records are malformed or hold anything but one path: other keywords (`GNU.sparse.name`, `linkpath`)
 * let other programs unpack a file under a name that this reader has not seen.
 */
export function parsePaxPath(records: Uint8Array): string | undefined {
  const space = records.indexOf(0x20);
  const length = Number.parseInt(String.fromCharCode(...records.subarray(0, Math.max(space, 0))), 10);
  if (length !== records.length || records.at(-1) !== 0x0a) return undefined;
  try {
    const record = utf8.decode(records.subarray(space + 1, -1));
    return record.startsWith('path=') ? record.slice('path='.length) : undefined;
  } catch {
    return undefined;
  }
}
