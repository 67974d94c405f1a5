// SPDX-License-Identifier: Apache-2.0
// Figures of what is in what, and of who speaks with whom.
'use strict';

// Conversations by protocol as a tree, with what is on a link and in none of them.
function protocolTree() {
    const table = tableOf('tree'), links = tableOf('links');
    const root = { name: '', sums: [0, 0, 0], children: new Map() };
    const add = (path, sums) => {
        let at = root;
        for (const name of path) {
            if (!at.children.has(name))
                at.children.set(name, { name, sums: [0, 0, 0], children: new Map() });
            at = at.children.get(name);
            sums.forEach((sum, i) => { at.sums[i] += sum; });
        }
    };
    for (const row of table.rows) {
        const path = row.slice(0, table.keys);
        while (path.length > 1 && path[path.length - 1] === '')
            path.pop();
        add(path.map((name) => name || '(none)'), row.slice(table.keys));
    }
    links.rows.slice().sort((a, b) => b[2] - a[2]).forEach((row, i) => {
        const there = root.children.get(row[0]);
        let packets = row[2] - (there ? there.sums[1] : 0);
        let bytes = row[3] - (there ? there.sums[2] : 0);
        for (const name of i === 0 ? figures.beside : []) {
            const type = figures.types.find((one) => one.type === name);
            if (type && type.records <= packets) {
                add([row[0], name], [0, type.records, 0]);
                packets -= type.records;
            }
        }
        if (packets > 0)
            add([row[0], 'other'], [0, packets, Math.max(0, bytes)]);
    });
    return root;
}

function treeFigure() {
    const tree = protocolTree();
    const names = ['Packets', 'Bytes', 'Conversations'], at = [1, 2, 0];
    let by = 0;

    function shade(node) {
        const transport = node.ancestors().find((one) => one.depth === 3);
        return transport ? colour(transport.data.name) : node.depth === 2 ? 'var(--soft)' : 'var(--c7)';
    }

    function paint(width) {
        const sum = at[by], height = 340, levels = 4;
        const root = d3.hierarchy(tree, (node) => [...node.children.values()])
            .sum((node) => {
                const inside = d3.sum([...node.children.values()], (child) => child.sums[sum]);
                return Math.max(0, node.sums[sum] - inside);
            }).sort((a, b) => b.value - a.value || compare(a.data.name, b.data.name));
        d3.partition().size([height, width * (levels + 1) / levels]).padding(1.2)(root);
        const column = width / levels, whole = root.value || 1;
        const told = by === 1 ? size : count;
        return surface(width, height + 22, 'Protocols, each in what carries it',
            tableOf('tree').heads.slice(0, levels).map((head, i) =>
                draw('text', { x: i * column + 2, y: 12 }, fitted(head, column - 8))),
            root.descendants().filter((node) => node.depth && node.x1 - node.x0 > 0.4).map((node) => {
                const x = (node.depth - 1) * column, tall = node.x1 - node.x0;
                const name = tall >= 17 ? fitted(node.data.name, column - 18) : '';
                const part = share(node.value, whole);
                const roomy = name && textWidth(name) + textWidth(part) + 30 < column;
                const path = node.ancestors().reverse().slice(1).map((one) => one.data.name).join(' › ');
                return hover(draw('g', { transform: `translate(${x},${node.x0 + 22})` },
                    draw('rect', { width: column - 2, height: Math.max(0.6, tall), rx: Math.min(2, tall / 3),
                        style: { fill: shade(node), fillOpacity: '0.22' } }),
                    draw('rect', { width: 4, height: Math.max(0.6, tall), style: { fill: shade(node) } }),
                    name ? draw('text', { class: 'strong', x: 10, y: Math.min(tall / 2 + 4, 20) }, name) : null,
                    roomy ? draw('text', { x: column - 8, y: Math.min(tall / 2 + 4, 20), 'text-anchor': 'end',
                        class: 'strong' }, part) : null),
                path, () => [[null, names[by].toLowerCase(), told(node.value)], [null, 'of all', part]]);
            }));
    }

    const whole = makeFigure('protocols', 'Protocols from the link on, each beside what carries it, by its share. ' +
        'Of packets in tunnels only what is outermost is here.', choice(names, (i) => {
        by = i;
        whole.repaint();
    }), paint);
    return whole;
}

// The hosts of the largest pairs, and what is between them.
function talkersGraph() {
    const pairs = tableOf('pairs'), names = serverNames();
    const nodes = new Map(), edges = new Map();
    const node = (id) => {
        if (!nodes.has(id))
            nodes.set(id, { id, bytes: 0, opens: 0, opened: 0, peers: new Set(), label: (names.get(id) || [])[0] || id });
        return nodes.get(id);
    };
    for (const [from, to, conversations, bytes, packets] of pairs.rows) {
        const key = from < to ? from + ' ' + to : to + ' ' + from;
        if (from === to || (!edges.has(key) && edges.size >= 60) ||
            (nodes.size >= 36 && (!nodes.has(from) || !nodes.has(to))))
            continue;
        const a = node(from), b = node(to);
        const edge = edges.get(key) || { source: a, target: b, bytes: 0, packets: 0, conversations: 0 };
        edges.set(key, edge);
        edge.bytes += bytes;
        edge.packets += packets;
        edge.conversations += conversations;
        a.opens += conversations;
        b.opened += conversations;
        [a, b].forEach((one) => { one.bytes += bytes; });
        a.peers.add(to);
        b.peers.add(from);
    }
    tellApart([...nodes.values()]);
    return { nodes: [...nodes.values()], edges: [...edges.values()] };
}

