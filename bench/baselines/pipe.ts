// The least a proxy can be in Node: node:http in, node:http out, nothing looked at.
import { Agent, request as send } from 'node:http';
import { listen } from './listen.ts';

const upstream = new URL(process.argv[2] ?? '');
const agent = new Agent({ keepAlive: true });

listen((request, response) => {
  const { method, url: path, headers } = request;
  const outgoing = send(upstream, { method, path, headers, agent }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  request.pipe(outgoing);
});
