// What stands behind every proxy of the comparison. By the end of the path: `/bundle?bytes=N` is a download, `/events` a
// stream that stays open, everything else 1 KiB of JSON at once.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { HeldStreams } from './held-streams.ts';
import { listen } from './listen.ts';
import { sendBytes } from './send-bytes.ts';

const body = Buffer.from(JSON.stringify({ items: [], note: 'x'.repeat(1000) }));
const streams = new HeldStreams();

function answer(request: IncomingMessage, response: ServerResponse): void {
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://upstream');
  if (pathname.endsWith('/bundle')) sendBytes(response, Number(searchParams.get('bytes')));
  else if (pathname.endsWith('/events')) streams.hold(String(request.headers['x-stella-tenant']), response);
  else response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length }).end(body);
}

process.on('message', ({ tenants }: { tenants: string[] }) => {
  for (const tenant of tenants) streams.tell(tenant);
});

listen((request, response) => {
  request.resume();
  answer(request, response);
});
