// SPDX-License-Identifier: Apache-2.0
// Tables that sort and filter.
'use strict';

const shownAtFirst = 10;

// A cell of text; where it is empty it says so, and one that is long may break anywhere.
const broken = (text, most) => text.length > most ? make('span', { class: 'long' }, text) : text;
const cellText = (text, most, nothing) =>
    text === '' ? make('span', { class: 'nothing' }, nothing || '(none)') : broken(text, most);

function compare(a, b) {
    if (typeof a === 'number' && typeof b === 'number')
        return a - b;
    return String(a).localeCompare(String(b), 'en', { numeric: true });
}

// columns: head, get (the value of a row), nothing (what stands for no text), most (how long a text may be unbroken), unit (of a number), whole (for its
// share), meter, wide (left out where there is no room), put (an element instead).
function makeCell(column, row, largest) {
    const value = column.get(row);
    if (column.put)
        return make('td', { class: column.class || '' }, column.put(row));
    if (typeof value !== 'number')
        return make('td', { class: column.wide ? 'wide' : '' }, cellText(String(value), column.most || 18, column.nothing));
    const told = unitOf(column.unit);
    const part = column.whole ? ', ' + share(value, column.whole) + ' of all' : '';
    return make('td', { class: (column.meter ? 'num metered' : 'num') + (column.wide ? ' wide' : ''), title: told.exact(value) + part },
        told.short(value),
        column.meter && largest ? make('span', { class: 'meter', style: { width: 100 * value / largest + '%' } }) : null);
}

function makeHead(column, sort) {
    const head = make('th', { class: (column.numeric ? 'num' : '') + (column.wide ? ' wide' : ''), scope: 'col' });
    const name = broken(column.head.replace('Conversations', 'Conver\u00adsations'), 18);
    head.append(column.put ? name : make('button', { type: 'button', onclick: () => sort(column) }, name));
    return head;
}

function matches(columns, row, wanted) {
    return columns.some((column) => {
        const value = column.put ? '' : column.get(row);
        const text = typeof value === 'number' ? unitOf(column.unit).short(value) : value;
        return String(text).toLowerCase().includes(wanted);
    });
}

// Where a table is wider than its place its words may break anywhere.
const places = new ResizeObserver((changed) => {
    for (const sheet of new Set(changed.map((one) => one.target.closest('.sheet')))) {
        sheet.classList.remove('tight');
        if (sheet.querySelector('table').offsetWidth > sheet.clientWidth)
            sheet.classList.add('tight');
    }
});

// note: what stands below; whole: all rows are shown from the beginning.  Returns all of it, with
// its heading and its filter.
function makeTable(title, columns, rows, { note = '', whole = false } = {}) {
    let order = null, falling = true, wanted = '', all = whole;
    const largest = new Map(columns.filter((c) => c.meter).map((c) => [c, Math.max(...rows.map(c.get))]));
    const body = make('tbody'), told = make('span'), more = make('button', { type: 'button' });
    const heads = columns.map((column) => makeHead(column, sortBy));
    const filter = make('input', { type: 'search', placeholder: 'Filter', 'aria-label': 'Filter ' + title });

    function sortBy(column) {
        falling = order === column ? !falling : column.numeric;
        order = column;
        heads.forEach((head, i) => {
            if (columns[i] === column)
                head.setAttribute('aria-sort', falling ? 'descending' : 'ascending');
            else
                head.removeAttribute('aria-sort');
        });
        show();
    }

    function show() {
        const left = rows.filter((row) => !wanted || matches(columns, row, wanted));
        if (order)
            left.sort((a, b) => compare(order.get(a), order.get(b)) * (falling ? -1 : 1));
        const shown = all ? left : left.slice(0, shownAtFirst);
        body.replaceChildren(...shown.map((row) => make('tr', {},
            columns.map((column) => makeCell(column, row, largest.get(column))))));
        told.textContent = wanted ? plural(left.length, 'row') + ' of ' + count(rows.length) : note;
        told.hidden = !told.textContent;
        more.hidden = whole || left.length <= shownAtFirst;
        more.textContent = all ? 'Show fewer' : 'Show all ' + count(left.length);
    }

    filter.addEventListener('input', () => {
        wanted = filter.value.trim().toLowerCase();
        show();
    });
    more.addEventListener('click', () => {
        all = !all;
        show();
    });
    show();
    filter.hidden = whole || rows.length <= 5;
    const table = make('table', {}, make('thead', {}, make('tr', {}, heads)), body);
    const sheet = make('div', { class: 'sheet' },
        title ? make('div', { class: 'sheet-head' }, make('h3', {}, title), filter) : null, table,
        make('div', { class: 'below' }, told, more));
    places.observe(sheet);
    places.observe(table);
    return sheet;
}

const tableOf = (id) => figures.tables.find((table) => table.id === id);

// Which records a table counts, and how much of its values its rows are.
function noteOf(table) {
    const left = table.distinct - table.rows.length;
    const which = table.where ? `Counts only records where ${table.where}. ` : '';
    if (!table.exact)
        return which + `The largest of more than ${count(table.distinct)}; a row may lack ` +
            (table.units.length > 1 ? unitOf(table.units[1]).exact(table.missing) : count(table.missing)) + '.';
    return which + (left ? `${count(left)} of ${count(table.distinct)} are not on this page.` : '');
}

// A table of the figures as they are: keys, then numbers, the first of which has a meter.
function figureTable(table) {
    const sums = table.heads.slice(table.keys);
    const wholes = sums.map((_, i) => table.rows.reduce((sum, row) => sum + row[table.keys + i], 0));
    const meter = table.units.length > 1 ? 1 : 0;
    const same = (i) => table.keys > 2 && table.rows.every((row) => row[i] === table.rows[0][i]);
    const keys = table.heads.slice(0, table.keys).map((head, i) => ({
        head, get: (row) => row[i], most: table.keys > 3 ? 10 : 18, wide: same(i),
        nothing: table.id === 'tunnels' ? 'without a number' : '' }));
    return makeTable(table.title, keys.concat(sums.map((head, i) => ({
        head, numeric: true, unit: table.units[i], whole: i === 0 ? table.counted : wholes[i],
        meter: i === meter, wide: i > 1 || (i !== meter && table.keys > 1), get: (row) => row[table.keys + i] }))), table.rows, { note: noteOf(table) });
}
