import { type SbomComponent } from '../model.ts';
import { orderOfEcosystem } from '../versions/order-of.ts';
import { packageKey } from './package-key.ts';

/** A version of a package that some SBOM lists. */
export type VersionNumber = number;
/**
 * A way in which SBOMs write such a version: its purl. Almost always there is but one, whose number is the version's own; further
 * ones have numbers below 0.
 */
export type ComponentNumber = number;

/**
 * The distinct components of all SBOMs. SBOMs share most of theirs, so this is what the memory of matching grows with; an
 * SBOM itself is but the numbers of its components.
 */
export interface ComponentIndex {
  add(component: SbomComponent): ComponentNumber;
  /** The versions of a package by their text; undefined where no SBOM lists the package. */
  versionsOf(key: string): ReadonlyMap<string, VersionNumber> | undefined;
  purlOf(component: ComponentNumber): string;
  versionOf(component: ComponentNumber): VersionNumber;
  /** How many versions there are; their numbers are below. */
  versionCount(): number;
  /** Versions that their ecosystem's order cannot read; ecosystems without an order do not count. */
  unreadableVersions(): number;
}

export function createComponentIndex(): ComponentIndex {
  const packages = new Map<string, Map<string, VersionNumber>>();
  /** By the number of the version. */
  const purls: string[] = [];
  const otherPurls = new Map<string, ComponentNumber>();
  const others: { purl: string; version: VersionNumber }[] = [];
  /** Packages share version texts: each is kept once. */
  const texts = new Map<string, string>();
  let unreadable = 0;

  const kept = (text: string): string => {
    const known = texts.get(text);
    if (known === undefined) texts.set(text, text);
    return known ?? text;
  };
  const addVersion = ({ ecosystem, name, purl, version }: SbomComponent): VersionNumber => {
    const key = packageKey(ecosystem, name);
    let known = packages.get(key);
    if (known === undefined) packages.set(key, (known = new Map<string, VersionNumber>()));
    let number = known.get(version);
    if (number === undefined) {
      number = purls.push(inOnePiece(purl)) - 1;
      known.set(kept(version), number);
      const order = orderOfEcosystem(ecosystem);
      if (order && order.read(version) === undefined) unreadable += 1;
    }
    return number;
  };

  return {
    add(component) {
      const version = addVersion(component);
      const { purl } = component;
      if (purls[version] === purl) return version;
      let number = otherPurls.get(purl);
      if (number === undefined) {
        number = -others.push({ purl, version });
        otherPurls.set(purl, number);
      }
      return number;
    },
    versionsOf: (key) => packages.get(key),
    purlOf: (component) => (component < 0 ? itemAt(others, -component - 1).purl : itemAt(purls, component)),
    versionOf: (component) => (component < 0 ? itemAt(others, -component - 1).version : component),
    versionCount: () => purls.length,
    unreadableVersions: () => unreadable,
  };
}

/** A text put together from parts keeps the parts, which take several times its size, until somebody copies it. */
function inOnePiece(text: string): string {
  return Buffer.from(text).toString();
}

function itemAt<Item>(items: readonly Item[], index: number): Item {
  const item = items[index];
  if (item === undefined) throw new RangeError(`There is no component ${index}`);
  return item;
}
