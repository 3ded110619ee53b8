const token = /ey[JA][\w-]{8,}(?:\.[\w-]*){1,4}/g;
const credentialsInUrl = /(\w+:\/\/)[^\s/@]+@/g;

/** Replaces what looks like a JWT or like credentials in an address: for texts of our own. */
export function maskTokens(text: string): string {
  // Most texts are far from it, and every field of every line comes by here.
  if (!text.includes('ey') && !text.includes('://')) return text;
  return text.replaceAll(token, '[token]').replaceAll(credentialsInUrl, '$1[credentials]@');
}

/** Whoever writes more than this into an error quotes something. */
const longest = 2000;

/** `code=…`, `client_secret=…`, `Authorization: Bearer …`: whatever stands there, however short. */
const named =
  /\b(\w*(?:code|token|secret|verifier|assertion|password|cookie|nonce|state|session[-\w]*))(["']?\s*[=:]\s*)(?!\d{1,5}\b)[^\s&;,)}]+/gi;
const scheme = /\b(bearer|dpop|basic)\s+(?=\S{8})[^\s,"']+/gi;
/** Long words with digits in them: random ones. A digest says what it is and tells nothing. */
const random = /(?<!sha256:)(?<![\w~+-])(?=[\w~+-]*\d)(?=[\w~+-]*[a-z])[\w~+-]{20,}={0,2}/gi;
/** V8 quotes what it could not parse, which may be anybody's answer. */
const unparsed = /"[^]*" is not valid JSON/;

/**
 * Replaces whatever could be a secret: for texts of others, as error messages of libraries are. They quote answers,
 * addresses and headers without asking what is in them.
 */
export function maskSecrets(text: string): string {
  return maskTokens(text.slice(0, longest))
    .replace(unparsed, '[text] is not valid JSON')
    .replaceAll(scheme, '$1 [masked]')
    .replaceAll(named, '$1$2[masked]')
    .replaceAll(random, '[masked]');
}
