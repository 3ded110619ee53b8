import type { TokenFacts } from '../../../server/contracts/bff/session.ts';
import type { Status } from '../shared/ui/status/status.ts';

type TokenFact = TokenFacts['tokens'][number];

/** Whether the token is good, and when it is not, that this is no reason to worry. */
export function statusOfToken(token: TokenFact, now: number): Status {
  if (token.active && Date.parse(token.expiresAt) > now) return { role: 'success', word: 'Valid' };
  return { role: 'neutral', word: 'Expired', icon: 'history' };
}

/** What binds the token to the BFF, so that a stolen copy is worth nothing. */
export function bindingOfToken({ senderConstrained }: TokenFact): Status {
  return senderConstrained === 'dpop'
    ? { role: 'success', word: 'DPoP', icon: 'lock' }
    : { role: 'attention', word: 'Bearer' };
}
