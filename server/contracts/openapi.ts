import { OpenAPIRegistry, OpenApiGeneratorV31, type RouteConfig } from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';
import { bffOperations } from './bff/operations.ts';
import { errorCodes, statusOfError, type ErrorCode } from './errors.ts';
import { evidenceLockerOperations } from './evidence-locker/operations.ts';
import { exportCenterOperations } from './export-center/operations.ts';
import type { Operation } from './operation.ts';
import { timestamp } from './values.ts';

export type OpenApiDocument = ReturnType<OpenApiGeneratorV31['generateDocument']>;

const envelope = z
  .strictObject({
    code: z.enum(errorCodes as [ErrorCode, ...ErrorCode[]]),
    message: z.string(),
    details: z.array(z.strictObject({ path: z.string(), message: z.string() })),
    traceId: z.string(),
    timestamp,
  })
  .meta({ id: 'Error' });

/** The OpenAPI 3.1 document of the Export Center. */
export function exportCenterOpenApi(version: string): OpenApiDocument {
  return documentOf(
    'Export Center',
    version,
    'Packs evidence into reproducible, signed bundles.',
    exportCenterOperations,
  );
}

/** The OpenAPI 3.1 document of the Evidence Locker. */
export function evidenceLockerOpenApi(version: string): OpenApiDocument {
  return documentOf(
    'Evidence Locker',
    version,
    'Keeps bundles under retention and under legal hold.',
    evidenceLockerOperations,
  );
}

/** The OpenAPI 3.1 document of what the console's BFF answers by itself. */
export function bffOpenApi(version: string): OpenApiDocument {
  return documentOf('Console BFF', version, 'Holds the tokens, so that the browser never sees one.', bffOperations);
}

const securitySchemes = {
  accessToken: { type: 'http', scheme: 'DPoP', description: 'RFC 9449; Bearer where the issuer does not bind tokens' },
  session: { type: 'apiKey', in: 'cookie', name: '__Host-Http-session' },
} as const;

function documentOf(
  title: string,
  version: string,
  description: string,
  operations: readonly Operation[],
): OpenApiDocument {
  const registry = new OpenAPIRegistry();
  for (const scheme of new Set(operations.flatMap((operation) => Object.keys(securityOf(operation)[0] ?? {})))) {
    registry.registerComponent('securitySchemes', scheme, securitySchemes[scheme as keyof typeof securitySchemes]);
  }
  for (const operation of operations) registry.registerPath(pathOf(operation));
  return new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: { title, version, description },
    servers: [{ url: '/', description: 'This origin' }],
  });
}

function pathOf(operation: Operation): RouteConfig {
  const { success } = operation;
  const content = success.schema
    ? { 'application/json': { schema: success.schema } }
    : success.mediaType && { [success.mediaType]: { schema: z.string() } };
  return {
    operationId: operation.id,
    method: operation.method,
    path: operation.path.replace('+}', '}'),
    summary: operation.summary,
    ...(operation.internal ? { tags: ['internal'] } : {}),
    security: securityOf(operation),
    request: {
      ...(operation.params ? { params: operation.params } : {}),
      ...(operation.query ? { query: operation.query } : {}),
      ...(operation.body
        ? { body: { required: true, content: { 'application/json': { schema: operation.body } } } }
        : {}),
      ...headersOf(operation),
    },
    responses: {
      [success.status]: { description: success.description, ...(content ? { content } : {}) },
      ...errorResponses(operation),
    },
  };
}

function securityOf({ access }: Operation): Record<string, string[]>[] {
  if (access === 'public') return [];
  return access === 'session' || access.startsWith('ui.') ? [{ session: [] }] : [{ accessToken: [access] }];
}

function headersOf(operation: Operation): { headers?: z.ZodObject } {
  const headers: Record<string, z.ZodType> = {};
  if (!['public', 'session'].includes(operation.access)) headers['X-Stella-Tenant'] = z.string().optional();
  if (operation.operator) {
    headers['X-Stella-Operator-Reason'] = z.string().min(1).max(256);
    headers['X-Stella-Operator-Ticket'] = z.string().max(128).optional();
  }
  if (operation.idempotency) {
    headers['Idempotency-Key'] = operation.idempotency === 'required' ? z.uuid() : z.uuid().optional();
  }
  if (operation.ifMatch) headers['If-Match'] = z.string().regex(/^"\d+"$/);
  return Object.keys(headers).length > 0 ? { headers: z.object(headers) } : {};
}

/** One response a status, naming the codes that travel under it. */
function errorResponses(operation: Operation): RouteConfig['responses'] {
  const byStatus = Map.groupBy(codesOf(operation), (code) => statusOfError[code]);
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      status,
      { description: codes.join(', '), content: { 'application/json': { schema: envelope } } },
    ]),
  );
}

function codesOf(operation: Operation): ErrorCode[] {
  const codes = new Set<ErrorCode>(['ERR_VALIDATION', 'ERR_RATE_LIMIT', 'ERR_INTERNAL', 'ERR_UNAVAILABLE']);
  if (operation.access !== 'public') codes.add('ERR_UNAUTHENTICATED');
  if (!['public', 'session'].includes(operation.access)) {
    for (const code of ['ERR_TENANT_REQUIRED', 'ERR_TENANT_MISMATCH', 'ERR_SCOPE'] as const) codes.add(code);
  }
  if (operation.params) codes.add('ERR_NOT_FOUND');
  if (operation.body) for (const code of ['ERR_TOO_LARGE', 'ERR_MEDIA_TYPE'] as const) codes.add(code);
  if (operation.operator) codes.add('ERR_OPERATOR_REASON_REQUIRED');
  if (operation.fresh) codes.add('ERR_FRESH_AUTH_REQUIRED');
  if (operation.idempotency) codes.add('ERR_IDEMPOTENCY');
  if (operation.ifMatch) for (const code of ['ERR_REVISION', 'ERR_PRECONDITION_REQUIRED'] as const) codes.add(code);
  for (const code of operation.errors ?? []) codes.add(code);
  return [...codes].sort();
}
