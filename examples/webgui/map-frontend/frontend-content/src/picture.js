// The figure of a session, or why there is none.
import { announce, h } from './dom.js';
import * as words from './words.js';

/** Gives {element, show(session)}; show tells whether nothing is left to wait for. again: asks for the session anew */
export function picture({ again }) {
  const element = h('div', { class: 'sheet figure' });
  let shown; // what is to be seen: a picture's path, or why there is none

  function show(session) {
    const url = session.session_figure;
    const what = url ? new URL(url).pathname : session.session_figure_status;
    if (what !== shown) element.replaceChildren(url ? drawn(session, url) : absent(session.session_figure_status));
    else if (url) element.querySelector('a').href = url; // the one before is valid for a while only
    shown = what;
    return Boolean(url);
  }

  function drawn(session, url) {
    const failed = () => {
      shown = 'broken';
      element.replaceChildren(absent('broken'));
      setTimeout(again, 5000);
    };
    const attributes = { src: url, alt: words.alternative(session), width: '1600', height: '1000', onerror: failed };
    const image = h('img', { ...attributes, referrerpolicy: 'no-referrer', decoding: 'async' });
    const open = { href: url, target: '_blank', rel: 'noopener noreferrer' };
    const caption = h('figcaption', {}, h('a', open, 'Open the figure in full size', h('span', { class: 'unseen' }, ' in a new tab')));
    return h('figure', {}, image, caption);
  }

  function absent(status) {
    const [heading, sentence] = words.NO_FIGURE[status] ?? words.NO_FIGURE.unreachable;
    announce(`${heading}. ${sentence}`);
    return h('div', { class: 'absent' }, h('h3', {}, heading), h('p', {}, sentence));
  }

  return { element, show };
}
