import type { Confirmation } from '../../shared/ui/confirm/confirmation.ts';

/** A dangerous action that needs a fresh sign-in (contract.md, ‡), stated before it is done. */
export interface FreshAction extends Confirmation {
  /**
   * What it is called among the drafts: the path of its page below the tenant, and what is done there, as in
   * `bundles/run-20261122-01/delete`. Found again under this name after the sign-in.
   */
  readonly name: string;
  /** Whether it is an operator action (†), too, which is sent with a reason. */
  readonly needsReason: boolean;
}
