// SPDX-License-Identifier: Apache-2.0
// Figures: what they have alike, traffic over time, how sizes are spread, and small lines.
'use strict';

const canDraw = typeof d3 !== 'undefined';
let figureNumber = 0;

// The names of what a figure shows in colours, below it.
function addLegend(copy, names) {
    const height = Number(copy.getAttribute('height')), width = Number(copy.getAttribute('width'));
    let x = 0, y = height + 22;
    for (const name of names) {
        const room = textWidth(name) + 34;
        if (x + room > width) {
            x = 0;
            y += 20;
        }
        copy.append(draw('rect', { x, y: y - 9, width: 10, height: 10, style: { fill: colour(name) } }),
            draw('text', { x: x + 15, y, class: 'strong' }, name));
        x += room;
    }
    copy.setAttribute('height', y + 10);
    copy.setAttribute('viewBox', `0 0 ${width} ${y + 10}`);
}

// What an SVG looks like in the page is written into it, so that it looks so elsewhere.
function standalone(drawn, names) {
    const svg = drawn.cloneNode(true), place = drawn.parentNode;
    if (names.length)
        addLegend(svg, names);
    place.append(svg); // only there it has a style
    const copy = svg.cloneNode(true);
    const kept = ['fill', 'fill-opacity', 'stroke', 'stroke-width', 'stroke-opacity', 'opacity', 'font-size',
        'font-family', 'font-weight', 'text-anchor'];
    const from = svg.querySelectorAll('*'), to = copy.querySelectorAll('*');
    from.forEach((element, i) => {
        const style = getComputedStyle(element);
        kept.forEach((name) => to[i].setAttribute(name, style.getPropertyValue(name)));
        to[i].removeAttribute('class');
        to[i].removeAttribute('style');
    });
    svg.remove();
    copy.setAttribute('xmlns', svgSpace);
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + new XMLSerializer().serializeToString(copy);
}

