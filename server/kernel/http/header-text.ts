const extendedValue = /^utf-8'[A-Za-z0-9-]*'((?:[A-Za-z0-9!#$&+.^_`|~-]|%[0-9A-Fa-f]{2})*)$/i;
const visibleAscii = /^[\x20-\x7e]*$/;

/**
 * Text as it travels in a header: visible ASCII as it is, anything else as RFC 8187 `UTF-8''…`. Text that would itself
 * read as such a value is encoded too.
 */
export function encodeHeaderText(text: string): string {
  if (visibleAscii.test(text) && !/^utf-8'/i.test(text)) return text;
  return `UTF-8''${encodeURIComponent(text).replaceAll(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)}`;
}

/** The text of such a header, or undefined where it is not well-formed or holds control characters. */
export function decodeHeaderText(value: string): string | undefined {
  const encoded = extendedValue.exec(value)?.[1];
  if (encoded === undefined) return visibleAscii.test(value) && !/^utf-8'/i.test(value) ? value : undefined;
  try {
    const text = decodeURIComponent(encoded);
    return /\p{Cc}/u.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}
