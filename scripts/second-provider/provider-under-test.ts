import type { Page } from '@playwright/test';
import type { User } from './users.ts';

/** An OpenID provider that is not ours, as the checks need it. */
export interface ProviderUnderTest {
  readonly issuer: string;
  /** Settings of the program that connect it to this provider. */
  readonly settings: Readonly<Record<string, string>>;
  /** What the console says of its tokens: bound to a key (RFC 9449), or not. */
  readonly senderConstrained: 'dpop' | null;
  /** Fills in the provider's sign-in page, which the browser shows now. */
  signIn(page: Page, user: User): Promise<void>;
  /** The same where the provider knows who it is and wants the password once more. */
  signInAnew(page: Page, user: User): Promise<void>;
  /** Says yes where the provider asks whether to sign out. */
  confirmSignOut(page: Page): Promise<void>;
  /** Ends the user's sessions at the provider, as its own administrator would. */
  endSessions(user: User): Promise<void>;
  countSessions(user: User): Promise<number>;
  /** Refreshes that the provider has recorded for the user. */
  countRefreshes(user: User): Promise<number>;
}
