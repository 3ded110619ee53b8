import type { Response } from 'express';
import type { JWK } from 'jose';

/** How the provider goes wrong. Each is off by default. */
export interface Misbehaviour {
  /** Members over the right ones of the discovery document; undefined takes one away. */
  discovery: Record<string, unknown>;
  /** Answers for the discovery document, instead of it. */
  discoveryEndpoint: ((response: Response) => void) | undefined;
  /** Claims over the right ones in the ID token; undefined takes one away. */
  idToken: Record<string, unknown>;
  /** Header members over the right ones. Another `kid` or `alg` means another key, too. */
  idTokenHeader: Record<string, string | undefined>;
  /** The finished ID token, changed; for what no claim can express. */
  idTokenText: ((token: string) => string) | undefined;
  /** Parameters over the right ones on the way back; undefined takes one away, a list doubles it. */
  callback: Record<string, string | readonly string[] | undefined>;
  /** Members over the right ones of the answer to a code; undefined takes one away. */
  codeAnswer: Record<string, unknown>;
  /** The same of the answer to a refresh token. */
  refreshAnswer: Record<string, unknown>;
  /** Answers every token request, instead of the token endpoint. */
  tokenEndpoint: ((response: Response) => void) | undefined;
  /** What the token endpoint answers to a refresh, instead of tokens. */
  refreshError: { status: number; error: string } | undefined;
  /** Waits for this before it answers a refresh; a function is asked once for each, when the refresh has come so far. */
  refreshGate: Promise<unknown> | (() => Promise<unknown>) | undefined;
  /** The published key set, changed. */
  publishedKeys: ((keys: readonly JWK[]) => readonly unknown[]) | undefined;
  /** Answers for the key set, instead of it. */
  keysEndpoint: ((response: Response) => void) | undefined;
}

export const rightly: Misbehaviour = {
  discovery: {},
  discoveryEndpoint: undefined,
  idToken: {},
  idTokenHeader: {},
  idTokenText: undefined,
  callback: {},
  codeAnswer: {},
  refreshAnswer: {},
  tokenEndpoint: undefined,
  refreshError: undefined,
  refreshGate: undefined,
  publishedKeys: undefined,
  keysEndpoint: undefined,
};

/** `right` with what is told over it, without what is told to be undefined. */
export function changed(right: object, told: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries({ ...right, ...told }).filter(([, value]) => value !== undefined));
}
