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
      message: naming(draftOf(value()), broken, message),
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

/** A rule that one line of many breaks says which: "“age1x”: must be an age recipient". */
function naming(draft: object, path: string, message: string): string {
  const line = path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], draft);
  if (typeof line !== 'string' || !/\.\d+$/.test(path)) return message;
  const shown = line.length > 32 ? `${line.slice(0, 31)}…` : line;
  return `“${shown}”: ${message.charAt(0).toLowerCase()}${message.slice(1)}`;
}
