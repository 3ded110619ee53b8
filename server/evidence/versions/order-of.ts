import { baseEcosystem } from '../normalise/ecosystem.ts';
import { composerOrder } from './composer-order.ts';
import { mavenOrder } from './maven-order.ts';
import { nugetOrder } from './nuget-order.ts';
import { numberOrder } from './number-order.ts';
import { pythonOrder } from './python-order.ts';
import { rubyOrder } from './ruby-order.ts';
import { goOrder, pubOrder, semanticOrder } from './semantic-order.ts';
import { type VersionOrder } from './version-order.ts';

const orders = new Map<string, VersionOrder>([
  ['cran', numberOrder],
  ['crates.io', semanticOrder],
  ['go', goOrder],
  ['hackage', numberOrder],
  ['hex', semanticOrder],
  ['maven', mavenOrder],
  ['npm', semanticOrder],
  ['nuget', nugetOrder],
  ['packagist', composerOrder],
  ['pub', pubOrder],
  ['pypi', pythonOrder],
  ['rubygems', rubyOrder],
  ['swifturl', semanticOrder],
]);

/** The order of an ecosystem's versions; undefined where we have none: then only versions listed one by one match. */
export function orderOfEcosystem(ecosystem: string): VersionOrder | undefined {
  return orders.get(baseEcosystem(ecosystem).toLowerCase());
}

/** The order in which a range's events stand: SEMVER says its own, whatever the ecosystem (OSV schema, "ranges[].type"). */
export function orderOfRange(type: 'SEMVER' | 'ECOSYSTEM' | 'GIT', ecosystem: string): VersionOrder | undefined {
  if (type === 'GIT') return undefined;
  const order = orderOfEcosystem(ecosystem);
  return type === 'SEMVER' && order !== goOrder ? semanticOrder : order;
}
