import { z } from 'zod';
import { profileDraft } from '../../../../server/contracts/export-center/profile.ts';
import { brokenRules } from './contract-rules.ts';

const draft = { name: 'nightly-raw', kind: 'json', variant: 'raw' };

describe('brokenRules', () => {
  it('is empty where the contract is kept', () => {
    expect(brokenRules(profileDraft, draft)).toEqual([]);
  });

  it('names the path and says what to change, in the words of a form', () => {
    expect(brokenRules(profileDraft, { ...draft, include: [], compression: { level: 23 } })).toEqual([
      { path: 'include', message: 'Give at least one.' },
      { path: 'compression.level', message: 'At most 22.' },
    ]);
  });

  it('tells an empty number field from one with a fraction', () => {
    const retention = (value: number) => brokenRules(profileDraft, { ...draft, retention: { mode: 'days', value } });
    expect(retention(Number.NaN)).toEqual([{ path: 'retention.value', message: 'Give a number.' }]);
    expect(retention(1.5)).toEqual([{ path: 'retention.value', message: 'Give a whole number.' }]);
  });

  it('goes into the branch that is meant where a value can take several forms', () => {
    const selectors = { timeWindow: { lastDays: 0 } };
    expect(brokenRules(profileDraft, { ...draft, selectors })).toEqual([
      { path: 'selectors.timeWindow.lastDays', message: 'At least 1.' },
    ]);
  });

  it('names a key that is not allowed', () => {
    expect(brokenRules(profileDraft, { ...draft, labels: { Team: 'x' } })).toEqual([
      { path: 'labels.Team', message: '“Team” is not a label name.' },
    ]);
  });

  it('counts characters', () => {
    expect(brokenRules(z.object({ name: z.string().max(3) }), { name: 'abcd' })).toEqual([
      { path: 'name', message: 'At most 3 characters.' },
    ]);
  });
});
