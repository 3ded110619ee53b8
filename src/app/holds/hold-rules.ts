import { type SchemaPath, validateTree } from '@angular/forms/signals';
import { holdDraft, holdScope } from '../../../server/contracts/evidence-locker/hold.ts';
import { brokenRules } from '../shared/util/contract-rules.ts';
import { holdDraftOf, holdFieldAt, type HoldFields, scopeOf } from './hold-fields.ts';
import type { HoldScope } from '../../../server/contracts/evidence-locker/hold.ts';

// The rules are the contract's. Only the page with the form imports this file, because zod comes with it.

export function holdRules(path: SchemaPath<HoldFields>): void {
  validateTree(path, ({ value, fieldTree }) =>
    brokenRules(holdDraft, holdDraftOf(value())).map(({ path: broken, message }) => ({
      kind: 'contract',
      message: messageFor(broken, message),
      fieldTree: holdFieldAt(fieldTree, broken) ?? fieldTree,
    })),
  );
}

/** The scope once it can be asked about; undefined while what is typed names nothing. */
export function validScopeOf(fields: HoldFields): HoldScope | undefined {
  const scope = scopeOf(fields);
  return holdScope.safeParse(scope).success ? scope : undefined;
}

/** The contract speaks of times where the form asks for days. */
function messageFor(path: string, message: string): string {
  return path === 'reviewAt' || path === 'expiresAt' ? 'Choose a day.' : message;
}
