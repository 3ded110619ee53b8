/** Who changes something, and why, for the record of the change. */
export interface Actor {
  readonly tenant: string;
  /** Subject of the access token; the timeline names people by it, since display names can be equal. */
  readonly subject: string;
  readonly displayName: string;
  readonly traceId: string;
  readonly reason: string | null;
  readonly ticket: string | null;
}

interface ActingCall {
  readonly tenant: string;
  readonly caller: { readonly subject: string; readonly displayName?: string | undefined };
  readonly traceId: string;
  readonly operator?: { readonly reason: string; readonly ticket?: string | null | undefined } | undefined;
}

/** The actor of a call that has passed the checks of its route. */
export function actorOf({ tenant, caller, traceId, operator }: ActingCall): Actor {
  return {
    tenant,
    subject: caller.subject,
    displayName: caller.displayName ?? caller.subject,
    traceId,
    reason: operator?.reason ?? null,
    ticket: operator?.ticket ?? null,
  };
}
