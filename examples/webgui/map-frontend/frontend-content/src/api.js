// Questions to the node server. An error says what the page does about it: sign in, wait, or tell.

const KEPT = 'map-sign-in';
const MILLISECONDS = 60_000;

export class SignedOut extends Error {}
export class Unavailable extends Error {}
export class Refused extends Error {}

const UNREACHED = 'The server can\u2019t be reached. Check your connection.';
const AWAY = 'The server doesn\u2019t answer as it should. It may be restarting.';

/** base: where the node server is; storage: of the browser's tab; ask: the browser's fetch */
export class Api {
  constructor(base, storage = sessionStorage, ask = (...words) => fetch(...words)) {
    this.base = base.replace(/\/+$/, '');
    this.storage = storage;
    this.ask = ask;
  }

  /** The token of this tab; null without one, or when its time is over. now: in milliseconds */
  token(now = Date.now()) {
    const kept = JSON.parse(this.storage.getItem(KEPT) ?? 'null');
    return kept && kept.until > now ? kept.token : null;
  }

  wasSignedIn() {
    return this.storage.getItem(KEPT) !== null;
  }

  async signIn(username, password) {
    const answer = await this.request('/login', { username, password }, '');
    this.storage.setItem(KEPT, JSON.stringify({ token: answer.token, until: Date.now() + answer.expiresIn }));
  }

  /** The server no longer knows the token. */
  expire() {
    this.storage.setItem(KEPT, JSON.stringify({ until: 0 }));
  }

  signOut() {
    this.storage.removeItem(KEPT);
  }

  version() {
    return this.request('/version');
  }

  sessions() {
    return this.request('/sessions');
  }

  session(key) {
    return this.request('/session', key);
  }

  probes(key) {
    return this.request('/plot/probeInsertions', key);
  }

  units(key) {
    return this.request('/plot/units', key);
  }

  async request(path, body, base = this.base) {
    const token = this.token();
    const headers = { ...(body && { 'Content-Type': 'application/json' }), ...(token && { Authorization: `Bearer ${token}` }) };
    const words = { method: body ? 'POST' : 'GET', headers, body: body && JSON.stringify(body), cache: 'no-store' };
    let answer;
    try {
      answer = await this.ask(base + path, { ...words, signal: AbortSignal.timeout(MILLISECONDS) });
    } catch {
      throw new Unavailable(UNREACHED);
    }
    const said = await answer.json().catch(() => null);
    if (answer.ok && said !== null) return said;
    if (answer.status === 401) throw new SignedOut(said?.message ?? '');
    if (answer.ok || answer.status >= 500) throw new Unavailable(said?.message ?? AWAY);
    throw new Refused(said?.message ?? `The server refused the request (${answer.status}). Go back and try another way.`);
  }
}
