// Questions to mapapi. They change nothing, so that one that got no answer may be asked again: a restart fails nobody.
import { setTimeout as pause } from 'node:timers/promises';

import { Refusal } from './requests.js';

const ANSWER_MILLISECONDS = 120_000;
const PATIENCE_MILLISECONDS = 10_000;
const BETWEEN_MILLISECONDS = 250;
const AWAY = "The data service doesn't answer. It may be restarting.";

/** A function that asks mapapi at a URL, and gives what it answered. patience: in milliseconds */
export function backend(url, patience = PATIENCE_MILLISECONDS) {
  return async (question, given) => {
    const address = new URL(`/v0/_q/${question}`, url);
    const form = formOf(given);
    for (const end = Date.now() + patience; ; await pause(BETWEEN_MILLISECONDS)) {
      try {
        const signal = AbortSignal.timeout(ANSWER_MILLISECONDS);
        const answer = await fetch(address, { method: 'POST', body: form, signal });
        return { status: answer.status, body: await json(answer) };
      } catch (error) {
        if (error instanceof Refusal) throw error;
        if (Date.now() < end) continue;
        console.error(`${url} doesn't answer: ${error.cause?.message ?? error.message}`);
        throw new Refusal(502, AWAY);
      }
    }
  };
}

/** The names and values of an object, as a form; anything that is no plain value is left out. */
function formOf(given) {
  const plain = ([, value]) => ['string', 'number'].includes(typeof value);
  return new URLSearchParams(Object.entries(given).filter(plain));
}

async function json(answer) {
  const body = await answer.text();
  if (!answer.headers.get('content-type')?.startsWith('application/json')) throw new Refusal(502, AWAY);
  return body;
}
