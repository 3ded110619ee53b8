import { auditFormats } from './audit-formats.ts';
import { refusedLine } from './testing/audit-fixtures.ts';

describe('auditFormats', () => {
  const [csv, ndjson] = auditFormats;

  it('writes CSV that spreadsheets read as UTF-8, with a head', () => {
    expect(csv?.head).toBe(
      '\ufeffid,at,kind,times,subject,displayName,tenant,session,clientAddress,reason,traceId\r\n',
    );
    expect(csv?.textOf({ ...refusedLine, displayName: '=Müller, Ada', clientAddress: null })).toBe(
      '6,2026-11-22T09:57:00.000Z,request.refused,40,u-7f3a,"\'=Müller, Ada",acme,sess-0123456789abcdef,,ERR_SCOPE,01HZY3M8Q4T7V9W2X5Z6A7B8C9\r\n',
    );
  });

  it('writes NDJSON without a head, each line as the server gave it', () => {
    expect(ndjson?.head).toBe('');
    const text = ndjson?.textOf(refusedLine) ?? '';
    expect(text.endsWith('\n')).toBeTrue();
    expect(JSON.parse(text)).toEqual(refusedLine);
  });
});
