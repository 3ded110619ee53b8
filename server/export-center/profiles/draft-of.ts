import type { Profile, ProfileDraft } from '../../contracts/export-center/profile.ts';

/** What a person wrote of a profile: the part that decides what is built. */
export function draftOf(profile: Profile): ProfileDraft {
  const { name, description, kind, variant, include, selectors, policySnapshotMode, trivy } = profile;
  const { compression, encryption, base, redaction, distribution, retention, labels } = profile;
  return {
    ...{ name, description, kind, variant, labels, include, selectors, policySnapshotMode, trivy },
    ...{ compression, encryption, base, redaction, distribution, retention },
  };
}
