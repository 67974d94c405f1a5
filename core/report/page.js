// SPDX-License-Identifier: Apache-2.0
// The page, section by section; what a run does not have is left out.
'use strict';

const main = document.getElementById('main');
const contents = document.getElementById('contents');
const run = figures.run;
const packets = run && run.packets ? run.packets : null; // a report that is not whole may not tell them

function section(id, title, name, lead, ...inside) {
    main.append(make('section', { id }, make('h2', {}, title), lead ? make('p', { class: 'lead' }, lead) : null, inside));
    contents.append(make('a', { href: '#' + id }, name || title));
}

const baseName = (path) => path.slice(path.lastIndexOf('/') + 1) || path;
const sumOf = (list, get) => list.reduce((sum, one) => sum + get(one), 0);
// Whether there is a value in any of its keys.
const says = (table) => table.rows.some((row) => row.slice(0, table.keys).some((key) => key !== ''));
const filled = (id) => {
    const table = tableOf(id);
    return table && says(table) ? figureTable(table) : null;
};

// When packets were captured: as the run says, or else as records do.
function period() {
    if (run && run.hygiene && run.hygiene.first)
        return [moment(run.hygiene.first), moment(run.hygiene.last)];
    const timed = figures.types.filter((type) => type.first !== undefined);
    return timed.length ? [Math.min(...timed.map((t) => t.first)), Math.max(...timed.map((t) => t.last))] : null;
}

const states = {
    done: ['done', ''],
    partial: ['done, but something could not be read or decoded', 'bad'],
    failed: ['failed', 'bad'],
    running: ['still running, or killed, when this was made', 'bad'],
};

function tile(value, label) {
    return make('div', { class: 'tile' }, make('b', {}, value), make('span', {}, label));
}

function tiles(times) {
    const links = tableOf('links'), hosts = tableOf('hosts'), pairs = tableOf('tree');
    const bytes = sumOf(links.rows, (row) => row[3]);
    const about = (table) => (table.exact ? '' : '> ') + count(table.distinct);
    return make('div', { class: 'tiles' },
        packets ? tile(count(packets.all), 'packets') : null,
        bytes ? tile(size(bytes), 'captured') : null,
        times ? tile(span(times[1] - times[0]), 'from first to last') : null,
        hosts.distinct ? tile(about(hosts), 'hosts') : null,
        pairs.counted ? tile(count(pairs.counted), 'conversations') : null,
        tile(count(sumOf(figures.types, (type) => type.records)), 'records'),
        tile(count(figures.types.length), 'types of records'));
}

const pair = (term, ...told) => [make('dt', {}, term), make('dd', {}, told)];

function inputRow(input) {
    return [baseName(input.path), input.format || 'unknown', input.packets || 0, input.bytes || 0, input.sha256 || ''];
}

function inputs() {
    const left = run.counts.inputs - run.inputs.length;
    const columns = ['Capture', 'Format', 'Packets', 'Bytes', 'SHA-256'].map((head, i) => ({
        head, get: (row) => row[i], numeric: i === 2 || i === 3, unit: i === 3 ? 'bytes' : 'count',
        wide: i === 1, put: i === 4 ? (row) => make('code', { class: 'long' }, row[4]) : null }));
    return makeTable('', columns, run.inputs.map(inputRow), { note: left ? `${count(left)} more in run.json.` : '' });
}

// What became of addresses and names in a run that was anonymized.
function pseudonyms() {
    const told = run && run.anonymized;
    return 'addresses are pseudonyms' + (told ? `, names are ${told.names}` : '') +
        (told && told.text === 'dropped' ? ', free text is left out' : '');
}

