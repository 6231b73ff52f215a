// The page with all sessions.
import { announce, h } from './dom.js';
import { Grid } from './grid.js';
import { sessionHash } from './routes.js';
import { filtered } from './table.js';
import * as words from './words.js';

const kept = { words: '', order: { name: 'subject_id', descending: false } }; // as it was left

const COLUMNS = [
  { name: 'subject_id', label: 'Subject', kind: 'text', value: (row) => row.subject_id * 1e5 + row.session, show: link },
  { name: 'session', label: 'Session', kind: 'text', value: (row) => row.session },
  { name: 'session_date', label: 'Date', kind: 'text', value: (row) => row.session_date, show: (row) => words.date(row.session_date) },
  { name: 'insert_locations', label: 'Areas', kind: 'text', value: (row) => row.insert_locations || null, show: areas },
  { name: 'trials', label: 'Trials', kind: 'number', value: (row) => row.trials, show: (row) => words.whole(row.trials) },
  { name: 'probe_count', label: 'Probes', kind: 'number', value: (row) => row.probe_count },
  { name: 'units', label: 'Units', kind: 'number', value: (row) => row.units, show: (row) => words.whole(row.units) },
  { name: 'figure', label: 'Figure', kind: 'text', value: (row) => Number(row.figure), show: figure },
];

/** Gives {load}: fetches the sessions and shows them. */
export function sessions({ api, place }) {
  const summary = h('p', { class: 'lead' }, 'Loading …');
  const box = h('input', { type: 'search', id: 'filter', value: kept.words, placeholder: 'Subject, area or date', oninput: narrow });
  const search = h('label', { class: 'filter' }, h('span', {}, 'Filter'), box);
  const grid = new Grid({ caption: 'Sessions', columns: COLUMNS, order: kept.order });
  const nothing = h('p', { class: 'nothing', hidden: true });
  const head = h('div', { class: 'page-head' }, h('div', {}, h('h1', { tabindex: '-1' }, 'Sessions'), summary), search);
  const sheet = h('div', { class: 'sheet flush', hidden: true }, grid.element, nothing);
  place.replaceChildren(head, sheet);
  let all = [];
  box.disabled = true;

  async function load() {
    all = await api.sessions();
    box.disabled = false;
    sheet.hidden = false;
    summary.textContent = told(all);
    show();
    return all.every((row) => row.figure);
  }

  function show() {
    const found = filtered(all, kept.words, texts);
    grid.show(found);
    grid.element.hidden = !found.length;
    nothing.hidden = Boolean(found.length);
    nothing.textContent = all.length
      ? `No session has \u201c${kept.words.trim()}\u201d in it. Try fewer letters.`
      : 'There are no sessions yet. They appear here when the pipeline has taken up a recording.';
    return found;
  }

  function narrow() {
    kept.words = box.value;
    announce(`${words.count(show().length, 'session')} of ${all.length}`);
  }

  return { title: 'Sessions', load };
}

function told(rows) {
  const subjects = new Set(rows.map((row) => row.subject_id)).size;
  const drawn = rows.filter((row) => row.figure).length;
  const units = rows.reduce((sum, row) => sum + row.units, 0);
  const parts = [`${words.count(rows.length, 'session')} of ${words.count(subjects, 'subject')}`, words.count(units, 'unit')];
  return [...parts, words.count(drawn, 'figure')].join(' · ');
}

/** What a session can be found by. */
function texts(row) {
  return [row.subject_id, `session ${row.session}`, row.session_date, words.date(row.session_date), row.insert_locations];
}

function link(row) {
  const label = `${words.title(row)}, ${words.date(row.session_date)}`;
  return h('a', { href: sessionHash(row), 'aria-label': label }, String(row.subject_id));
}

function areas(row) {
  return row.insert_locations || words.NOTHING;
}

function figure(row) {
  return h('span', { class: row.figure ? 'mark yes' : 'mark' }, row.figure ? 'Drawn' : 'Not yet');
}
