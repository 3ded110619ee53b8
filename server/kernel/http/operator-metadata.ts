import type { Request } from 'express';
import { AppError } from './errors.ts';
import { decodeHeaderText } from './header-text.ts';

/** Why an operator does something dangerous (contract.md section 1): stored with the object and in the timeline. */
export interface OperatorMetadata {
  readonly reason: string;
  readonly ticket: string | null;
}

const reasonHeader = 'X-Stella-Operator-Reason';
const ticketHeader = 'X-Stella-Operator-Ticket';

/** The operator's reason and ticket. @throws AppError where they are missing or not well-formed. */
export function requireOperatorMetadata(request: Request): OperatorMetadata {
  const metadata = readOperatorMetadata(request);
  if (metadata) return metadata;
  throw new AppError('ERR_OPERATOR_REASON_REQUIRED', `Say why in ${reasonHeader}, 1 to 256 characters.`, {
    details: [{ path: 'header.x-stella-operator-reason', message: 'is required for this action' }],
  });
}

/** The operator's reason and ticket where they were sent. */
export function readOperatorMetadata(request: Request): OperatorMetadata | undefined {
  const reason = readText(request, reasonHeader, 256);
  if (!reason) return undefined;
  return { reason, ticket: readText(request, ticketHeader, 128) || null };
}

function readText(request: Request, header: string, maximum: number): string {
  const text = decodeHeaderText(request.get(header) ?? '')?.trim();
  if (text === undefined || Array.from(text).length > maximum) {
    throw new AppError('ERR_VALIDATION', `${header} must be at most ${maximum} characters of text.`, {
      details: [
        {
          path: `header.${header.toLowerCase()}`,
          message: `must be at most ${maximum} characters: visible ASCII as it is, anything else as RFC 8187 UTF-8''…`,
        },
      ],
    });
  }
  return text;
}
