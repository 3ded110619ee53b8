import { createHash } from 'node:crypto';

/**
 * The only inline script of the page. Its hash stands in the policy, and what it loads may load more ('strict-dynamic'):
 * a hash on the main script alone would block every lazy chunk.
 *
 * Two Trusted Types policies: `loader` for the main script, `default` for `new Worker(url)`, which Angular's build emits
 * with a plain string. Both take exactly the names that the build gives, on this origin.
 */
export function inlineLoader(mainScript: string): string {
  return `
const own = (pattern) => (given) => {
  const url = new URL(given, location.origin);
  if (url.origin === location.origin && pattern.test(url.pathname) && url.search === '') return url.href;
  throw new TypeError('Not a script of this console: ' + url.href);
};
trustedTypes.createPolicy('default', { createScriptURL: own(/^\\/worker-[A-Z0-9]+\\.js$/) });
const loader = trustedTypes.createPolicy('loader', { createScriptURL: own(/^\\/main-[A-Z0-9]+\\.js$/) });
const script = document.createElement('script');
script.type = 'module';
script.src = loader.createScriptURL('${mainScript}');
document.head.append(script);
`.replace(
    /^/,
    // Browsers without Trusted Types (Firefox before 148) get policies that change nothing.
    'const trustedTypes = globalThis.trustedTypes ?? { createPolicy: (name, rules) => rules };',
  );
}

/** As a source expression of `script-src`. */
export function scriptHash(script: string): string {
  return `'sha256-${createHash('sha256').update(script).digest('base64')}'`;
}
