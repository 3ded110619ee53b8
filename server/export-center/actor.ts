import { plainLine } from './plain-line.ts';

/** Length of a name that the timeline takes. */
const nameLength = 256;

/** Who changes something, for the record of the change. */
export interface Actor {
  readonly tenant: string;
  /** The name that people know, else the token's subject: one line. */
  readonly subject: string;
  readonly traceId: string;
  readonly operator: { readonly reason: string; readonly ticket: string | null } | null;
}

interface ActingCall {
  readonly tenant: string;
  readonly caller: { readonly subject: string; readonly displayName?: string };
  readonly traceId: string;
  readonly operator?: { readonly reason: string; readonly ticket?: string | null } | undefined;
}

/** The actor of a call that has passed the checks of its route. */
export function actorOf({ tenant, caller, traceId, operator }: ActingCall): Actor {
  return {
    tenant,
    subject: plainLine(caller.displayName ?? '', nameLength) || plainLine(caller.subject, nameLength),
    traceId,
    operator: operator ? { reason: operator.reason, ticket: operator.ticket ?? null } : null,
  };
}
