import type { Operation } from '../../contracts/operation.ts';

/** The address of an operation with its parameters filled in, each of them encoded. */
export function addressOf(
  baseUrl: string,
  { path }: Operation,
  { params = {}, query = {} }: { readonly params?: object; readonly query?: object },
): URL {
  const given = params as Readonly<Record<string, unknown>>;
  const filled = path.replaceAll(/\{(\w+)(\+?)\}/g, (_match, name: string, several: string) => {
    const segments = several ? String(given[name]).split('/') : [String(given[name])];
    return segments.map(encodeURIComponent).join('/');
  });
  const address = new URL(`${baseUrl}${filled}`);
  for (const [name, value] of Object.entries(query)) {
    for (const single of [value].flat()) if (single !== undefined) address.searchParams.append(name, String(single));
  }
  return address;
}
