import express, { type Request, type Response } from 'express';
import type { Operation } from '../../contracts/operation.ts';
import { AppError } from './errors.ts';
import { refuseHostileShape } from './json-shape.ts';
import { validate } from './validate.ts';

const limitBytes = 1024 * 1024;
// Compressed bodies are refused (415): nothing here is large enough to need them, and they can hide their size.
const parseJson = express.json({ limit: limitBytes, strict: false, inflate: false, type: 'application/json' });

/** The body as the operation's schema reads it; undefined where it declares none. */
export async function readBody(operation: Operation, request: Request, response: Response): Promise<unknown> {
  if (hasBody(request) && !request.is('application/json')) {
    throw new AppError('ERR_MEDIA_TYPE', 'Send the body as application/json.', {
      headers: { Accept: 'application/json' },
    });
  }
  await new Promise<void>((resolve, reject) => {
    parseJson(request, response, (error?: Error) => {
      if (error) reject(error);
      else resolve();
    });
  });
  const body: unknown = request.body;
  refuseHostileShape(body);
  if (operation.body) return validate(operation.body, body, '');
  if (body === undefined || body === null || isEmptyObject(body)) return undefined;
  throw new AppError('ERR_VALIDATION', 'This operation takes no body.', {
    details: [{ path: '', message: 'must be empty' }],
  });
}

function hasBody(request: Request): boolean {
  return request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;
}

function isEmptyObject(body: unknown): boolean {
  return typeof body === 'object' && body !== null && Object.keys(body).length === 0;
}