function head() {
    const times = period();
    const sources = run ? run.sources : [];
    const title = sources.length === 1 ? baseName(sources[0])
        : sources.length ? `${baseName(sources[0])} and ${count(run.counts.sources - 1)} more` : baseName(figures.folder) + (figures.sets > 1 ? `, ${count(figures.sets)} sets` : '');
    const state = run ? states[run.status] || [run.status, 'bad'] : null;
    document.title = title + ' – netcap report';
    document.getElementById('head').append(
        make('p', { class: 'kicker' }, 'Netcap report'),
        make('h1', {}, title),
        times ? make('p', { class: 'soft' }, `${instant(times[0], 1e-3)} to ${instant(times[1], 1e-3)} UTC`) : null,
        tiles(times),
        make('dl', {},
            figures.addresses ? pair('Anonymized', pseudonyms()) : null,
            run ? pair('Read by', `${run.program}, began ${instant(moment(run.started), 1)} UTC` +
                (run.ended ? `, took ${span(Math.max(0, moment(run.ended) - moment(run.started)))}` : '')) : null,
            state ? pair('The run is', make('span', { class: 'state ' + state[1] }, state[0]),
                run.interrupted ? '; it was asked to stop early' : '') : null,
            pair('Records', `${figures.folder}, ${plural(figures.read.files, 'file')}`),
            pair('This page', `${figures.program}, ${instant(moment(figures.made), 1)} UTC`)));
}

function protocols() {
    const line = canDraw && figures.time ? [{ head: 'Over time', wide: true, class: 'wide', get: () => '',
        put: (type) => smallLine(type.by_time) }] : [];
    const all = sumOf(figures.types, (type) => type.records);
    const types = makeTable('Records', [
        { head: 'Type', get: (type) => type.type },
        { head: 'What it is', get: (type) => type.about, wide: true },
        ...line,
        { head: 'Records', get: (type) => type.records, numeric: true, meter: true, whole: all },
        { head: 'Bytes of records', get: (type) => type.bytes, numeric: true, unit: 'bytes', wide: true },
    ], figures.types.slice().sort((a, b) => b.records - a.records));
    if (!figures.types.length) {
        section('protocols', 'Protocols', null, 'This run found no records, so there is nothing of hosts, conversations and protocols to show. ' +
            (packets && packets.all ? 'What became of its packets stands below.' : 'There was no packet in what it read.'));
        return;
    }
    section('protocols', 'Protocols', null, 'What was found in what, and how many records of each type there are.',
        canDraw && tableOf('tree').rows.length ? treeFigure() : null, filled('tree'), types);
}

function talkers() {
    if (!tableOf('hosts').rows.length)
        return;
    section('talkers', 'Who speaks with whom', 'Hosts', 'Hosts by what they sent and received, and the pairs of them.',
        canDraw && tableOf('pairs').rows.length ? graphFigure() : null,
        make('div', { class: 'two' }, filled('hosts'), filled('pairs')), filled('names'));
}

function flows() {
    const drawn = figures.histograms.filter((one) => one.count);
    // Of tunnels without a number a figure says how many they carry.
    const shown = ['ends', tableOf('tunnels').rows.some((row) => row[0]) ? 'tunnels' : '', 'vlans'];
    const tables = shown.map((id) => filled(id)).filter(Boolean);
    if (drawn.length || tables.length)
        section('flows', 'Conversations', null, 'How long they last, how much they carry, and why they ended.',
            canDraw ? make('div', { class: 'three' }, drawn.map(histogramFigure)) : null,
            make('div', { class: 'two' }, tables));
    const ports = ['ports', 'applications'].map((id) => filled(id)).filter(Boolean);
    if (ports.length)
        section('ports', 'Ports and applications', 'Ports', 'Where conversations go to, and what they turned out to be.',
            make('div', { class: 'two' }, ports));
}

const ownGroups = new Set(['tree', 'talkers', 'flows', 'ports']);

function highlights() {
    const planned = new Map(), other = new Map();
    for (const table of figures.tables.filter((one) => says(one) && !ownGroups.has(one.group))) {
        const group = table.group === table.record && table.id.startsWith(table.record + '.') ? other : planned;
        group.set(table.group, (group.get(table.group) || []).concat(table));
    }
    for (const [group, tables] of planned)
        section(group, group, null, `From ${plural(figures.types.find((type) => type.type === tables[0].record).records, 'record')} ` +
            `of ${tables[0].record}.`, make('div', { class: 'pack' }, tables.map((table) => figureTable(table))));
    return other;
}

