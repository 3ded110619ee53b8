import { plainLine } from './plain-line.ts';

/** Length of a name that the timeline takes. */
const nameLength = 256;

/** Who changes something, for the record of the change. */
export interface Actor {
  readonly tenant: string;
  /** Subject of the token, one line; the timeline names people by it, since display names can be equal. */
  readonly subject: string;
  /** The name that people know, else the subject: one line. */
  readonly name: string;
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
  const subject = plainLine(caller.subject, nameLength);
  return {
    tenant,
    subject,
    name: plainLine(caller.displayName ?? '', nameLength) || subject,
    traceId,
    operator: operator ? { reason: operator.reason, ticket: operator.ticket ?? null } : null,
  };
}