function save(name, svg, names) {
    const url = URL.createObjectURL(new Blob([standalone(svg, names)], { type: 'image/svg+xml' }));
    make('a', { href: url, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(url), 1000);
}

// A figure that is drawn for the room it has, and again when that changes.  paint(width) returns an
// SVG; controls stand above it, below stands what tells its colours, which are of these names.
function makeFigure(name, caption, controls, paint, { below = null, names = [] } = {}) {
    const place = make('div'), number = ++figureNumber;
    const saving = make('button', { type: 'button', class: 'push', title: 'Save as SVG',
        onclick: () => save(`netcap-${name}.svg`, place.firstChild, names) }, 'SVG');
    const whole = make('figure', { id: 'figure-' + name },
        make('div', { class: 'bar-top' }, controls, saving), place, below,
        make('figcaption', {}, make('b', {}, `Figure ${number}. `), caption));
    let width = 0;
    whole.repaint = () => {
        const room = Math.floor(place.getBoundingClientRect().width);
        if (room < 60)
            return;
        width = room;
        hideTip();
        place.replaceChildren(paint(width));
    };
    new ResizeObserver(() => {
        if (Math.floor(place.getBoundingClientRect().width) !== width)
            whole.repaint();
    }).observe(place);
    return whole;
}

const surface = (width, height, label, ...inside) => draw('svg',
    { width, height, viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': label }, inside);

function choice(labels, taken) {
    const buttons = labels.map((label, i) => make('button', { type: 'button', 'aria-pressed': String(i === 0),
        onclick: () => {
            buttons.forEach((button, k) => button.setAttribute('aria-pressed', String(k === i)));
            taken(i);
        } }, label));
    return make('span', { class: 'choice', role: 'group' }, buttons);
}

function legend(names, toggled) {
    return make('span', { class: 'legend' }, names.map((name) => {
        const button = make('button', { type: 'button', 'aria-pressed': 'true', onclick: () => {
            const on = button.getAttribute('aria-pressed') !== 'true';
            button.setAttribute('aria-pressed', String(on));
            toggled(name, on);
        } }, make('i', { class: 'swatch', style: { background: colour(name) } }), name);
        return button;
    }));
}

// Numbers upwards, with lines across.
function leftAxis(scale, left, right, told) {
    const apart = (value, i, all) => i === 0 || bare(told(value)) !== bare(told(all[i - 1]));
    return scale.ticks(4).filter(Number.isInteger).filter(apart).map((value) => draw('g', {},
        draw('line', { class: 'grid-line', x1: left, x2: right, y1: scale(value), y2: scale(value) }),
        draw('text', { x: left - 8, y: scale(value) + 4, 'text-anchor': 'end' }, bare(told(value)))));
}

// Moments along; short times are told from the beginning on.
function timeAxis(scale, y, right) {
    const [from, to] = scale.domain(), whole = to - from;
    const relative = whole < 2;
    const spread = relative ? d3.scaleLinear().domain([0, whole]) : d3.scaleUtc().domain([from * 1000, to * 1000]);
    const ticks = spread.ticks(Math.max(2, Math.floor((right - scale(from)) / 120)));
    const step = ticks.length > 1 ? (ticks[1] - ticks[0]) / 1000 : 1;
    const told = (tick) => relative ? '+' + span(tick)
        : whole > 3 * 86400 ? tick.toISOString().slice(0, 10)
            : whole > 86400 ? tick.toISOString().slice(5, 16).replace('T', ' ')
                : tick.toISOString().slice(11, step < 0.999 ? 22 : step < 59 ? 19 : 16);
    const place = (tick) => scale(relative ? from + tick : tick.getTime() / 1000);
    let end = -Infinity, before = '';
    return ticks.map((tick) => {
        const text = told(tick), half = textWidth(text) / 2, x = place(tick);
        if (text === before || x - half < end + 12 || x + half > right + 12)
            return null;
        end = x + half;
        before = text;
        return draw('g', {}, draw('line', { class: 'axis-line', x1: x, x2: x, y1: y, y2: y + 5 }),
            draw('text', { x, y: y + 19, 'text-anchor': 'middle' }, text));
    });
}

function trafficFigure() {
    const { time, traffic } = figures;
    const off = new Set();
    let bytes = false;
    const counted = traffic.of;
    traffic.parts.forEach((part) => colour(part.name));

    function paint(width) {
        const height = 300, left = 56, right = width - 4, top = 26, bottom = height - 30;
        const parts = traffic.parts.filter((part) => !off.has(part.name));
        const key = bytes ? 'bytes_by_time' : 'packets_by_time';
        const end = time.from + time.bins * time.width;
        const bins = d3.range(time.bins);
        const stacked = d3.stack().keys(d3.range(parts.length)).value((bin, k) => parts[k][key][bin])(bins);
        const most = d3.max(bins, (bin) => d3.sum(parts, (part) => part[key][bin])) || 1;
        const x = d3.scaleLinear().domain([time.from, end]).range([left, right]);
        const y = d3.scaleLinear().domain([0, most]).nice(4).range([bottom, top]);
        const area = d3.area().curve(d3.curveStepAfter).x((_, i) => x(time.from + i * time.width))
            .y0((d) => y(d[0])).y1((d) => y(d[1]));
        const told = bytes ? size : short;
        const line = draw('line', { y1: top, y2: bottom, style: { stroke: 'var(--ink)', visibility: 'hidden' } });
        const glass = draw('rect', { x: left, y: top, width: Math.max(0, right - left), height: bottom - top,
            style: { fill: 'transparent' } });
        glass.addEventListener('pointermove', (event) => {
            const at = event.clientX - glass.getBoundingClientRect().left;
            const bin = Math.min(time.bins - 1, Math.max(0, Math.floor(at / (right - left) * time.bins)));
            const middle = x(time.from + (bin + 0.5) * time.width);
            line.setAttribute('x1', middle);
            line.setAttribute('x2', middle);
            line.style.visibility = 'visible';
            const there = parts.filter((part) => part[key][bin]).reverse();
            const sum = d3.sum(parts, (part) => part[key][bin]);
            const exact = (n) => bytes ? size(n) : count(n);
            showTip(event, instant(time.from + bin * time.width, time.width) + ' UTC',
                there.map((part) => [colour(part.name), part.name, exact(part[key][bin])])
                    .concat([[null, 'all, in ' + span(time.width), exact(sum)],
                        [null, 'a second', bytes ? scaled(8 * sum / time.width, ['bit', 'kbit', 'Mbit', 'Gbit'], 1000)
                            : short(sum / time.width)]]));
        });
        glass.addEventListener('pointerleave', () => {
            line.style.visibility = 'hidden';
            hideTip();
        });
        return surface(width, height, counted + ' over time',
            leftAxis(y, left, right, told),
            stacked.map((layer, k) => draw('path', { d: area(layer.concat([layer[layer.length - 1]])),
                style: { fill: colour(parts[k].name), stroke: 'var(--paper)', strokeWidth: (right - left) / time.bins > 4 ? '0.4' : '0' } })),
            draw('line', { class: 'axis-line', x1: left, x2: right, y1: bottom, y2: bottom }),
            timeAxis(x, bottom, right),
            draw('text', { x: 0, y: 12 }, `${bytes ? 'Bytes' : counted[0].toUpperCase() + counted.slice(1)} in ${span(time.width)}`),
            line, glass);
    }

    const whole = makeFigure('traffic',
        counted === 'packets' ? `Packets over time by what their network header says is behind it, in bins of ${span(time.width)}; ` +
            'bytes are the lengths in these headers. What is in tunnels is counted at each of its headers. Times are UTC.'
            : `Records over time by type, in bins of ${span(time.width)}. Times are UTC.`,
        [traffic.parts.some((part) => part.bytes) ? choice(['Packets', 'Bytes'], (i) => {
            bytes = i === 1;
            whole.repaint();
        }) : null, legend(traffic.parts.map((part) => part.name), (name, on) => {
            if (on)
                off.delete(name);
            else
                off.add(name);
            whole.repaint();
        })], paint, { names: traffic.parts.map((part) => part.name) });
    return whole;
}

// The largest few parts of a histogram, and the rest as one.
function fewParts(parts) {
    const sorted = parts.slice().sort((a, b) => b.count - a.count);
    const few = sorted.slice(0, 5), rest = sorted.slice(5);
    if (rest.length)
        few.push({ name: others, count: d3.sum(rest, (part) => part.count),
            bins: rest[0].bins.map((_, i) => d3.sum(rest, (part) => part.bins[i])) });
    return few.map((part) => ({ ...part, name: part.name || '(none)' }));
}

// 0 stands for itself, whatever lies between it and the first that is more.
function binsOf(histogram, parts) {
    const all = histogram.from.map((from, i) => ({ from, to: null, i, sum: d3.sum(parts, (part) => part.bins[i]) }));
    all.forEach((bin, i) => {
        bin.to = i + 1 < all.length ? all[i + 1].from
            : bin.from === 0 ? 1 : bin.from * (String(bin.from)[0] === '2' ? 2.5 : 2);
    });
    if (all.length && all[0].from === 0) {
        const next = all.findIndex((bin) => bin.from > 0 && bin.sum);
        return next > 0 ? [all[0]].concat(all.slice(next)) : [all[0]];
    }
    return all;
}

function histogramFigure(histogram) {
    const all = fewParts(histogram.parts), bins = binsOf(histogram, all), off = new Set();
    const told = unitOf(histogram.unit).short, tunnels = tableOf('tunnels');
    const inside = tunnels && tunnels.counted ? ` (${count(tunnels.counted)} of them in tunnels)` : '';
    all.forEach((part) => colour(part.name));

    function paint(width) {
        const parts = all.filter((part) => !off.has(part.name));
        const most = d3.max(bins, (bin) => d3.sum(parts, (part) => part.bins[bin.i])) || 1;
        const height = 200, left = 44, right = width - 2, top = 10, bottom = height - 26;
        const x = d3.scaleBand().domain(d3.range(bins.length)).range([left, right]).paddingInner(0.06);
        const y = d3.scaleLinear().domain([0, most]).nice(4).range([bottom, top]);
        let end = -Infinity;
        const labels = bins.map((bin, k) => {
            const text = bare(told(bin.from)), half = textWidth(text) / 2, at = Math.max(left - 6 + half, x(k) + (bin.from ? 0 : x.bandwidth() / 2));
            if (at - half < end + 10 || at + half > right + 2)
                return null;
            end = at + half;
            return draw('text', { x: at, y: bottom + 18, 'text-anchor': 'middle' }, text);
        });
        return surface(width, height, histogram.title, leftAxis(y, left, right, short),
            bins.map((bin, k) => {
                let from = 0;
                return hover(draw('g', {},
                    draw('rect', { x: x(k), y: top, width: x.bandwidth(), height: bottom - top, style: { fill: 'transparent' } }),
                    parts.map((part) => {
                        const n = part.bins[bin.i], base = from;
                        from += n;
                        return n ? draw('rect', { x: x(k), width: x.bandwidth(), y: y(base + n), height: y(base) - y(base + n),
                            style: { fill: colour(part.name) } }) : null;
                    })), bin.from ? `${told(bin.from)} to ${told(bin.to)}` : told(0), () =>
                    parts.filter((part) => part.bins[bin.i]).map((part) => [colour(part.name), part.name, count(part.bins[bin.i])])
                        .concat([[null, 'all', count(bin.sum)], [null, 'share', share(bin.sum, histogram.count)]]));
            }),
            draw('line', { class: 'axis-line', x1: left, x2: right, y1: bottom, y2: bottom }), labels);
    }

    const whole = makeFigure(histogram.id, `${histogram.title} of ${plural(histogram.count, 'conversation')}${inside}, from ` +
        `${told(histogram.smallest)} to ${told(histogram.largest)}; bins begin at 1, 2 and 5 times powers of ten.`,
    make('h3', {}, histogram.title), paint, { names: all.map((part) => part.name),
        below: legend(all.map((part) => part.name), (name, on) => {
            if (on)
                off.delete(name);
            else
                off.add(name);
            whole.repaint();
        }) });
    return whole;
}

// A line of a few bins, for a cell.
function smallLine(bins) {
    const width = 120, height = 20;
    const x = d3.scaleLinear().domain([0, bins.length]).range([0, width]);
    const y = d3.scaleLinear().domain([0, d3.max(bins) || 1]).range([height - 1, 1]);
    const area = d3.area().curve(d3.curveStepAfter).x((_, i) => x(i)).y0(height).y1((d) => y(d));
    return surface(width, height, 'over time', draw('path', { d: area(bins.concat(bins.slice(-1))),
        style: { fill: 'var(--c0)' } }));
}
