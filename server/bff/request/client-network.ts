import { isIPv6 } from 'node:net';

/**
 * By what a client without a session is counted: its IPv4 address, or its IPv6 network of 64 bits, within which one
 * machine may take any address (RFC 4291, section 2.5.1).
 */
export function clientNetwork(address: string): string {
  if (!isIPv6(address)) return address;
  const mapped = /^::ffff:([\d.]+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  const [before = '', after] = address.replace(/%.*$/, '').split('::');
  const groups = before === '' ? [] : before.split(':');
  const behind = after === undefined || after === '' ? [] : after.split(':');
  const zeros = after === undefined ? 0 : 8 - groups.length - behind.length;
  const network = [...groups, ...Array<string>(Math.max(0, zeros)).fill('0'), ...behind].slice(0, 4);
  return `${network.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`;
}
