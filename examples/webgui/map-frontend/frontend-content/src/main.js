// Chooses the page by the address, keeps it up to date, and says what is down.
import { Api, Refused, SignedOut, Unavailable } from './api.js';
import { announce, banner, byId, h } from './dom.js';
import { keepTrying } from './retry.js';
import { HOME, parse } from './routes.js';
import { session } from './session.js';
import { sessions } from './sessions.js';
import { signIn } from './signin.js';

const BACKEND = '$PROD_NODE_BACKEND'; // put in when the web server starts
const PAGES = { sessions, session };
const OLD_SECONDS = 60;
const EXPIRED = 'Your sign-in has ended. Sign in again, and you are back where you were.';

const api = new Api(BACKEND);
const place = byId('main');
let running = { stop() {}, again() {} }; // what is tried on the page that is open
let loaded = 0;

function open(byPerson) {
  running.stop();
  banner(null);
  const signedIn = api.token() !== null;
  byId('sign-out').hidden = !signedIn;
  if (!signedIn) return showSignIn();
  const route = parse(location.hash);
  if (!route) return location.replace(HOME);
  const page = PAGES[route.page]({ api, place, key: route.key, again: () => tries.again() });
  document.title = `${page.title} · Data navigator`;
  if (byPerson) {
    place.querySelector('h1').focus({ preventScroll: true });
    scrollTo(0, 0);
  }
  const tries = keepTrying(() => load(page), failed);
  running = tries;
}

async function load(page) {
  const done = await page.load();
  loaded = Date.now();
  if (!byId('banner').hidden) announce('Everything answers again.');
  banner(null);
  return done;
}

/** What a page does about an error; false when it doesn't try again. */
function failed(error) {
  if (error instanceof SignedOut) {
    api.expire();
    open(false);
    return false;
  }
  if (error instanceof Unavailable) {
    banner(error.message, () => running.again());
    return true;
  }
  if (!(error instanceof Refused)) console.error(error);
  const message = error instanceof Refused ? error.message : 'Something on this page went wrong. Load it again.';
  place.append(h('p', { class: 'problem', role: 'alert' }, message));
  return false;
}

function showSignIn() {
  const message = api.wasSignedIn() ? EXPIRED : '';
  api.signOut();
  document.title = 'Sign in · Data navigator';
  running = signIn({ api, place, message, done: () => open(true) });
}

document.querySelector('.skip').addEventListener('click', (event) => {
  event.preventDefault(); // an address of ours would be lost
  place.focus();
});
byId('sign-out').addEventListener('click', () => {
  api.signOut();
  history.replaceState(null, '', HOME);
  open(true);
  announce('You are signed out.');
});
addEventListener('hashchange', () => open(true));
document.addEventListener('visibilitychange', () => {
  if (!document.hidden && Date.now() - loaded > OLD_SECONDS * 1000) running.again();
});

open(false);
