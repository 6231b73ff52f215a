// The page of one session: its facts, its figure, its probes and units.
import { h } from './dom.js';
import { picture } from './picture.js';
import { Grid } from './grid.js';
import { HOME, neighbours, sessionHash } from './routes.js';
import * as words from './words.js';

const PROBES = [
  { name: 'insertion_number', label: 'Probe', kind: 'text', value: (row) => row.insertion_number },
  { name: 'brain_area', label: 'Area', kind: 'text', value: (row) => `${row.hemisphere} ${row.brain_area}` },
  { name: 'units', label: 'Units', kind: 'number', value: (row) => row.units, show: (row) => words.whole(row.units) },
];

const UNITS = [
  { name: 'insertion_number', label: 'Probe', kind: 'number', value: (row) => row.insertion_number * 1e5 + row.unit, show: (row) => row.insertion_number },
  { name: 'unit', label: 'Unit', kind: 'number', value: (row) => row.unit },
  { name: 'unit_depth', label: 'Depth (µm)', kind: 'number', value: (row) => row.unit_depth, show: (row) => words.decimals(row.unit_depth, 0) },
  { name: 'avg_firing_rate', label: 'Rate (spikes/s)', kind: 'number', value: (row) => row.avg_firing_rate, show: (row) => words.decimals(row.avg_firing_rate, 1) },
  { name: 'isi_violation', label: 'Short intervals', kind: 'number', value: (row) => row.isi_violation, show: (row) => words.percent(row.isi_violation, 2) },
  { name: 'interval_variation', label: 'Variation', kind: 'number', value: (row) => row.interval_variation, show: (row) => words.decimals(row.interval_variation, 2) },
];

/** Gives {load}: fetches the session and shows it. again: what the page calls to be loaded anew */
export function session({ api, place, key, again }) {
  const heading = h('h1', { tabindex: '-1' }, words.title(key));
  const around = h('nav', { class: 'around', 'aria-label': 'Other sessions' });
  const content = h('div', {}, h('p', { class: 'lead' }, 'Loading …'));
  const way = h('nav', { 'aria-label': 'Breadcrumb', class: 'way' }, h('a', { href: HOME }, '← All sessions'));
  place.replaceChildren(way, h('div', { class: 'page-head' }, heading, around), content);

  const figure = picture({ again });
  const probes = new Grid({ caption: 'Probes', columns: PROBES, order: { name: 'insertion_number' }, small: true });
  const units = new Grid({ caption: 'Units', columns: UNITS, order: { name: 'insertion_number' }, small: true });
  const facts = h('dl', { class: 'facts' });
  const scrolled = { class: 'scrolled', role: 'region', 'aria-label': 'Units', tabindex: '0' };
  const parts = [
    facts,
    section('Figure', figure.element),
    h('div', { class: 'beside' },
      section('Probes', h('div', { class: 'sheet flush' }, probes.element)),
      section('Units', h('div', { class: 'sheet flush' }, h('div', scrolled, units.element)))),
  ];

  async function load() {
    const [found, ofProbes, ofUnits, all] = await Promise.all([api.session(key), api.probes(key), api.units(key), api.sessions()]);
    if (!found.length) {
      content.replaceChildren(h('p', { class: 'nothing' }, 'There is no such session. Choose another one from the list.'));
      return true;
    }
    const [row] = found;
    facts.replaceChildren(...told(row));
    probes.show(ofProbes);
    units.show(ofUnits);
    if (facts.parentNode !== content) content.replaceChildren(...parts);
    if (!around.hasChildNodes()) around.append(...ways(neighbours(all, key)));
    return figure.show(row);
  }

  return { title: words.title(key), load };
}

function section(title, ...content) {
  const id = `about-${title.toLowerCase()}`;
  return h('section', { 'aria-labelledby': id }, h('h2', { id }, title), ...content);
}

function told(row) {
  const facts = {
    Date: words.date(row.session_date),
    'Recorded by': row.username,
    Rig: row.rig || words.NOTHING,
    Trials: words.whole(row.trials),
    Correct: words.percent(words.correct(row)),
    Probes: row.insert_locations || words.whole(row.probe_count),
    Units: words.whole(row.units),
  };
  return Object.entries(facts).map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, value)));
}

function ways({ before, after }) {
  const way = (row, text, rel) => row && h('a', { href: sessionHash(row), rel, 'aria-label': `${text}: ${words.title(row)}` }, text);
  return [way(before, '‹ Previous', 'prev'), way(after, 'Next ›', 'next')].filter(Boolean);
}
