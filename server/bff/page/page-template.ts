import { inlineLoader, scriptHash } from './inline-loader.ts';

/** The built index, ready to be completed with a nonce. */
export interface PageTemplate {
  readonly loaderHash: string;
  render(nonce: string): string;
}

const noncePlaceholder = '__CSP_NONCE__';
const moduleScript = /<script\b[^>]*\bsrc="\/?(main-[A-Z0-9]+\.js)"[^>]*><\/script>/;

/**
 * Turns the index.html that `ng build` wrote into the page: the inline loader in place of its script tags, absolute
 * addresses (it is served under every route, without a `<base>`), and a place for the nonce.
 * Throws where the index is not one of this console's builds.
 */
export function createPageTemplate(builtIndex: string): PageTemplate {
  const main = moduleScript.exec(builtIndex)?.[1];
  if (main === undefined || !builtIndex.includes(noncePlaceholder)) {
    throw new Error('The built index.html has no main script or no ngCspNonce placeholder');
  }
  const loader = inlineLoader(`/${main}`);
  const html = builtIndex
    .replace(moduleScript, () => `<script>${loader}</script>`)
    // Polyfills and styles of the build: same names, from the root.
    .replaceAll(/(<link\b[^>]*\bhref=")(?![/#]|\w+:)/g, '$1/');
  if (/<script\b[^>]*\bsrc=/.test(html))
    throw new Error('The built index.html has a script that the page does not know');

  return { loaderHash: scriptHash(loader), render: (nonce) => html.replaceAll(noncePlaceholder, nonce) };
}
