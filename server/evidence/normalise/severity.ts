import cvss from 'ae-cvss-calculator';
import { type NormalisedAdvisory, type Severity } from '../model.ts';

type Rating = NormalisedAdvisory['cvss'][number];

/** Longer ones are no vectors; those of CVSS 4 with every metric take some 250 characters. */
const maximumVectorLength = 512;
/** A CVSS 4 vector takes half a millisecond, and advisories share few of them. */
const rememberedScores = 10_000;

const scores = new Map<string, number | null>();

/** The base score of a CVSS 2, 3.0, 3.1 or 4.0 vector; null where it is none or lacks metrics. */
export function baseScore(vector: string): number | null {
  if (vector.length > maximumVectorLength) return null;
  let score = scores.get(vector);
  if (score === undefined) {
    if (scores.size >= rememberedScores) scores.clear();
    score = computedScore(vector);
    scores.set(vector, score);
  }
  return score;
}

function computedScore(vector: string): number | null {
  try {
    // The library leaves open which of its four classes it gives; null is none of them.
    const scored = cvss.fromVector(vector) as ScoredVector | null;
    const base = scored?.isBaseFullyDefined() ? scored.calculateScores().base : undefined;
    return typeof base === 'number' && Number.isFinite(base) ? base : null;
  } catch {
    return null;
  }
}

interface ScoredVector {
  isBaseFullyDefined(): boolean;
  calculateScores(): { readonly base?: number | undefined };
}

const words = new Map<string, Severity>([
  ['critical', 'critical'],
  ['high', 'high'],
  ['important', 'high'],
  ['moderate', 'medium'],
  ['medium', 'medium'],
  ['low', 'low'],
  ['negligible', 'low'],
  ['none', 'low'],
]);

/** What a database calls a severity: GitHub's `MODERATE`, Ubuntu's `negligible`. */
export function severityOfWord(word: string | undefined): Severity {
  return words.get(word?.slice(0, 32).toLowerCase() ?? '') ?? 'unknown';
}

/** The highest rating of the newest CVSS version that rates at all. */
export function severityOfRatings(ratings: readonly Rating[]): Severity {
  for (const type of ['CVSS_V4', 'CVSS_V3', 'CVSS_V2']) {
    const rated = ratings.filter((rating) => rating.type === type).flatMap(({ score }) => score ?? []);
    if (rated.length > 0)
      return severityOfScore(
        rated.reduce((one, other) => Math.max(one, other)),
        type,
      );
  }
  return 'unknown';
}

/** CVSS 3.1, section 5, and CVSS 4.0, section 6; NVD's ranges for CVSS 2, which has no critical. */
function severityOfScore(score: number, type: string): Severity {
  if (score >= 9 && type !== 'CVSS_V2') return 'critical';
  if (score >= 7) return 'high';
  return score >= 4 ? 'medium' : 'low';
}
