// What stands behind every proxy of the comparison: answers each request at once with 1 KiB of JSON.
import { listen } from './listen.ts';

const body = Buffer.from(JSON.stringify({ items: [], note: 'x'.repeat(1000) }));

listen((request, response) => {
  request.resume();
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length }).end(body);
});
