import type { Profile } from '../../../server/contracts/export-center/profile.ts';
import { type ChangeFields, newChangeFields } from './change-fields.ts';
import { carriedOver, fieldsOf, type ProfileFields, sameFields } from './profile-fields.ts';

/** The next revision as the form holds it. */
export interface EditedProfile {
  readonly profile: ProfileFields;
  readonly change: ChangeFields;
}

export function editedOf(profile: Profile): EditedProfile {
  return { profile: fieldsOf(profile), change: newChangeFields(profile.changeRecord?.expectedBundleBytes) };
}

/** What was typed on `base`, now on `newer`. */
export function onRevision({ profile, change }: EditedProfile, base: Profile, newer: Profile): EditedProfile {
  return { profile: carriedOver(profile, fieldsOf(base), fieldsOf(newer)), change };
}

export function isEdited({ profile, change }: EditedProfile, base: Profile): boolean {
  return !sameFields(profile, fieldsOf(base)) || change.impact.trim() !== '' || change.ticket.trim() !== '';
}
