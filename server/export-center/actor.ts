/** Who changes something, for the record of the change. */
export interface Actor {
  readonly tenant: string;
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
    subject: caller.displayName ?? caller.subject,
    traceId,
    operator: operator ? { reason: operator.reason, ticket: operator.ticket ?? null } : null,
  };
}