// A name that several hosts have, as those of one service do, says of none of them which it is.
function tellApart(nodes) {
    const bearers = new Map();
    nodes.forEach((n) => bearers.set(n.label, (bearers.get(n.label) || 0) + 1));
    nodes.filter((n) => bearers.get(n.label) > 1).forEach((n) => { n.label = n.id; });
}

// Which names a host was called by, the most frequent first.
function serverNames() {
    const known = new Map();
    for (const [address, name] of tableOf('names').rows)
        known.set(address, (known.get(address) || []).concat(name));
    return known;
}

// Labels where there is room for them: the largest hosts first, above, below, and at the sides.
function placeLabels(nodes, width, height) {
    const taken = nodes.map((n) => ({ x0: n.x - n.r, x1: n.x + n.r, y0: n.y - n.r, y1: n.y + n.r }));
    const free = (box) => box.x0 >= 2 && box.x1 <= width - 2 && box.y0 >= 0 && box.y1 <= height &&
        taken.every((other) => box.x0 > other.x1 || box.x1 < other.x0 || box.y0 > other.y1 || box.y1 < other.y0);
    return nodes.slice().sort((a, b) => b.bytes - a.bytes).map((n) => {
        const text = fitted(n.label, Math.min(190, width * 0.45)), w = textWidth(text) + 6;
        const spots = [[n.x - w / 2, n.y - n.r - 19], [n.x - w / 2, n.y + n.r + 2], [n.x + n.r + 3, n.y - 9],
            [n.x - n.r - 3 - w, n.y - 9]];
        for (const [x, y] of text ? spots : []) {
            const box = { x0: x, x1: x + w, y0: y, y1: y + 18 };
            if (free(box)) {
                taken.push(box);
                return draw('text', { class: 'strong over', x: x + w / 2, y: y + 13, 'text-anchor': 'middle' }, text);
            }
        }
        return null;
    });
}

function layOut(graph, width, height) {
    const r = d3.scaleSqrt().domain([0, d3.max(graph.nodes, (n) => n.bytes) || 1]).range([4, width < 600 ? 13 : 18]);
    graph.nodes.forEach((n) => {
        n.r = r(n.bytes);
        delete n.x;
        delete n.y;
        n.vx = n.vy = 0;
    });
    const forces = d3.forceSimulation(graph.nodes).stop()
        .force('link', d3.forceLink(graph.edges).distance(Math.min(110, width / 6)).strength(0.5))
        .force('charge', d3.forceManyBody().strength(width < 600 ? -150 : -330))
        .force('apart', d3.forceCollide((n) => n.r + 12))
        .force('x', d3.forceX(width / 2).strength(0.05 * Math.min(1, height / width)))
        .force('y', d3.forceY(height / 2).strength(0.09));
    for (let i = 0; i < 260; i++)
        forces.tick();
    const fit = (of, room, margin) => {
        const [least, most] = d3.extent(graph.nodes, (n) => n[of]);
        const scale = most > least ? (room - 2 * margin) / (most - least) : 0;
        graph.nodes.forEach((n) => {
            n[of] = scale ? margin + (n[of] - least) * scale : room / 2;
        });
    };
    fit('x', width, Math.min(70, width / 7));
    fit('y', height, 40);
}

function graphFigure() {
    const graph = talkersGraph(), names = serverNames();
    const widest = d3.max(graph.edges, (edge) => edge.bytes) || 1;
    const asks = (n) => n.opens >= n.opened;
    const shade = (n) => asks(n) ? 'var(--c0)' : 'var(--c3)';

    function paint(width) {
        const height = Math.round(Math.min(520, Math.max(360, width * 0.5)));
        const stroke = d3.scaleSqrt().domain([0, widest]).range([0.8, 9]);
        layOut(graph, width, height);
        const lines = graph.edges.map((edge) => hover(draw('line', {
            x1: edge.source.x, y1: edge.source.y, x2: edge.target.x, y2: edge.target.y,
            style: { stroke: 'var(--soft)', strokeOpacity: '0.4', strokeWidth: String(stroke(edge.bytes)) } }),
        `${edge.source.id} – ${edge.target.id}`, () => [[null, 'conversations', count(edge.conversations)],
            [null, 'packets', count(edge.packets)], [null, 'bytes', size(edge.bytes)]]));
        const lit = (n, on) => graph.edges.forEach((edge, i) => {
            const its = edge.source === n || edge.target === n;
            lines[i].style.strokeOpacity = !on ? '0.4' : its ? '0.95' : '0.1';
        });
        const dots = graph.nodes.map((n) => {
            const dot = hover(draw('circle', { cx: n.x, cy: n.y, r: n.r,
                style: { fill: shade(n), stroke: 'var(--paper)', strokeWidth: '1.5' } }), n.id, () =>
                (names.get(n.id) || []).slice(0, 3).map((name) => [null, name, ''])
                    .concat([[null, 'with', plural(n.peers.size, 'host')], [null, 'bytes', size(n.bytes)],
                        [null, 'opened', count(n.opens)], [null, 'was asked', count(n.opened)]]));
            dot.addEventListener('pointerenter', () => lit(n, true));
            dot.addEventListener('pointerleave', () => lit(n, false));
            return dot;
        });
        return surface(width, height, 'Hosts, and who speaks with whom', lines, dots,
            placeLabels(graph.nodes, width, height));
    }

    const swatch = (shade, text) => make('span', { class: 'note' },
        make('i', { class: 'swatch', style: { background: shade, display: 'inline-block', marginRight: '.4em' } }), text);
    return makeFigure('talkers', `The ${plural(graph.nodes.length, 'host')} of the ${plural(graph.edges.length, 'pair')} ` +
        'that exchanged most; areas and widths are by bytes. Names are those that clients call a server by.',
    [swatch('var(--c0)', 'opens conversations'), swatch('var(--c3)', 'is asked')], paint);
}
