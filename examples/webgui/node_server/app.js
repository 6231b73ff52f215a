// The way from pages to the data: whoever has signed in may ask; everything else is refused.
import http from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

import { backend } from './backend.js';
import { Refusal, readJson } from './requests.js';
import { SECONDS, isSame, isValid, sign } from './tokens.js';

const QUESTIONS = {
  'GET /sessions': 'sessionpage',
  'POST /sessions': 'sessionpage',
  'POST /session': 'session',
  'POST /plot/probeInsertions': 'probe_insertions',
  'POST /plot/units': 'units',
};
const NOT_SIGNED_IN = 'You are not signed in, or were for longer than a day. Sign in again.';

/**
 * A server that doesn't listen yet.
 * settings: username, password, secret, backend (its URL), version; in milliseconds, and not needed: failureDelay, for
 * wrong passwords, and patience, for a backend that is being restarted
 */
export function createApp(settings) {
  const ask = backend(settings.backend, settings.patience);
  const server = http.createServer(async (request, response) => {
    try {
      const { status = 200, body } = await answer(request, settings, ask);
      send(response, status, body);
    } catch (error) {
      if (!(error instanceof Refusal)) console.error(error);
      const said = error instanceof Refusal ? error : new Refusal(500, 'Something went wrong here. The log says what.');
      send(response, said.status, JSON.stringify({ message: said.message }));
    }
  });
  server.headersTimeout = 10_000;
  server.requestTimeout = 30_000;
  return server;
}

async function answer(request, settings, ask) {
  const path = new URL(request.url, 'http://node-server').pathname;
  const method = request.method === 'HEAD' ? 'GET' : request.method;
  const route = `${method} ${path}`;
  if (route === 'GET /version') return { body: JSON.stringify({ version: settings.version }) };
  if (route === 'POST /login') return { body: JSON.stringify(await login(await readJson(request), settings)) };
  const question = Object.hasOwn(QUESTIONS, route) && QUESTIONS[route];
  if (!question) throw new Refusal(404, `There is no ${path} here. Look for the right address.`);
  if (!isSignedIn(request, settings.secret)) throw new Refusal(401, NOT_SIGNED_IN);
  return ask(question, method === 'POST' ? await readJson(request) : {});
}

async function login({ username, password }, settings) {
  if (typeof username !== 'string' || typeof password !== 'string') {
    throw new Refusal(401, 'A sign-in needs a name and a password. Give both as text.');
  }
  const right = [isSame(username, settings.username), isSame(password, settings.password)];
  if (right.includes(false)) {
    await pause(settings.failureDelay ?? 1000);
    throw new Refusal(401, 'The name or the password is wrong. Try again.');
  }
  return { message: 'successful login', token: sign(username, settings.secret), expiresIn: SECONDS * 1000 };
}

function isSignedIn(request, secret) {
  const [scheme, token = ''] = (request.headers.authorization ?? '').split(' ');
  return scheme.toLowerCase() === 'bearer' && isValid(token, secret);
}

function send(response, status, body) {
  const headers = { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' };
  if (status === 401) headers['WWW-Authenticate'] = 'Bearer';
  response.writeHead(status, { ...headers, 'Content-Length': Buffer.byteLength(body) });
  response.end(body); // node leaves it out of the answer to a HEAD
}
