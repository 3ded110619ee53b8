const segment = /^[a-z0-9_-][a-z0-9._-]{0,127}$/;

/**
 * Checks a key before it becomes a path or a URL: segments of lower-case letters, digits, `.`, `_`, `-`, none of them
 * beginning with a dot, so that no key leads out of the store or to its temporary files.
 * @throws RangeError
 */
export function checkKey(key: string): string {
  const segments = key.split('/');
  if (key.length > 512 || !segments.every((part) => segment.test(part))) {
    throw new RangeError(`Not an object key: ${JSON.stringify(key.slice(0, 100))}`);
  }
  return key;
}

/** Checks a prefix, which is empty or a key with or without a slash at its end. */
export function checkPrefix(prefix: string): string {
  const folder = prefix.replace(/\/$/, '');
  return folder === '' ? '' : checkKey(folder);
}
