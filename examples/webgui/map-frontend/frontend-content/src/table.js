// What a table shows, and in which order. Columns: {name, label, value(row) to sort by}.

/** Rows in the order of a column; those without a value come last in both directions. */
export function sorted(rows, column, descending) {
  const sign = descending ? -1 : 1;
  return rows.toSorted((one, other) => compare(column.value(one), column.value(other), sign));
}

function compare(one, other, sign) {
  const [no, none] = [one, other].map((value) => value === null || value === undefined);
  if (no || none) return no - none;
  if (typeof one === 'string') return sign * one.localeCompare(other, 'en', { numeric: true });
  return sign * (one - other);
}

/** Rows in whose texts each of the words is found. texts: gives what a row can be found by */
export function filtered(rows, words, texts) {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter((row) => {
    const text = texts(row).join(' ').toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}
