/** Where a person lands who asked for nothing in particular, or for something that is not ours. */
const home = '/';

const longestReturnTo = 384;

/**
 * The local path that a sign-in comes back to. Anything that a browser could read as another site, as a script or as an
 * address of the BFF itself becomes the home page; so does what would not fit into the sign-in's cookie.
 */
export function localReturnTo(asked: string | undefined): string {
  if (!asked || asked.length > longestReturnTo) return home;
  // Browsers drop tabs and line breaks and read a backslash as a slash, also when percent-decoded by a later hop.
  if (!/^\/(?![/\\])[\x21-\x7e]*$/.test(asked) || asked.includes('\\')) return home;
  if (/^\/(?:%0[9ad]|%2f|%5c)/i.test(asked)) return home;
  const base = 'https://local.invalid';
  const url = URL.parse(asked, base);
  if (url?.origin !== base) return home;
  const path = url.pathname + url.search + url.hash;
  return path.startsWith('//') || path.startsWith('/bff/') ? home : path;
}
