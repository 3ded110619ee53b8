import type { Config } from '../../kernel/config/config.ts';
import type { UpstreamName } from '../request/route-table.ts';

/** A service that operations are passed on to. */
export interface Upstream {
  readonly name: UpstreamName;
  /** Where it is, perhaps below a path. Never from a request. */
  readonly url: URL;
  /** What its access tokens are made for. */
  readonly audience: string;
  /** All its operations lie below. */
  readonly prefix: string;
}

/** The address of an operation there, without query: what a DPoP proof names (`htu`). */
export function addressAt({ url }: Upstream, path: string): string {
  return url.origin + (url.pathname === '/' ? path : url.pathname.replace(/\/$/, '') + path);
}

export function upstreamsOf(config: Config): Record<UpstreamName, Upstream> {
  return {
    'export-center': {
      name: 'export-center',
      url: new URL(config.exportCenterUrl),
      audience: config.exportCenterAudience,
      prefix: '/api/export',
    },
    'evidence-locker': {
      name: 'evidence-locker',
      url: new URL(config.evidenceLockerUrl),
      audience: config.evidenceLockerAudience,
      prefix: '/evidence',
    },
  };
}
