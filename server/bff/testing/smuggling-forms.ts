/** One malformed or ambiguous request: the lines below its own head, and all that follows. */
export interface SmugglingForm {
  readonly name: string;
  readonly method: 'GET' | 'POST';
  /** Changes the request line, `METHOD target HTTP/1.1`. */
  readonly requestLine?: (line: string) => string;
  /** Further header lines, the empty line and the body, as they go over the wire (latin1). */
  readonly rest: string;
}

const post = (name: string, rest: string): SmugglingForm => ({ name, method: 'POST', rest });
const get = (name: string, rest: string): SmugglingForm => ({ name, method: 'GET', rest });
const line = (name: string, requestLine: (line: string) => string): SmugglingForm => ({
  name,
  method: 'GET',
  requestLine,
  rest: 'Connection: close\r\n\r\n',
});

const chunked = 'Transfer-Encoding: chunked\r\n';

/** Two lengths, or one that can be read in two ways (RFC 9112, section 6). */
function lengths(hidden: string): SmugglingForm[] {
  const end = `\r\n0\r\n\r\n${hidden}`;
  const exact = `Content-Length: ${hidden.length}\r\n`;
  return [
    post('CL.TE', `Content-Length: ${hidden.length + 5}\r\n${chunked}${end}`),
    post('TE.CL', `${chunked}Content-Length: 4\r\n\r\n${hidden.length.toString(16)}\r\n${hidden}\r\n0\r\n\r\n`),
    post('TE.TE', `${chunked}Transfer-Encoding: identity\r\n${end}`),
    post('twice chunked', `${chunked}${chunked}${end}`),
    post('chunked, identity', `Transfer-Encoding: chunked, identity\r\n${end}`),
    post('identity, chunked', `Transfer-Encoding: identity, chunked\r\n${end}`),
    post('gzip, chunked', `Transfer-Encoding: gzip, chunked\r\n${end}`),
    post('xchunked', `Transfer-Encoding: xchunked\r\n${end}`),
    post('chunked with a parameter', `Transfer-Encoding: chunked;q=1\r\n${end}`),
    post('quoted chunked', `Transfer-Encoding: "chunked"\r\n${end}`),
    post('chunked after a vertical tab', `Transfer-Encoding:\u000bchunked\r\n${end}`),
    post('chunked on the next line', `Transfer-Encoding:\r\n chunked\r\n${end}`),
    post('an empty encoding', `Transfer-Encoding:\r\n${end}`),
    post('a space before the colon', `Transfer-Encoding : chunked\r\n${end}`),
    post('a tab before the colon', `Transfer-Encoding\t: chunked\r\n${end}`),
    post('a line feed before the encoding', `X: x\nTransfer-Encoding: chunked\r\n${end}`),
    post('a carriage return before the encoding', `X: x\rTransfer-Encoding: chunked\r\n${end}`),
    post('two lengths', `Content-Length: 0\r\n${exact}\r\n${hidden}`),
    post('the same length twice', `${exact}${exact}\r\n${hidden}`),
    post('a list of lengths', `Content-Length: 0, ${hidden.length}\r\n\r\n${hidden}`),
    post('a zero in front', `Content-Length: 0${hidden.length}\r\n\r\n${hidden}`),
    post('a sign', `Content-Length: +${hidden.length}\r\n\r\n${hidden}`),
    post('a negative length', `Content-Length: -${hidden.length}\r\n\r\n${hidden}`),
    post('a hexadecimal length', `Content-Length: 0x${hidden.length.toString(16)}\r\n\r\n${hidden}`),
    post('an underscore', `Content-Length: 1_0\r\n\r\n${hidden}`),
    post('a space inside', `Content-Length: 1 0\r\n\r\n${hidden}`),
    post('an exponent', `Content-Length: 1e1\r\n\r\n${hidden}`),
    post('an empty length', `Content-Length:\r\n\r\n${hidden}`),
    post('a length beyond 64 bits', `Content-Length: 18446744073709551616\r\n\r\n${hidden}`),
    get('a body for a GET', `${exact}\r\n${hidden}`),
  ];
}

