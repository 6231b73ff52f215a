// Elements of a page, made without any HTML in texts, so that nothing from outside can become part of the page.

/** An element. attributes: true sets one without a value; false, null and undefined set none; on…: listeners */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, '');
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export function byId(id) {
  return document.getElementById(id);
}

/** Tell those who listen to the page rather than see it. */
export function announce(text) {
  byId('status').textContent = text;
}

/** A line at the top of the page while something is down; without words it goes away. again: what its button does */
export function banner(message, again) {
  const place = byId('banner');
  if (place.dataset.message === (message ?? '')) return;
  place.dataset.message = message ?? '';
  place.hidden = !message;
  const button = again && h('button', { type: 'button', class: 'quiet', onclick: () => again() }, 'Try now');
  const words = message && h('p', {}, message, ' This page tries again by itself.');
  place.replaceChildren(...(message ? [h('div', { class: 'wide' }, words, button)] : []));
}
