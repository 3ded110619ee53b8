import type { Request, Response } from 'express';
import { sessionHashOf } from '../sessions/session-cookie.ts';
import type { LoginTransaction } from './login-transaction.ts';
import { localReturnTo } from './return-to.ts';
import type { SignInParts } from './sign-in.ts';

/** `GET /bff/login`: remembers what was asked for, and sends the browser to the provider. */
export async function beginSignIn(parts: SignInParts, request: Request, response: Response): Promise<void> {
  await sendToProvider(parts, request, response, 'sign-in');
}

/** `GET /bff/step-up`: the same, in a running session, which the transaction names. */
export async function beginStepUp(parts: SignInParts, request: Request, response: Response): Promise<void> {
  await sendToProvider(parts, request, response, 'step-up');
}

async function sendToProvider(
  { transactions, provider }: SignInParts,
  request: Request,
  response: Response,
  purpose: LoginTransaction['purpose'],
): Promise<void> {
  const { returnTo } = request.query;
  const session = sessionHashOf(request.headers.cookie);
  const { transaction, setCookie } = transactions.start(
    {
      purpose,
      returnTo: localReturnTo(typeof returnTo === 'string' ? returnTo : undefined),
      ...(session === undefined ? {} : { session }),
    },
    request.headers.cookie,
  );
  const url = await provider.signInUrl(transaction);
  response.setHeader('Set-Cookie', setCookie);
  response.redirect(303, url.href);
}
