// The page on which people sign in.
import { Refused, SignedOut } from './api.js';
import { banner, h } from './dom.js';
import { keepTrying } from './retry.js';

export function signIn({ api, place, message, done }) {
  const name = field('Name', { name: 'username', autocomplete: 'username', autocapitalize: 'none', spellcheck: 'false' });
  const password = field('Password', { name: 'password', type: 'password', autocomplete: 'current-password' });
  const problem = h('p', { class: 'problem', role: 'alert', id: 'problem' }, message);
  const button = h('button', { type: 'submit', class: 'main' }, 'Sign in');
  const form = h('form', { class: 'sheet', onsubmit: submit }, name.label, password.label, problem, button);
  const intro = h('p', { class: 'lead' }, 'Sessions, units and figures of the pipeline, for those who have the password.');
  place.replaceChildren(h('div', { class: 'sign-in' }, h('h1', { tabindex: '-1' }, 'Sign in'), intro, form));
  name.input.focus();

  async function submit(event) {
    event.preventDefault();
    button.disabled = true;
    button.textContent = 'Signing in …';
    try {
      await api.signIn(name.input.value.trim(), password.input.value);
      done();
    } catch (error) {
      const wrong = error instanceof SignedOut || error instanceof Refused;
      problem.textContent = error.message;
      if (wrong) password.input.select();
      if (wrong) password.input.focus();
      else watch.again();
    } finally {
      button.disabled = false;
      button.textContent = 'Sign in';
    }
  }

  /** Says when the node server is away, and when it is back. */
  const watch = keepTrying(
    async () => {
      await api.version();
      banner(null);
      return true;
    },
    (error) => banner(error.message, () => watch.again()),
  );
  return watch;
}

function field(label, attributes) {
  const input = h('input', { required: true, ...attributes });
  return { input, label: h('label', {}, h('span', {}, label), input) };
}
