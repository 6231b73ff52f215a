// A table with columns that sort, which becomes a list of cards on a narrow page unless it is small.
import { h } from './dom.js';
import { sorted } from './table.js';

/**
 * columns: {name, label, value(row), show(row) if it isn't the value, kind: number or text}
 * order: {name, descending}, which is changed in place, so that whoever keeps it finds the table as it was left
 */
export class Grid {
  constructor({ caption, columns, order, small = false }) {
    Object.assign(this, { columns, order });
    this.heads = columns.map((column) => this.head(column));
    this.body = h('tbody', { role: 'rowgroup' });
    const head = h('thead', { role: 'rowgroup' }, h('tr', { role: 'row' }, this.heads));
    const words = { role: 'table', class: small ? 'small' : 'cards' };
    this.element = h('table', words, h('caption', { class: 'unseen' }, caption), head, this.body);
    this.rows = [];
  }

  head(column) {
    const click = () => {
      this.order.descending = this.order.name === column.name && !this.order.descending;
      this.order.name = column.name;
      this.show(this.rows);
    };
    const arrow = h('span', { class: 'arrow', 'aria-hidden': 'true' });
    const button = h('button', { type: 'button', onclick: click }, column.label, arrow);
    return h('th', { scope: 'col', role: 'columnheader', class: column.kind }, button);
  }

  /** Does nothing where nothing changed, so that whoever is in the table with the keyboard stays there. */
  show(rows) {
    const wanted = JSON.stringify([rows, this.order]);
    if (wanted === this.shown) return;
    Object.assign(this, { rows, shown: wanted });
    this.columns.forEach((column, index) => {
      const direction = this.order.descending ? 'descending' : 'ascending';
      this.heads[index].setAttribute('aria-sort', column.name === this.order.name ? direction : 'none');
    });
    const column = this.columns.find(({ name }) => name === this.order.name);
    this.body.replaceChildren(...sorted(rows, column, this.order.descending).map((row) => this.row(row)));
  }

  row(row) {
    const cells = this.columns.map(({ name, label, kind, value, show = value }) =>
      h('td', { role: 'cell', class: `${kind} ${name}`, 'data-label': label }, show(row)),
    );
    return h('tr', { role: 'row' }, cells);
  }
}
