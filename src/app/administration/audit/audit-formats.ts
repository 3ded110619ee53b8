import type { AuditLine } from '../../../../server/contracts/bff/audit.ts';
import { csvRow } from '../../shared/util/csv.ts';

/** A form in which lines leave the console. */
export interface AuditFormat {
  readonly extension: 'csv' | 'ndjson';
  readonly mediaType: string;
  /** In the menu. */
  readonly label: string;
  /** What the file begins with. */
  readonly head: string;
  readonly textOf: (line: AuditLine) => string;
}

const columns = [
  'id',
  'at',
  'kind',
  'times',
  'subject',
  'displayName',
  'tenant',
  'session',
  'clientAddress',
  'reason',
  'traceId',
] as const satisfies readonly (keyof AuditLine)[];

/** Without the byte order mark spreadsheets take UTF-8 for something else, and names lose their umlauts. */
const byteOrderMark = '\ufeff';

export const auditFormats: readonly AuditFormat[] = [
  {
    extension: 'csv',
    mediaType: 'text/csv;charset=utf-8',
    label: 'CSV, for spreadsheets',
    head: byteOrderMark + csvRow(columns),
    textOf: (line) => csvRow(columns.map((column) => line[column])),
  },
  {
    extension: 'ndjson',
    mediaType: 'application/x-ndjson',
    label: 'NDJSON, for programs',
    head: '',
    textOf: (line) => `${JSON.stringify(line)}\n`,
  },
];
