// The node server in front of a mapapi that is played: who gets in, what is passed on, and what is said when it is away.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';

import { createApp } from '../app.js';
import { sign } from '../tokens.js';

const SETTINGS = { username: 'mapuser', password: 'pass "word" ü', secret: 'a secret', version: '1.2.3', failureDelay: 1 };
const asked = [];
let answer = { status: 200, body: '[]', type: 'application/json' };
let mapapi;
let server;
let base;

const listening = (made) => new Promise((resolve) => made.listen(0, '127.0.0.1', () => resolve(made.address().port)));

before(async () => {
  mapapi = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += chunk));
    request.on('end', () => {
      asked.push([request.method, request.url, body]);
      response.writeHead(answer.status, { 'Content-Type': answer.type }).end(answer.body);
    });
  });
  const backend = `http://127.0.0.1:${await listening(mapapi)}`;
  server = createApp({ ...SETTINGS, backend });
  base = `http://127.0.0.1:${await listening(server)}`;
});

after(() => {
  server.close();
  mapapi.close();
});

async function call(method, path, { body, token, raw } = {}) {
  const headers = { 'Content-Type': 'application/json', ...(token && { Authorization: token }) };
  const done = await fetch(base + path, { method, headers, body: raw ?? (body && JSON.stringify(body)) });
  return [done.status, method === 'HEAD' ? null : await done.json()];
}

const login = (username, password) => call('POST', '/login', { body: { username, password } });

async function token() {
  const [, { token: made }] = await login(SETTINGS.username, SETTINGS.password);
  return `Bearer ${made}`;
}

test('whoever knows the password gets a token for a day', async () => {
  const [status, said] = await login('mapuser', SETTINGS.password);
  assert.equal(status, 200);
  assert.equal(said.message, 'successful login');
  assert.equal(said.expiresIn, 24 * 3600 * 1000);
  assert.equal((await call('GET', '/sessions', { token: `Bearer ${said.token}` }))[0], 200);
});

test('nobody else does', async () => {
  const wrong = [['mapuser', 'pass'], ['mapuser', ''], ['', SETTINGS.password], ['other', SETTINGS.password]];
  for (const [username, password] of wrong) {
    const [status, said] = await login(username, password);
    assert.deepEqual([status, said.token], [401, undefined], `${username} ${password}`);
    assert.match(said.message, /wrong\. /);
  }
});

test('what is no text is refused, whatever it would be compared with', async () => {
  for (const password of [undefined, null, true, 1, [], [SETTINGS.password], { length: 1 }]) {
    assert.equal((await login('mapuser', password))[0], 401);
    assert.equal((await login(password, SETTINGS.password))[0], 401);
  }
  for (const raw of ['', '{', '[]', 'null', '"x"']) assert.equal((await call('POST', '/login', { raw }))[0], 400, raw);
});

test('a large request is refused', async () => {
  assert.equal((await login('mapuser', 'x'.repeat(20_000)))[0], 413);
  assert.equal((await login('mapuser', 'x'.repeat(2_000)))[0], 401);
});

test('without a valid token nothing is asked', async () => {
  const routes = [['GET', '/sessions'], ['POST', '/session'], ['POST', '/plot/probeInsertions'], ['POST', '/plot/units']];
  const made = sign('mapuser', SETTINGS.secret);
  const none = Buffer.from(JSON.stringify({ alg: 'none', typ: 'JWT' })).toString('base64url');
  const tokens = [
    undefined, 'Bearer', 'Bearer x', made, `Basic ${made}`, `Bearer ${made}x`, `Bearer ${made}.x`,
    `Bearer ${sign('mapuser', 'another secret')}`, `Bearer ${none}.${made.split('.')[1]}.`,
    `Bearer ${sign('mapuser', SETTINGS.secret, Date.now() - 24 * 3600 * 1000)}`,
  ];
  const before = asked.length;
  for (const [method, path] of routes) {
    const body = method === 'POST' ? { subject_id: 1 } : undefined;
    for (const wrong of tokens) assert.equal((await call(method, path, { body, token: wrong }))[0], 401, `${path} ${wrong}`);
    assert.equal((await call(method, path, { body, token: `Bearer ${made}` }))[0], 200);
  }
  assert.equal(asked.length, before + routes.length);
});

test('questions are passed on as forms, and answers as they are', async () => {
  answer = { status: 200, body: '[{"a": 1}]', type: 'application/json' };
  const body = { subject_id: 440010, session: '1', other: { nested: 1 } };
  assert.deepEqual(await call('POST', '/session', { body, token: await token() }), [200, [{ a: 1 }]]);
  assert.deepEqual(asked.at(-1), ['POST', '/v0/_q/session', 'subject_id=440010&session=1']);
  answer = { status: 503, body: '{"message": "Away. Wait."}', type: 'application/json' };
  assert.deepEqual(await call('GET', '/sessions', { token: await token() }), [503, { message: 'Away. Wait.' }]);
  assert.deepEqual(asked.at(-1), ['POST', '/v0/_q/sessionpage', '']);
});

test('an answer that is no data, and none at all, are told alike', async () => {
  const given = { token: await token() };
  answer = { status: 500, body: '<html>', type: 'text/html' };
  const [status, said] = await call('GET', '/sessions', given);
  assert.equal(status, 502);
  assert.match(said.message, /doesn't answer\. /);
  const { ask, close } = await inFrontOf(await freePort(), 1);
  const done = await ask(given.token);
  assert.deepEqual([done.status, await done.json()], [502, said]);
  close();
});

test('a mapapi that is being restarted is waited for', async () => {
  const port = await freePort();
  const { ask, close } = await inFrontOf(port, 10_000);
  const asking = ask(await token());
  const late = createServer((request, response) => {
    response.writeHead(200, { 'Content-Type': 'application/json' }).end('["late"]');
  });
  setTimeout(() => late.listen(port, '127.0.0.1'), 600);
  assert.deepEqual(await (await asking).json(), ['late']);
  late.close();
  close();
});

async function freePort() {
  const made = createServer();
  const port = await listening(made);
  await new Promise((resolve) => made.close(resolve));
  return port;
}

/** Another node server, whose mapapi is at a port of this machine. */
async function inFrontOf(port, patience) {
  const made = createApp({ ...SETTINGS, backend: `http://127.0.0.1:${port}`, patience });
  const address = `http://127.0.0.1:${await listening(made)}/sessions`;
  return { ask: (Authorization) => fetch(address, { headers: { Authorization } }), close: () => made.close() };
}

test('everybody may know the version, and what there is not', async () => {
  assert.deepEqual(await call('GET', '/version'), [200, { version: '1.2.3' }]);
  assert.deepEqual(await call('HEAD', '/version'), [200, null]);
  for (const path of ['/', '/constructor', '/login', '/../version/x']) assert.equal((await call('GET', path))[0], 404);
});
