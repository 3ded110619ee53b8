import type { Profile } from '../../../server/contracts/export-center/profile.ts';
import { fieldsOf, type ProfileFields } from './profile-fields.ts';

const longestName = 64;

/**
 * The form of a new profile that begins as another one. As another kind (`mirror:full` from a delta) it keeps what selects
 * its evidence: so a full mirror becomes the base of the deltas that are like it.
 */
export function copyOf(profile: Profile, packs?: string): ProfileFields {
  const fields = fieldsOf(profile);
  if (packs === undefined || packs === fields.packs) return { ...fields, name: named(profile.name, 'copy') };
  return {
    ...fields,
    packs,
    name: named(profile.name, packs.split(':').at(-1) ?? 'copy'),
    baseMode: 'last-run',
    baseRunId: '',
  };
}

function named(name: string, ending: string): string {
  return `${name.slice(0, longestName - ending.length - 1).replace(/-+$/, '')}-${ending}`;
}
