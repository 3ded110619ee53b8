// http-proxy-middleware behind Express with no options but the target and a keep-alive agent.
import express from 'express';
import { Agent } from 'node:http';
import { createProxyMiddleware } from 'http-proxy-middleware';
import { listen } from './listen.ts';

const app = express();
app.use(createProxyMiddleware({ target: process.argv[2] ?? '', agent: new Agent({ keepAlive: true }) }));
listen(app);
