import express, { type Request, type Response, type Router } from 'express';
import { errors, type Provider } from 'oidc-provider';
import type { Logger } from '../../kernel/logging/logger.ts';
import type { Metrics } from '../../kernel/metrics/metrics.ts';
import { demoUsers } from '../users/demo-users.ts';
import type { UserDirectory } from '../users/user-directory.ts';
import type { SignInAttempts } from './sign-in-attempts.ts';
import { createSignInNotes } from './sign-in-notes.ts';
import { renderSignInPage } from './sign-in-page.ts';

/** An authorization request that waits for its person, as the provider keeps it. */
type Interaction = Awaited<ReturnType<Provider['interactionDetails']>>;

export interface SignInRoutes {
  readonly provider: Provider;
  readonly users: UserDirectory;
  readonly attempts: SignInAttempts;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** `/interaction/<uid>`: the page that the provider sends a browser to when someone has to sign in. */
export function createSignInRoutes({ provider, users, attempts, logger, metrics }: SignInRoutes): Router {
  const router = express.Router();
  const note = createSignInNotes(logger, metrics);
  const form = express.urlencoded({ extended: false, limit: '4kb', parameterLimit: 8 });

  router.use('/interaction', refuseOtherSites);
  router.get('/interaction/:uid', showPage);
  router.post('/interaction/:uid', form, signIn);
  router.post('/interaction/:uid/cancel', cancel);
  return router;

  async function showPage(request: Request, response: Response): Promise<void> {
    const interaction = await currentInteraction(request, response);
    const userName = await nameAtHand(interaction);
    sendPage(response, 200, interaction, userName);
  }

  async function signIn(request: Request, response: Response): Promise<void> {
    const interaction = await currentInteraction(request, response);
    const userName = field(request, 'userName', 128);
    const password = field(request, 'password', 256);
    const address = request.socket.remoteAddress ?? '';

    if (!userName || !password) {
      sendPage(response, 400, interaction, userName, 'Enter your user name and your password.');
      return;
    }
    const retryAfter = await attempts.begin(userName, address);
    if (retryAfter !== undefined) {
      note.refused();
      response.set('Retry-After', String(retryAfter));
      sendPage(response, 429, interaction, userName, `Too many attempts. Try again in ${inWords(retryAfter)}.`);
      return;
    }
    const user = await users.authenticate(userName, password);
    if (!user) {
      note.failed();
      sendPage(response, 401, interaction, userName, 'User name and password do not match. Check both and try again.');
      return;
    }
    await attempts.succeed(userName, address);
    note.succeeded(user.subject);
    // RFC 8176: `pwd` is authentication by password.
    await finish(request, response, { login: { accountId: user.subject, amr: ['pwd'] } });
  }

  async function cancel(request: Request, response: Response): Promise<void> {
    await currentInteraction(request, response);
    await finish(request, response, { error: 'access_denied', error_description: 'The sign-in was cancelled' });
  }

  /**
   * The interaction of this browser. The cookie names it and the path must name the same one: neither a page of another
   * site nor a link with a foreign uid can make a browser finish a request that it did not start.
   */
  async function currentInteraction(request: Request, response: Response): Promise<Interaction> {
    const interaction = await provider.interactionDetails(request, response);
    if (interaction.uid !== request.params['uid']) throw new errors.SessionNotFound('interaction mismatch');
    return interaction;
  }

  /** Who will probably sign in: whoever is signed in already, else whom the client expects (`login_hint`). */
  async function nameAtHand({ session, params }: Interaction): Promise<string> {
    const signedIn = session && (await users.find(session.accountId));
    if (signedIn) return signedIn.userName;
    const hint = params['login_hint'];
    return typeof hint === 'string' ? hint.slice(0, 128) : '';
  }

  function sendPage(response: Response, status: number, interaction: Interaction, userName: string, failure?: string) {
    const page = renderSignInPage({
      action: `/interaction/${interaction.uid}`,
      userName,
      again: interaction.session !== undefined,
      demoUsers,
      ...(failure === undefined ? {} : { failure }),
    });
    response.status(status).set('Cache-Control', 'no-store').type('html').send(page);
  }

  function finish(request: Request, response: Response, result: Parameters<Provider['interactionFinished']>[2]) {
    return provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
  }
}

/** Browsers say where a request comes from: from our own page, or from nowhere when the person reloads. */
function refuseOtherSites(request: Request, _response: Response, next: (error?: Error) => void): void {
  const site = request.get('Sec-Fetch-Site');
  const isForeign = site !== undefined && site !== 'same-origin' && site !== 'none';
  if (request.method === 'POST' && isForeign) next(new errors.AccessDenied('cross-site form'));
  else next();
}

function field(request: Request, name: string, maxLength: number): string {
  const value = (request.body as Record<string, unknown> | undefined)?.[name];
  return typeof value === 'string' && value.length <= maxLength ? value : '';
}

function inWords(seconds: number): string {
  return seconds < 60 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`;
}
