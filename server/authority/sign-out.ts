import type { Configuration, KoaContextWithOIDC, Provider } from 'oidc-provider';
import type { Config } from '../kernel/config/config.ts';
import { renderSignedOut, renderSigningOut, renderSignOutQuestion } from './pages/sign-out-pages.ts';
import type { ArtifactStore } from './storage/artifact-store.ts';

type SignOutPages = Pick<
  NonNullable<NonNullable<Configuration['features']>['rpInitiatedLogout']>,
  'logoutSource' | 'postLogoutSuccessSource'
>;

/** The pages of RP-initiated logout (OpenID Connect RP-Initiated Logout 1.0). */
export function signOutPages(config: Config): SignOutPages {
  return {
    logoutSource(ctx, form) {
      ctx.body = isAskedBySessionHolder(ctx) ? renderSigningOut(form) : renderSignOutQuestion(form);
    },
    postLogoutSuccessSource(ctx) {
      ctx.type = 'html';
      ctx.body = renderSignedOut(config.publicOrigin);
    },
  };
}

/**
 * Whether the request proves that it comes from a client of this very session: by its ID token, or by the session's
 * `sid` as `logout_hint`. Only ID token and logout token carry the `sid`, so no other site knows it, and unlike an ID
 * token it may stand in a URL. Anybody else's link gets the question instead.
 */
function isAskedBySessionHolder({ oidc }: KoaContextWithOIDC): boolean {
  const { client, session, params } = oidc;
  const sid = client && session?.sidFor(client.clientId);
  const hint = oidc.entities.IdTokenHint?.payload['sid'] ?? params?.['logout_hint'];
  return typeof sid === 'string' && sid === hint;
}

/**
 * Takes the tokens of a session with it when the session ends. The provider does so for the latest grant of each
 * client; here each sign-in has its own (tokens/grant.ts), and a refresh token must not outlive the sign-out.
 */
export function endTokensWithSession(provider: Provider, store: ArtifactStore): void {
  provider.use(async (ctx, next) => {
    await next();
    // Absent where no endpoint of the provider matched.
    const { oidc } = ctx as Partial<KoaContextWithOIDC>;
    if (oidc?.route !== 'end_session_confirm') return;
    const session = oidc.session as { uid: string; destroyed?: boolean } | undefined;
    if (session?.destroyed) await store.endSession(session.uid);
  });
}
