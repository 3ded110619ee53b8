import { type AdvisoryRows, type LeftOut } from './advisory-rows.ts';

/** Names beyond these are counted together: they are the documents' own, and there could be any number of them. */
const NAMED_ECOSYSTEMS = 12;

const reasons: Readonly<Record<Exclude<LeftOut, 'ecosystem'>, string>> = {
  withdrawn: 'withdrawn advisories',
  versions: 'packages without versions that Trivy compares',
  name: 'packages without a name that can be a key',
};

/** Counts what has no place in a Trivy database, for the run's log. */
export class LeftOutCounter {
  readonly #counts = new Map<string, number>();

  addUnsupported(): void {
    this.#add('advisories of a format or version that is not known');
  }

  add(leftOut: AdvisoryRows['leftOut']): void {
    for (const { reason, ecosystem } of leftOut)
      this.#add(reason === 'ecosystem' ? this.#nameOf(ecosystem) : reasons[reason]);
  }

  /** One line for people; none where nothing was left out. */
  remarks(): string[] {
    const parts = [...this.#counts].sort(([one], [other]) => (one < other ? -1 : 1));
    return parts.length > 0
      ? [`Not in the database: ${parts.map(([what, count]) => `${what} (${count})`).join(', ')}.`]
      : [];
  }

  #nameOf(ecosystem: string | null): string {
    const named = `packages of ${ecosystem ?? 'no ecosystem'}`;
    return this.#counts.has(named) || this.#counts.size < NAMED_ECOSYSTEMS ? named : 'packages of other ecosystems';
  }

  #add(what: string): void {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + 1);
  }
}
