// What the pages think, without a browser.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Api, Refused, SignedOut, Unavailable } from '../src/api.js';
import { delay, keepTrying } from '../src/retry.js';
import { neighbours, parse, sessionHash } from '../src/routes.js';
import { filtered, sorted } from '../src/table.js';
import * as words from '../src/words.js';

test('addresses of pages', () => {
  for (const hash of ['', '#', '#/', '#/sessions']) assert.deepEqual(parse(hash), { page: 'sessions' });
  const key = { subject_id: 440010, session: 2 };
  assert.deepEqual(parse(sessionHash(key)), { page: 'session', key });
  for (const hash of ['#main', '#/session', '#/session/1', '#/session/a/1', '#/session/1/2/3', '#/session/1/99999999']) {
    assert.equal(parse(hash), null, hash);
  }
});

test('the sessions before and after one', () => {
  const [one, two, three] = [1, 2, 3].map((session) => ({ subject_id: 7, session }));
  assert.deepEqual(neighbours([one, two, three], two), { before: one, after: three });
  assert.deepEqual(neighbours([one], one), { before: null, after: null });
  assert.deepEqual(neighbours([one], two), { before: null, after: null });
});

test('rows are sorted as people do it, and those without a value come last', () => {
  const column = { value: (row) => row };
  assert.deepEqual(sorted([10, null, 9, 100], column, false), [9, 10, 100, null]);
  assert.deepEqual(sorted([10, null, 9, 100], column, true), [100, 10, 9, null]);
  assert.deepEqual(sorted(['b10', 'a', 'b9'], column, false), ['a', 'b9', 'b10']);
  const rows = [{ a: 1, b: 1 }, { a: 1, b: 2 }];
  assert.deepEqual(sorted(rows, { value: (row) => row.a }, true), rows, 'the same ones stay as they were');
});

test('every word must be found', () => {
  const texts = (row) => [row, 'ALM, Thalamus'];
  assert.deepEqual(filtered(['440010', '440011'], '', texts), ['440010', '440011']);
  assert.deepEqual(filtered(['440010', '440011'], ' alm  0011 ', texts), ['440011']);
  assert.deepEqual(filtered(['440010', '440011'], 'vs1', texts), []);
});

test('how things are said', () => {
  assert.equal(words.count(1, 'session'), '1 session');
  assert.equal(words.count(1200, 'session'), '1,200 sessions');
  assert.equal(words.date('2026-02-03'), '3 Feb 2026');
  assert.equal(words.date(undefined), '–');
  assert.equal(words.percent(0.0123, 1), '1.2\u00a0%');
  assert.deepEqual([words.whole(null), words.decimals(null, 1), words.percent(null)], ['–', '–', '–']);
  assert.equal(words.correct({ hit: 3, miss: 1 }), 0.75);
  assert.equal(words.correct({ hit: 0, miss: 0 }), null);
  assert.equal(words.correct({}), null);
  const session = { subject_id: 7, session: 2, units: 1, insert_locations: 'left ALM' };
  assert.match(words.alternative(session), /subject 7, session 2: .* 1 unit in left ALM/);
});

test('the next try comes later each time, within half a minute', () => {
  assert.deepEqual([1, 2, 3, 4, 5, 50].map(delay), [2, 4, 8, 16, 30, 30]);
});

/** Timers that a test moves on itself. */
function timers() {
  const waiting = new Map();
  let number = 0;
  return {
    waiting,
    set: (call, milliseconds) => waiting.set((number += 1), [call, milliseconds]) && number,
    clear: (which) => waiting.delete(which),
    async fire() {
      const [[which, [call, milliseconds]]] = waiting;
      waiting.delete(which);
      await call();
      return milliseconds;
    },
  };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test('what fails is tried again until it works', async () => {
  const outcomes = [new Error('one'), new Error('two'), false, true];
  const told = [];
  const clock = timers();
  const load = async () => {
    const outcome = outcomes.shift();
    if (outcome instanceof Error) throw outcome;
    return outcome;
  };
  keepTrying(load, (error) => told.push(error.message), clock);
  await settled();
  assert.deepEqual([await clock.fire(), await clock.fire(), await clock.fire()], [2000, 4000, 8000]);
  assert.deepEqual([told, outcomes, clock.waiting.size], [['one', 'two'], [], 0]);
});

test('what is stopped or given up is not tried again', async () => {
  const clock = timers();
  let asked = 0;
  const fail = async () => {
    asked += 1;
    throw new Error('no');
  };
  keepTrying(fail, () => false, clock);
  const stopped = keepTrying(fail, () => true, clock);
  await settled();
  assert.equal(clock.waiting.size, 1);
  stopped.stop();
  await stopped.again();
  await settled();
  assert.deepEqual([asked, clock.waiting.size], [2, 0]);
});

function storage() {
  const kept = new Map();
  return {
    getItem: (name) => kept.get(name) ?? null,
    setItem: (name, value) => kept.set(name, value),
    removeItem: (name) => kept.delete(name),
  };
}

const answering = (status, body) => async () => new Response(body, { status });

test('a token is used while its time lasts', async () => {
  const asked = [];
  const api = new Api('/api/', storage(), async (...words_) => {
    asked.push(words_);
    return new Response('{"token": "t", "expiresIn": 1000}');
  });
  assert.deepEqual([api.token(), api.wasSignedIn()], [null, false]);
  await api.signIn('a', 'b');
  await api.session({ subject_id: 1, session: 2 });
  assert.deepEqual(asked.map(([path]) => path), ['/login', '/api/session']);
  assert.equal(asked[0][1].headers.Authorization, undefined);
  assert.equal(asked[1][1].headers.Authorization, 'Bearer t');
  assert.deepEqual([api.token(), api.token(Date.now() + 1000), api.wasSignedIn()], ['t', null, true]);
  api.expire();
  assert.deepEqual([api.token(), api.wasSignedIn()], [null, true]);
  api.signOut();
  assert.equal(api.wasSignedIn(), false);
});

test('an error says what to do about it', async () => {
  const failing = [
    [answering(401, '{"message": "m"}'), SignedOut, 'm'],
    [answering(503, '{"message": "m"}'), Unavailable, 'm'],
    [answering(502, '<html>'), Unavailable, /may be restarting/],
    [answering(200, '<html>'), Unavailable, /may be restarting/],
    [answering(400, '{"message": "m"}'), Refused, 'm'],
    [async () => Promise.reject(new TypeError('fetch')), Unavailable, /Check your connection/],
  ];
  for (const [ask, kind, message] of failing) {
    await assert.rejects(new Api('/api', storage(), ask).sessions(), (error) => {
      assert.ok(error instanceof kind);
      assert.match(error.message, typeof message === 'string' ? new RegExp(`^${message}$`) : message);
      return true;
    });
  }
  assert.deepEqual(await new Api('/api', storage(), answering(200, '[]')).sessions(), []);
});
