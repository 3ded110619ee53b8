import { type SchemaPath, validateTree } from '@angular/forms/signals';
import { changeRecord, profileDraft } from '../../../server/contracts/export-center/profile.ts';
import { brokenRules } from '../shared/util/contract-rules.ts';
import { type ChangeFields, changeFieldAt, changeRecordOf } from './change-fields.ts';
import { draftOf, profileFieldAt, type ProfileFields } from './profile-fields.ts';

// The rules are the contract's. Only pages with a form import this file, because zod comes with it.

export function profileRules(path: SchemaPath<ProfileFields>): void {
  validateTree(path, ({ value, fieldTree }) =>
    brokenRules(profileDraft, draftOf(value())).map(({ path: broken, message }) => ({
      kind: 'contract',
      message,
      fieldTree: profileFieldAt(fieldTree, broken) ?? fieldTree,
    })),
  );
}

export function changeRules(path: SchemaPath<ChangeFields>): void {
  validateTree(path, ({ value, fieldTree }) =>
    brokenRules(changeRecord, changeRecordOf(value())).map(({ path: broken, message }) => ({
      kind: 'contract',
      message,
      fieldTree: changeFieldAt(fieldTree, broken) ?? fieldTree,
    })),
  );
}
