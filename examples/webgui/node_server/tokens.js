// Signed tokens: JSON Web Tokens with HS256, and no other kind, made and checked with Node's own cryptography.
import { createHmac, timingSafeEqual } from 'node:crypto';

export const SECONDS = 24 * 3600;

const HEADER = part({ alg: 'HS256', typ: 'JWT' });

/** A token for somebody. now: in milliseconds */
export function sign(username, secret, now = Date.now()) {
  const seconds = Math.floor(now / 1000);
  const signed = `${HEADER}.${part({ username, iat: seconds, exp: seconds + SECONDS })}`;
  return `${signed}.${signature(signed, secret)}`;
}

/** Whether a token is ours and still valid. */
export function isValid(token, secret, now = Date.now()) {
  const [header, payload, mark, ...more] = token.split('.');
  if (header !== HEADER || !payload || !mark || more.length) return false;
  if (!isSame(mark, signature(`${header}.${payload}`, secret))) return false;
  return JSON.parse(Buffer.from(payload, 'base64url')).exp * 1000 > now;
}

/** Whether two texts are the same, in a time that tells nothing of where they differ. */
export function isSame(one, other) {
  return timingSafeEqual(digest(one), digest(other));
}

function part(value) {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function signature(text, secret) {
  return createHmac('sha256', secret).update(text).digest('base64url');
}

function digest(text) {
  return createHmac('sha256', 'compare').update(text).digest();
}
