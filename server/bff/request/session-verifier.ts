import type { TokenVerifier } from '../../kernel/http/token-verifier.ts';
import { isScope } from '../../contracts/scopes.ts';
import { scopesOf } from '../console/console-session.ts';
import { sessionOf } from './guard.ts';

/** For the BFF's own operations the session says who calls, as an access token does for the services. */
export function createSessionVerifier(clientId: string): TokenVerifier {
  return {
    verify(request) {
      const session = sessionOf(request);
      return Promise.resolve({
        subject: session.subject,
        displayName: session.displayName,
        clientId,
        kind: 'user',
        scopes: [...scopesOf(session)].filter(isScope),
        tenants: session.tokens.tenants,
        authTime: Math.floor(session.authTime.getTime() / 1000),
      });
    },
  };
}
