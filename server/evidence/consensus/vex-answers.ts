import { type ProductName, isSameProduct, productName } from './product-name.ts';
import { type WeighedConsensus, compareWeight } from './weigh-claims.ts';

/** One line of an evaluation, as VEX sees it. */
export interface VexQuestion {
  readonly vulnerability: string;
  /** All names of the SBOM's subject. */
  readonly subjects: readonly ProductName[];
  readonly component: ProductName;
}

/** Keeps what VEX says of the components and subjects at hand. */
export interface VexAnswers {
  /** Remembers a consensus if some question can concern it. */
  add(consensus: WeighedConsensus): void;
  /**
   * The consensus that holds; undefined where none does. What is said of the component inside this product comes first, then
   * what is said of the whole product, then what is said of the component wherever it is used; a version named comes before
   * all versions; else as among claims.
   */
  find(question: VexQuestion): WeighedConsensus | undefined;
}

/** `isAsked` tells whether the product of this key is a subject or a component at hand. */
export function createVexAnswers(isAsked: (productKey: string) => boolean): VexAnswers {
  const known = new Map<string, Answer[]>();

  const among = (vulnerability: string, product: ProductName, fits: (answer: Answer) => number): RankedAnswer[] =>
    (known.get(`${product.key}\0\0${vulnerability}`) ?? []).flatMap((answer) => {
      const rank = isSameProduct(answer.product, product) ? fits(answer) : 0;
      return rank === 0 ? [] : { answer, rank };
    });

  return {
    add(consensus) {
      const product = productName(consensus.product);
      if (!isAsked(product.key)) return;
      const subcomponent = consensus.subcomponent === null ? undefined : productName(consensus.subcomponent);
      const key = `${product.key}\0\0${consensus.vulnerability}`;
      const answers = known.get(key);
      if (answers) answers.push({ consensus, product, subcomponent });
      else known.set(key, [{ consensus, product, subcomponent }]);
    },
    find({ vulnerability, subjects, component }) {
      const ranked = [
        ...subjects.flatMap((subject) =>
          among(vulnerability, subject, ({ subcomponent }) => {
            if (subcomponent === undefined) return RANK_PRODUCT;
            if (isSameProduct(subcomponent, component)) return RANK_INSIDE;
            // A BOM-Link to the subject itself.
            return subjects.some((name) => isSameProduct(subcomponent, name)) ? RANK_PRODUCT : 0;
          }),
        ),
        ...among(vulnerability, component, ({ subcomponent }) => (subcomponent === undefined ? RANK_COMPONENT : 0)),
      ];
      return ranked.sort(compareAnswers)[0]?.answer.consensus;
    },
  };
}

const RANK_INSIDE = 3;
const RANK_PRODUCT = 2;
const RANK_COMPONENT = 1;

interface Answer {
  readonly consensus: WeighedConsensus;
  readonly product: ProductName;
  readonly subcomponent: ProductName | undefined;
}

interface RankedAnswer {
  readonly answer: Answer;
  readonly rank: number;
}

function compareAnswers(one: RankedAnswer, other: RankedAnswer): number {
  return (
    other.rank - one.rank ||
    versionsNamed(other.answer) - versionsNamed(one.answer) ||
    compareWeight(weightOf(one.answer), weightOf(other.answer))
  );
}

function versionsNamed({ product, subcomponent }: Answer): number {
  return [product, subcomponent].filter((named) => named && named.version !== null).length;
}

function weightOf({ consensus: { timestamp, status, statements } }: Answer) {
  return { timestamp, status, statement: statements[0] ?? '' };
}