/** Chunks that end elsewhere for another reader. */
function chunks(hidden: string): SmugglingForm[] {
  const end = `\r\n0\r\n\r\n${hidden}`;
  return [
    post('a line feed after the size', `${chunked}\r\n2\n{}\r\n${end}`),
    post('a line feed after an extension', `${chunked}\r\n2;a=b\n{}\r\n${end}`),
    post('a line feed after the data', `${chunked}\r\n2\r\n{}\n${end}`),
    post('no line end after the data', `${chunked}\r\n2\r\n{}${end.slice(2)}`),
    post('more data than the size', `${chunked}\r\n2\r\n{}xx\r\n${end}`),
    post('a size with 0x', `${chunked}\r\n0x2\r\n{}\r\n${end}`),
    post('a size with a sign', `${chunked}\r\n+2\r\n{}\r\n${end}`),
    post('a negative size', `${chunked}\r\n-2\r\n{}\r\n${end}`),
    post('a space after the size', `${chunked}\r\n2 \r\n{}\r\n${end}`),
    post('a size beyond 64 bits', `${chunked}\r\n10000000000000002\r\n{}\r\n${end}`),
    post('an extension without end', `${chunked}\r\n2;${'a'.repeat(20_000)}\r\n{}\r\n${end}`),
  ];
}

/** Lines that one reader joins and another splits (RFC 9112, sections 2.2 and 5). */
function headers(hidden: string): SmugglingForm[] {
  return [
    get('a line feed alone', `X: a\nY: b\r\n\r\n`),
    get('a line feed for the empty line', `X: a\r\n\n${hidden}`),
    get('a carriage return alone', `X: a\rY: b\r\n\r\n`),
    get('a folded line', `X: a\r\n b\r\n\r\n`),
    get('a line folded by a tab', `X: a\r\n\tb\r\n\r\n`),
    get('a NUL in a value', `X: a\u0000b\r\n\r\n`),
    get('a NUL in a name', `X\u0000: a\r\n\r\n`),
    get('a space in a name', `X Y: a\r\n\r\n`),
    get('no colon', `X\r\n\r\n`),
    get('no name', `: a\r\n\r\n`),
    get('a second host', `Host: hidden\r\n\r\n`),
    get('more lines than anybody reads', `${'a:1\r\n'.repeat(1_500)}Content-Length: ${hidden.length}\r\n\r\n${hidden}`),
  ];
}

function requestLines(hidden: string): SmugglingForm[] {
  return [
    line('a space in front', (given) => ` ${given}`),
    line('tabs between the words', (given) => given.replaceAll(' ', '\t')),
    line('a space in the target', (given) => given.replace('/export', '/ex port')),
    line('a byte above ASCII in the target', (given) => given.replace('/export', '/export\u00ff')),
    line('a space at the end', (given) => `${given} `),
    line('a line feed at the end', (given) => given.replace(/$/, '\n')),
    line('HTTP/0.9', (given) => given.replace(/ HTTP.*/, '')),
    line('HTTP/1.2', (given) => given.replace('HTTP/1.1', 'HTTP/1.2')),
    line('HTTP/2.0', (given) => given.replace('HTTP/1.1', 'HTTP/2.0')),
    line('http/1.1', (given) => given.replace('HTTP', 'http')),
    line('the preface of HTTP/2', () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
    line('a method in lower case', (given) => given.toLowerCase().replace('http', 'HTTP')),
    line('an unknown method', (given) => given.replace('GET', 'STEAL')),
    line('an address of its own', (given) => given.replace(' /', ' http://hidden/')),
    line('an authority', (given) => given.replace(/ \S+ /, ' hidden:80 ')),
    line('an asterisk', (given) => given.replace(/ \S+ /, ' * ')),
    {
      ...post('chunks in HTTP/1.0', `Connection: keep-alive\r\n${chunked}\r\n0\r\n\r\n${hidden}`),
      requestLine: (given) => given.replace('HTTP/1.1', 'HTTP/1.0'),
    },
  ];
}

/** `hidden` is a whole request, which must never become one of its own: neither at the BFF nor behind it. */
export function smugglingForms(hidden: string): SmugglingForm[] {
  return [...lengths(hidden), ...chunks(hidden), ...headers(hidden), ...requestLines(hidden)];
}

/** Unusual, and still only one thing to every reader: the body is `{}`, and nothing of the rest is a header. */
export const unusualForms: readonly SmugglingForm[] = [
  post('CHUNKED', 'Transfer-Encoding:\tCHUNKED\r\n\r\n2\r\n{}\r\n0\r\n\r\n'),
  post('a size with zeros in front', `${chunked}\r\n002\r\n{}\r\n000\r\n\r\n`),
  post('chunk extensions', `${chunked}\r\n2;x-stella-tenant=globex\r\n{}\r\n0;a="b"\r\n\r\n`),
  post('trailers', `${chunked}\r\n2\r\n{}\r\n0\r\nX-Stella-Tenant: globex\r\nAuthorization: evil\r\n\r\n`),
  post('spaces around the length', 'Content-Length: \t 2 \t\r\n\r\n{}'),
];