// What a capture should not have: [what, how many, of how many, whether it is bad].
function checks() {
    const h = run.hygiene || {}, r = run.reassembly || {}, all = packets ? packets.all : 0;
    const segments = r.segments, rows = [];
    const add = (what, n, of) => n === undefined ? null : rows.push([what, n === null ? 'not counted' : n, of]);
    add('Packets lost before they were read', run.drops ? sumOf(Object.values(run.drops), (n) => n || 0) : null, all);
    add('Packets captured twice', h.duplicates, all);
    add('Packets cut short by the capture', h.cut, all);
    add('Packets whose time is before that of the packet before', h.backwards, all);
    add('Notes of wrong checksums, one of each protocol of a packet', run.counts.wrong_checksums, null);
    add('Fragments and segments passed over for a wrong checksum', h.wrong_checksums, null);
    add('Fragments and segments with a checksum left to the network card', h.checksums_left_to_card, null);
    add('Packets that are marked as malformed', run.marked, all);
    add('Datagrams that were never complete', h.datagrams_incomplete, (r.datagrams || 0) + (h.datagrams_incomplete || 0));
    add('Datagrams whose fragments contradict each other', h.datagrams_contradictory, r.datagrams);
    add('Segments out of order', h.segments_out_of_order, segments);
    add('Segments repeated', h.segments_repeated, segments);
    add('Segments that overlap others', h.segments_overlapping, segments);
    add('Segments outside of any window', h.segments_outside, segments);
    add('Gaps in streams', h.gaps, null);
    add('Bytes missing in streams', h.bytes_missing, null);
    add('Acknowledged, but never seen', h.acknowledged_unseen, segments);
    add('Damaged files of records', figures.read.damaged.length + figures.read.damaged_left_out, figures.read.files);
    return rows;
}

function mark(found) {
    if (typeof found !== 'number')
        return make('span', { class: 'mark nothing', title: 'not counted' }, '–');
    return make('span', { class: found ? 'mark bad' : 'mark', title: found ? 'found' : 'none' }, found ? '▲' : '✓');
}

function said(title, rows, heads) {
    return rows.length ? makeTable(title, heads.map((head, i) => ({ head, get: (row) => row[i],
        numeric: typeof rows[0][i] === 'number' })), rows) : null;
}

function hygiene() {
    const damaged = figures.read.damaged.map((one) => [one.file, one.how]);
    if (!run) {
        section('hygiene', 'How clean it is', 'Hygiene', figures.sets > 1
            ? `These records are of ${count(figures.sets)} sets of files, each with a report of its own, as run-TIME.json. These are not ` +
                'added up here, so what was lost, refused and unknown is not on this page. For one that has it put the files of ' +
                'one set, its report among them, in a folder of their own.'
            : 'There is no run.json beside these records that could be read: what was lost, refused and unknown is not known.',
        said('Damaged files', damaged, ['File', 'What is wrong']));
        return;
    }
    const rows = checks();
    section('hygiene', 'How clean it is', 'Hygiene', 'What of the capture and of the run itself limits what its records can say.',
        makeTable('Checks', [
            { head: 'Check', get: (row) => row[0], put: (row) => [mark(row[1]), row[0]] },
            { head: 'Found', get: (row) => row[1], numeric: true },
            { head: 'Share', class: 'num', numeric: true, get: (row) => row[2] ? row[1] / row[2] : 0,
                put: (row) => row[1] > 0 && row[2] ? share(row[1], row[2]) : '–' },
        ], rows, { whole: true }),
        make('div', { class: 'pack' },
            said('Limits that were reached', (run.limits || []).map((one) => [one.limit, one.count]), ['Limit', 'Times']),
            said('Switched off', (run.switched_off || []).map((one) => [one.plugin, one.failures]), ['Plugin', 'Failures']),
            said('Lost at the end', (run.held_lost || []).map((one) => [one.what, one.reason]), ['What', 'Why']),
            said('Damaged files', damaged, ['File', 'What is wrong']),
            said('Warnings', (run.warnings || []).map((text) => [text]), ['What was said'])));
}

