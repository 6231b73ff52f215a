// Addresses of pages: #/sessions and #/session/440010/1.

export const HOME = '#/sessions';

/** The page that an address means; null where there is none. */
export function parse(hash) {
  if (['', '#', '#/', HOME].includes(hash)) return { page: 'sessions' };
  const found = /^#\/session\/(\d{1,9})\/(\d{1,5})$/.exec(hash);
  return found && { page: 'session', key: { subject_id: Number(found[1]), session: Number(found[2]) } };
}

export function sessionHash({ subject_id, session }) {
  return `#/session/${subject_id}/${session}`;
}

/** The sessions before and after one, in the order of subjects and sessions; null where there is none. */
export function neighbours(sessions, { subject_id, session }) {
  const place = sessions.findIndex((row) => row.subject_id === subject_id && row.session === session);
  return { before: sessions[place - 1] ?? null, after: (place >= 0 && sessions[place + 1]) || null };
}
