// SPDX-License-Identifier: Apache-2.0
// What the other parts are made of: elements, and numbers as people read them.  Text of records
// becomes text of the page and nothing else.
'use strict';

// Characters that show nothing, or change how others show, stand as their numbers.
const visible = (text) => text.replace(/[\p{C}\p{Zl}\p{Zp}\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0]/gu,
    (c) => '\\u' + c.codePointAt(0).toString(16).padStart(4, '0'));

const figures = JSON.parse(document.getElementById('figures').textContent,
    (_, value) => typeof value === 'string' ? visible(value) : value);
const svgSpace = 'http://www.w3.org/2000/svg';

function fill(element, attributes, children) {
    for (const [key, value] of Object.entries(attributes || {})) {
        if (key === 'class')
            element.setAttribute('class', value);
        else if (key === 'style')
            Object.assign(element.style, value);
        else if (key.startsWith('on'))
            element.addEventListener(key.slice(2), value);
        else if (value !== null && value !== undefined)
            element.setAttribute(key, value);
    }
    for (const child of children.flat(3))
        if (child !== null && child !== undefined)
            element.append(child);
    return element;
}

const make = (tag, attributes, ...children) => fill(document.createElement(tag), attributes, children);
const draw = (tag, attributes, ...children) => fill(document.createElementNS(svgSpace, tag), attributes, children);

const count = (n) => Math.round(n).toLocaleString('en-US');

// Three digits, and a unit of these.
function scaled(n, units, base) {
    let unit = 0;
    while (n >= base * 0.9995 && unit + 1 < units.length) {
        n /= base;
        unit++;
    }
    const digits = unit === 0 || n >= 99.95 ? 0 : n >= 9.995 ? 1 : 2;
    return n.toFixed(digits) + (units[unit] ? '\u202f' + units[unit] : '');
}

const size = (n) => scaled(n, ['B', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB'], 1000);
const short = (n) => n < 10000 && Number.isInteger(n) ? count(n) : scaled(n, ['', 'k', 'M', 'G', 'T', 'P'], 1000);

function span(seconds) {
    const units = [[86400, 'd'], [3600, 'h'], [60, 'min'], [1, 's'], [1e-3, 'ms'], [1e-6, 'µs'], [1e-9, 'ns']];
    if (!seconds)
        return '0\u202fs';
    const [unit, name] = units.find(([one]) => seconds >= one * 0.99999) || units[units.length - 1];
    return String(Number((seconds / unit).toPrecision(3))) + '\u202f' + name;
}

// Seconds since 1970.  Years of more than four digits have a sign and six (ECMA-262, 21.4.1.32).
const moment = (text) =>
    Date.parse(String(text).replace(/^(\d{5,6})-/, (_, year) => '+' + year.padStart(6, '0') + '-')) / 1000;

// UTC, as precise as bins are wide; a time that no calendar here has is told in seconds.
function instant(seconds, width) {
    const date = new Date(Math.floor(seconds * 1000 + 1e-3));
    if (Number.isNaN(date.getTime()))
        return Number.isFinite(seconds) ? `${seconds} s` : 'unknown';
    const iso = date.toISOString(), precise = width < 1 ? 23 : width < 86400 ? 19 : 10;
    return iso.slice(0, precise + iso.length - 24).replace('T', ' ');
}

function share(part, whole) {
    if (!whole)
        return '';
    const percent = 100 * part / whole;
    return (percent > 0 && percent < 0.01 ? '< 0.01' : percent.toFixed(percent < 1 ? 2 : 1)) + '\u202f%';
}

// Without zeros that say nothing, as along an axis.
const bare = (text) => text.replace(/\.0+(?!\d)|(\.\d*?[1-9])0+(?!\d)/, '$1');

const plural = (n, one, many) => count(n) + ' ' + (n === 1 ? one : many || one + 's');

// How a number of a unit is told, short and exactly.
const units = {
    bytes: { short: size, exact: (n) => count(n) + ' bytes' },
    ns: { short: (n) => span(n / 1e9), exact: (n) => count(n) + ' ns' },
    count: { short: count, exact: count },
};
const unitOf = (name) => units[name] || units.count;

const others = 'others';
const colours = new Map([[others, 'var(--c7)']]);

// The same name has the same colour everywhere, the first seven of them one of their own.
function colour(name) {
    if (!colours.has(name))
        colours.set(name, colours.size <= 7 ? `var(--c${colours.size - 1})` : 'var(--c7)');
    return colours.get(name);
}

const tip = document.getElementById('tip');

// Rows: [colour or null, what, how much].
function showTip(event, title, rows) {
    tip.replaceChildren(make('b', {}, title), ...rows.map(([shade, what, much]) => make('div', {},
        shade ? make('i', { class: 'swatch', style: { background: shade } }) : null,
        make('span', {}, what), make('span', {}, much))));
    tip.hidden = false;
    const box = tip.getBoundingClientRect();
    const left = event.clientX + 14 + box.width > window.innerWidth ? event.clientX - 14 - box.width : event.clientX + 14;
    const top = event.clientY + 14 + box.height > window.innerHeight ? event.clientY - 14 - box.height : event.clientY + 14;
    tip.style.left = Math.max(4, left) + 'px';
    tip.style.top = Math.max(4, top) + 'px';
}

function hideTip() {
    tip.hidden = true;
}

// Tells when the pointer is on an element.
function hover(element, title, rows) {
    element.addEventListener('pointermove', (event) => showTip(event, title, rows()));
    element.addEventListener('pointerleave', hideTip);
    return element;
}

// How wide a text is where it is drawn.
const ruler = document.createElement('canvas').getContext('2d');
ruler.font = '12px ' + getComputedStyle(document.body).fontFamily;

const textWidth = (text) => ruler.measureText(text).width;

// Cut in the middle, where addresses and names say least, to fit; '' where nothing would be left.
function fitted(text, room) {
    if (textWidth(text) <= room)
        return text;
    for (let kept = text.length - 1; kept >= 3; kept--) {
        const cut = text.slice(0, Math.ceil(kept / 2)) + '…' + text.slice(text.length - Math.floor(kept / 2));
        if (textWidth(cut) <= room)
            return cut;
    }
    return '';
}
