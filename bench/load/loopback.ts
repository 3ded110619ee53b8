const loopback = ['localhost', '127.0.0.1', '[::1]'];

/** The address of a server of this machine. @throws where it is another's: no load leaves this machine */
export function loopbackUrl(url: string): URL {
  const target = new URL(url);
  if (target.protocol !== 'http:' || !loopback.includes(target.hostname))
    throw new Error(`${url} is not on this machine`);
  return target;
}

/** For `net.connect`. */
export function addressOf({ hostname, port }: URL): { host: string; port: number; noDelay: true } {
  return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || 80), noDelay: true };
}

/** The bytes of a GET request. */
export function getRequest({ pathname, search, host }: URL, headers: Readonly<Record<string, string>> = {}): Buffer {
  const fields = Object.entries({ host, ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`GET ${pathname}${search} HTTP/1.1\r\n${fields.join('')}\r\n`);
}
