import type { RequestHandler } from 'express';
import { noteClientAddress } from '../../kernel/logging/log-context.ts';

/** Notes who asks, as the trusted proxies say, for what the audit trail may have to record of this request. */
export const noteClient: RequestHandler = (request, _response, next) => {
  if (request.ip !== undefined) noteClientAddress(request.ip);
  next();
};