function unread() {
    if (!packets)
        return;
    const classes = [['decoded', 'Decoded', 'var(--c2)'], ['unknown', 'Unknown', 'var(--c1)'],
        ['refused', 'Refused', 'var(--c3)'], ['set_aside', 'Set aside, as a plugin failed', 'var(--c5)'],
        ['dropped', 'Given up at an interrupt', 'var(--c7)']];
    const all = packets.all;
    const reasons = ['unknown', 'refused', 'set_aside', 'marked', 'noted'].flatMap((kind) =>
        ((run.reasons || {})[kind] || []).map((one) => [kind.replace('_', ' '), one.reason, one.packets]));
    section('unread', 'What could not be read', 'Not read', 'Every packet is decoded, unknown, refused or set aside. Unknown ones are of ' +
        'protocols that no plugin reads; refused ones break the rules of theirs. Marked and noted ones are decoded.',
    all ? make('div', { class: 'stack' }, classes.filter(([key]) => packets[key]).map(([key, name, shade]) =>
        hover(make('i', { style: { background: shade, flex: `${packets[key]} 1 0` } }), name,
            () => [[null, 'packets', count(packets[key])], [null, 'of all', share(packets[key], all)]]))) : null,
    make('div', { class: 'two' },
        makeTable('Classes', [
            { head: 'Class', get: (row) => row[1], put: (row) => [make('i', { class: 'swatch', style: {
                background: row[2], display: 'inline-block', marginRight: '.5em' } }), row[1]] },
            { head: 'Packets', get: (row) => packets[row[0]] || 0, numeric: true, whole: all },
            { head: 'Share', class: 'num', numeric: true, get: (row) => packets[row[0]] || 0,
                put: (row) => share(packets[row[0]] || 0, all) },
        ], classes, { whole: true }),
        reasons.length ? makeTable('Reasons', [
            { head: 'Class', get: (row) => row[0] }, { head: 'Reason', get: (row) => row[1] },
            { head: 'Packets', get: (row) => row[2], numeric: true, meter: true, whole: all },
        ], reasons) : null));
}

function rest(other) {
    if (run && run.inputs && run.inputs.length)
        section('sources', 'Captures', null, null, inputs());
    if (!other.size)
        return;
    const inside = make('div', { class: 'three' });
    section('others', 'Other records', 'Others', 'Codes, names and URLs of records that have no section of their own.',
        make('details', { ontoggle: () => {
            if (!inside.childElementCount)
                inside.append(...[...other].flatMap(([group, tables]) => tables.map((table) =>
                    figureTable({ ...table, title: `${group}: ${table.title}` }))));
        } }, make('summary', {}, `Show them, of ${plural(other.size, 'type')}`), inside));
}

function foot() {
    const licence = document.getElementById('licence');
    document.getElementById('foot').prepend(make('p', {}, `Made by ${figures.program}` +
        (canDraw ? `, drawn by d3 ${d3.version}` : '') + '. The page holds all that it shows; it loads and sends nothing.'));
    licence.hidden = !licence.querySelector('pre').textContent.trim();
}

// What cannot be drawn costs its own part: figures come of packets, which anybody may have sent.
function attempt(draw, of) {
    try {
        return draw(of);
    } catch (error) {
        main.append(make('p', { class: 'note' }, `A part of this page cannot be drawn: ${error.message}`));
        return undefined;
    }
}

function traffic() {
    if (canDraw && figures.time && figures.traffic.parts.length)
        section('traffic', 'Traffic over time', 'Traffic', null, trafficFigure());
}

attempt(head);
if (!canDraw)
    main.append(make('p', { class: 'note' }, 'This netcap was built without the library that draws, so there are tables only: ' +
        'install node-d3, then configure and build again.'));
for (const draw of [traffic, protocols, talkers, flows])
    attempt(draw);
const otherTables = attempt(highlights);
for (const draw of [hygiene, unread])
    attempt(draw);
attempt(rest, otherTables);
attempt(foot);
