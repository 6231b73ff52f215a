// How things are said to people.

const NUMBER = new Intl.NumberFormat('en-GB');
const DATE = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });

export const NOTHING = '–';

/** 1 session, 2 sessions */
export function count(number, one, many = `${one}s`) {
  return `${NUMBER.format(number)} ${number === 1 ? one : many}`;
}

export function whole(number) {
  return number === null || number === undefined ? NOTHING : NUMBER.format(number);
}

export function decimals(number, places) {
  return number === null || number === undefined ? NOTHING : number.toFixed(places);
}

export function percent(part, places = 0) {
  return part === null || part === undefined ? NOTHING : `${(part * 100).toFixed(places)}\u00a0%`;
}

/** 3 Feb 2026 of 2026-02-03 */
export function date(text) {
  const found = new Date(`${text}T00:00:00Z`);
  return Number.isNaN(found.getTime()) ? String(text ?? NOTHING) : DATE.format(found);
}

/** What of the trials in which the animal answered was right; null where it never did. */
export function correct({ hit, miss }) {
  return hit + miss ? hit / (hit + miss) : null;
}

export function title({ subject_id, session }) {
  return `Subject ${subject_id}, session ${session}`;
}

/** What a figure shows, for those who don't see it. */
export function alternative(session) {
  const where = session.insert_locations ? ` in ${session.insert_locations}` : '';
  return (
    `Figure of subject ${session.subject_id}, session ${session.session}: spikes and rates of an example unit in left and ` +
    `right trials, the preferences of ${count(session.units, 'unit')}${where} over time, and how many are selective.`
  );
}

/** Why there is no figure to be seen, by the status that mapapi tells: a heading and a sentence. */
export const NO_FIGURE = {
  'not drawn': ['Not drawn yet', 'The workers draw it when the session is computed. This page looks for it by itself.'],
  missing: [
    'The file is missing',
    'The database knows this figure, but the store has no file of it. Tell those who look after the pipeline.',
  ],
  unreachable: [
    'The store of figures doesn\u2019t answer',
    'The figure itself is not lost. This page tries again by itself; the numbers on it are not affected.',
  ],
  broken: [
    'The figure couldn\u2019t be loaded',
    'Your browser got no picture from the store. This page tries again by itself.',
  ],
};
