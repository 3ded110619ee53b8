import { randomBytes } from 'node:crypto';
import compression from 'compression';
import express, { type Request, type RequestHandler, type Response } from 'express';
import { stateOf } from '../request/request-state.ts';
import type { ConsoleBuild } from './console-build.ts';
import { pagePolicy, workerPolicy } from './content-security-policy.ts';

/** Addresses of the console's pages (src/app/app.routes.ts). The page itself says where there is nothing. */
const pageAddress = /^\/(?:$|t(?:\/|$)|signed-out$)/;
const fileAddress = /^\/(?:[\w-]+\/)*[\w-]+(?:\.[\w-]+)+$/;
/** Names that change with what is in them; everything else may change under its name. */
const hashedName =
  /(?:\b(?:chunk|main|polyfills|styles|worker)-[\w-]{8}\.(?:js|css)|[\\/]media[\\/][^\\/]+-[A-Z0-9]{8}\.\w+)$/;

/** The page, new in every answer, and the files of the build. Everything else goes on to the operations. */
export function serveConsole(build: ConsoleBuild): RequestHandler[] {
  const files = express.static(build.folder, { index: false, redirect: false, cacheControl: false, setHeaders });

  return [
    compressPage,
    async (request, response, next) => {
      if (isPage(request)) await sendPage(build, response);
      else next();
    },
    (request, response, next) => {
      const path = pathOf(request);
      if (isReading(request) && fileAddress.test(path) && path !== '/index.html') void files(request, response, next);
      else next();
    },
  ];
}

/** Nothing secret and nothing of the request stands in these answers, so their compressed length tells nothing. */
const compress = compression();

const compressPage: RequestHandler = (request, response, next) => {
  if (isPage(request) || fileAddress.test(pathOf(request))) compress(request, response, next);
  else next();
};

function isReading({ method }: Request): boolean {
  return method === 'GET' || method === 'HEAD';
}

/** Only what a browser shows as a page: a script that asks for `/t/acme` gets no HTML to run into. */
function isPage(request: Request): boolean {
  const mode = request.headers['sec-fetch-mode'];
  return isReading(request) && pageAddress.test(pathOf(request)) && (mode === undefined || mode === 'navigate');
}

async function sendPage(build: ConsoleBuild, response: Response): Promise<void> {
  const template = await build.page();
  if (!template) {
    response
      .status(503)
      .type('text')
      .send('The console is not built yet. Run `npm run build`, then load this again.\n');
    return;
  }
  const nonce = randomBytes(18).toString('base64url');
  response
    .set('Content-Security-Policy', pagePolicy({ loaderHash: template.loaderHash, nonce }))
    .set('Cache-Control', 'no-store')
    .type('html')
    .send(template.render(nonce));
}

function setHeaders(response: { setHeader(name: string, value: string): unknown }, path: string): void {
  const isHashed = hashedName.test(path);
  response.setHeader('Cache-Control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache');
  if (/[\\/]worker-[A-Z0-9]+\.js$/.test(path)) response.setHeader('Content-Security-Policy', workerPolicy);
}

function pathOf(request: Request): string {
  return stateOf(request).target?.path ?? '';
}
