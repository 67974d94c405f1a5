-- SPDX-License-Identifier: Apache-2.0
-- FlowFeatures out of the records of packets, as netcap-features(7) defines them; SQLite and DuckDB run it alike.
--
-- Given are `transport` (TCP and UDP), `ip4`, `ip6`, `fragment6` and `connection`, their columns being fields of the
-- records.  SQLite has no stddev_samp: who runs it there brings it.
--
-- What comes out: `whole` with what is said of a connection, `sides` with what is said of each direction,
-- forward = 1 for Fwd, and `early` with the first packets; the columns are named as the fields.

-- Datagrams in fragments: the headers of the first, and all that the last one shows to be behind them.  Headers of IPv6
-- are alike in all fragments.
CREATE TABLE first_fragment AS
SELECT number, depth, srcip, dstip, id, protocol, 4 * ihl AS header FROM ip4 WHERE fragoffset = 0 AND flags & 1 = 1;

CREATE TABLE last_fragment AS
SELECT number, depth, srcip, dstip, id, protocol, 8 * fragoffset + length - 4 * ihl AS carried
FROM ip4 WHERE fragoffset > 0 AND flags & 1 = 0;

CREATE TABLE last_fragment6 AS
SELECT f.number, f.depth, f.srcip, f.dstip, f.id, 40 + i.length + 8 * f.fragoffset AS l
FROM fragment6 f JOIN ip6 i ON i.number = f.number AND i.depth = f.depth WHERE f.fragoffset > 0 AND f.more = 0;

-- The records of packets with the network's header of each.
CREATE TABLE numbered AS
SELECT t.*,
    CAST(substr(t.stamp, 1, instr(t.stamp, '.') - 1) AS BIGINT) * 1000000000
        + CAST(substr(substr(t.stamp, instr(t.stamp, '.') + 1) || '000', 1, 9) AS BIGINT) AS ts,
    CASE WHEN t.protocol = 6 THEN 4 * t.dataoffset ELSE 8 END AS header,
    i.ihl AS ihl, i.length AS length4, i.protocol AS protocol4, i.flags & 1 = 1 OR i.fragoffset > 0 AS pieces4,
    j.length AS length6, j.captured AS captured6, j.nextheader AS nextheader6, k.more = 1 OR k.fragoffset > 0 AS pieces6,
    (SELECT f.l FROM last_fragment6 f
     WHERE f.depth = t.depth AND f.srcip = k.srcip AND f.dstip = k.dstip AND f.id = k.id AND f.number <= t.number
     ORDER BY f.number DESC LIMIT 1) AS joined6,
    (SELECT f.carried FROM last_fragment f
     WHERE f.depth = t.depth AND f.srcip = i.srcip AND f.dstip = i.dstip AND f.id = i.id
       AND f.protocol = i.protocol AND f.number <= t.number ORDER BY f.number DESC LIMIT 1) AS carried4,
    (SELECT f.header FROM first_fragment f
     WHERE f.depth = t.depth AND f.srcip = i.srcip AND f.dstip = i.dstip AND f.id = i.id
       AND f.protocol = i.protocol AND f.number <= t.number ORDER BY f.number DESC LIMIT 1) AS header4
FROM transport t
LEFT JOIN ip4 i ON i.number = t.number AND i.depth = t.depth
    AND (i.talk = t.talk OR i.flags & 1 = 1 OR i.fragoffset > 0)
LEFT JOIN fragment6 k ON k.number = t.number AND k.depth = t.depth
LEFT JOIN ip6 j ON j.number = t.number AND j.depth = t.depth AND (j.talk = t.talk OR k.number IS NOT NULL);

-- Lengths on the wire, by the headers.
CREATE TABLE measured AS
SELECT n.*,
    CASE WHEN pieces4 THEN header4 + carried4
         WHEN ihl IS NOT NULL THEN length4
         WHEN pieces6 THEN joined6
         WHEN length6 > 0 THEN length6 + 40
         ELSE captured6 + 40 END AS l,
    CASE WHEN protocol = 17 AND udplength >= 8 THEN udplength - 8
         WHEN ihl IS NOT NULL AND NOT pieces4 AND protocol4 = protocol THEN length4 - 4 * ihl - header
         WHEN length6 > 0 AND nextheader6 = protocol THEN length6 - header
         ELSE captured END AS p
FROM numbered n;

-- Which part of its connection a packet is in: parts have so many packets one after the other.
CREATE TABLE part AS
SELECT c.*,
    sum(numpackets) OVER (PARTITION BY talk ORDER BY part) AS upto,
    count(*) OVER (PARTITION BY talk) AS parts,
    lag(endreason) OVER (PARTITION BY talk ORDER BY part) AS ended_before
FROM connection c;

CREATE TABLE parted AS
SELECT m.*, c.part,
    row_number() OVER (PARTITION BY m.talk, c.part ORDER BY m.place) AS n,
    max(m.ts) OVER (PARTITION BY m.talk, c.part ORDER BY m.place
                    ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS t
FROM (SELECT measured.*, row_number() OVER (PARTITION BY talk ORDER BY place) AS k FROM measured) m
JOIN part c ON c.talk = m.talk AND (c.parts = 1 OR (m.k <= c.upto AND m.k > c.upto - c.numpackets));

-- Who opened it.
CREATE TABLE opener AS
SELECT talk, part, decided, by_what,
    CASE WHEN by_what IN ('syn', 'first') THEN srcip ELSE dstip END AS ip,
    CASE WHEN by_what IN ('syn', 'first') THEN srcport ELSE dstport END AS port
FROM (
    SELECT p.talk, p.part, p.srcip, p.srcport, p.dstip, p.dstport,
        CASE WHEN p.syn = 0 THEN 'first' WHEN p.ack = 1 THEN 'synack' ELSE 'syn' END AS by_what,
        p.syn = 1 OR c.ended_before IS NULL OR c.ended_before <> 'active' AS decided,
        row_number() OVER (PARTITION BY p.talk, p.part ORDER BY p.syn DESC, p.n) AS choice
    FROM parted p JOIN part c ON c.talk = p.talk AND c.part = p.part
    WHERE p.n <= 4
) WHERE choice = 1;

CREATE TABLE source AS
SELECT o.talk, o.part, CASE WHEN o.decided THEN o.by_what ELSE 'part' END AS by_what, d.ip, d.port
FROM (SELECT talk, part, by_what, decided,
          max(CASE WHEN decided THEN part END) OVER (PARTITION BY talk ORDER BY part) AS last
      FROM opener) o
JOIN opener d ON d.talk = o.talk AND d.part = o.last;

-- Packets with their direction: what all of the rest is made of.
CREATE TABLE packet AS
SELECT p.*, s.by_what, s.ip, s.port,
    CASE WHEN p.srcip = s.ip AND p.srcport = s.port THEN 1 ELSE 0 END AS forward
FROM parted p JOIN source s ON s.talk = p.talk AND s.part = p.part;

CREATE TABLE gap AS
SELECT talk, part, n, t, forward,
    t - lag(t) OVER (PARTITION BY talk, part ORDER BY n) AS gap,
    t - lag(t) OVER (PARTITION BY talk, part, forward ORDER BY n) AS own_gap
FROM packet;

-- Fixed cells for the quantiles of gaps.
CREATE TABLE cell AS
WITH RECURSIVE power(bits) AS (SELECT 13 UNION ALL SELECT bits + 1 FROM power WHERE bits < 36),
    quarter(q) AS (SELECT 4 UNION ALL SELECT q + 1 FROM quarter WHERE q < 7)
SELECT CAST(q AS BIGINT) << (bits - 2) AS low, (CAST(q AS BIGINT) + 1) << (bits - 2) AS high FROM power, quarter
UNION ALL SELECT 0, 8192;

CREATE TABLE filled AS
SELECT g.talk, g.part, c.low, c.high, count(*) AS here,
    sum(count(*)) OVER (PARTITION BY g.talk, g.part ORDER BY coalesce(c.low, 9000000000000000000)) AS upto,
    sum(count(*)) OVER (PARTITION BY g.talk, g.part) AS gaps
FROM gap g LEFT JOIN cell c ON g.gap >= c.low AND g.gap < c.high
WHERE g.gap IS NOT NULL GROUP BY g.talk, g.part, c.low, c.high;

CREATE TABLE quantile AS
SELECT talk, part,
    min(CASE WHEN 2 * upto >= gaps THEN coalesce((low + high) >> 1, 9000000000000000000) END) AS half,
    min(CASE WHEN 10 * upto >= 9 * gaps THEN coalesce((low + high) >> 1, 9000000000000000000) END) AS nine
FROM filled GROUP BY talk, part;

CREATE TABLE gaps AS
SELECT talk, part, min(gap) AS least, max(gap) AS most, avg(gap) AS mean, stddev_samp(gap) AS deviation,
    sum(CASE WHEN gap > 1000000000 THEN 1 ELSE 0 END) AS subflow_gaps,
    min(CASE WHEN gap > 5000000000 THEN gap END) AS idle_least,
    max(CASE WHEN gap > 5000000000 THEN gap END) AS idle_most,
    avg(CASE WHEN gap > 5000000000 THEN gap END) AS idle_mean,
    stddev_samp(CASE WHEN gap > 5000000000 THEN gap END) AS idle_deviation
FROM gap GROUP BY talk, part;

CREATE TABLE active AS
SELECT talk, part, count(*) AS periods, min(lasted) AS least, max(lasted) AS most, avg(lasted) AS mean,
    stddev_samp(lasted) AS deviation
FROM (SELECT talk, part, period, max(t) - min(t) AS lasted
      FROM (SELECT gap.*, sum(CASE WHEN gap > 5000000000 THEN 1 ELSE 0 END)
                          OVER (PARTITION BY talk, part ORDER BY n) AS period FROM gap)
      GROUP BY talk, part, period)
GROUP BY talk, part;

-- Packets with payload, and rows of them from one side.
CREATE TABLE data AS
SELECT talk, part, n, t, p, forward,
    CASE WHEN forward <> lag(forward) OVER (PARTITION BY talk, part ORDER BY n) THEN 1 ELSE 0 END AS turn,
    CASE WHEN t - lag(t) OVER (PARTITION BY talk, part ORDER BY n) > 1000000000 THEN 1 ELSE 0 END AS rest
FROM packet WHERE p > 0;

CREATE TABLE bulk AS
SELECT talk, part, forward, count(*) AS bulks, sum(packets) AS packets, sum(bytes) AS bytes, sum(lasted) AS lasted
FROM (SELECT talk, part, forward, run, count(*) AS packets, sum(p) AS bytes, max(t) - min(t) AS lasted
      FROM (SELECT data.*, sum(CASE WHEN turn + rest > 0 THEN 1 ELSE 0 END)
                           OVER (PARTITION BY talk, part ORDER BY n) AS run FROM data)
      GROUP BY talk, part, forward, run)
WHERE packets >= 4 GROUP BY talk, part, forward;

-- Numbers of segments, unwrapped around the first of their side, and the highest end before each.
CREATE TABLE unwrapped AS
SELECT u.*, u.number_at + p + syn + fin AS ends,
    max(CASE WHEN rst = 0 THEN u.number_at + p + syn + fin END)
        OVER (PARTITION BY talk, part, forward ORDER BY n ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS highest
FROM (SELECT s.*, (s.seqnum - s.seq0 + 2147483648 + 4294967296) % 4294967296 - 2147483648 AS number_at
      FROM (SELECT talk, part, n, forward, p, syn, fin, rst, seqnum,
                first_value(seqnum) OVER (PARTITION BY talk, part, forward ORDER BY n) AS seq0
            FROM packet WHERE protocol = 6) s) u;

CREATE TABLE repeated AS
SELECT talk, part, forward, count(*) AS repeats FROM unwrapped
WHERE rst = 0 AND (p > 0 OR syn = 1 OR fin = 1) AND ends <= highest
    AND NOT (syn = 0 AND fin = 0 AND p <= 1 AND number_at = highest - 1)
GROUP BY talk, part, forward;

CREATE TABLE answer AS
SELECT talk, part, n, t, seqnum FROM (
    SELECT packet.*, row_number() OVER (PARTITION BY talk, part ORDER BY n) AS choice
    FROM packet WHERE protocol = 6 AND forward = 0 AND syn = 1 AND ack = 1)
WHERE choice = 1;

CREATE TABLE handshake AS
SELECT a.talk, a.part,
    a.t - max(CASE WHEN p.n < a.n AND p.syn = 1 AND p.ack = 0 THEN p.t END) AS syn_to_synack,
    min(CASE WHEN p.n > a.n AND p.syn = 0 AND p.ack = 1 AND p.rst = 0
              AND (p.acknum - a.seqnum - 1 + 2 * 4294967296) % 4294967296 < 2147483648 THEN p.t END) - a.t
        AS synack_to_ack
FROM answer a JOIN packet p ON p.talk = a.talk AND p.part = a.part AND p.forward = 1
GROUP BY a.talk, a.part, a.t;

CREATE TABLE sums AS
SELECT talk, part, min(n) AS n0, min(t) AS t0, max(t) - min(t) AS lasted, count(*) AS pkts,
    sum(CASE WHEN ts < t THEN 1 ELSE 0 END) AS backwards, sum(l) AS bytes, sum(p) AS payload,
    min(l) AS l_least, max(l) AS l_most, avg(l) AS l_mean, stddev_samp(l) AS l_deviation,
    min(p) AS p_least, max(p) AS p_most, avg(p) AS p_mean, stddev_samp(p) AS p_deviation
FROM packet GROUP BY talk, part;

CREATE TABLE side_sums AS
SELECT p.talk, p.part, p.forward, count(*) AS pkts, min(p.n) AS n0, min(p.t) AS t0, max(p.t) - min(p.t) AS lasted,
    sum(l) AS bytes, sum(p) AS payload, sum(header) AS headers, min(header) AS header_least,
    sum(CASE WHEN p > 0 THEN 1 ELSE 0 END) AS data_pkts,
    min(CASE WHEN p > 0 THEN p.n END) AS data_n0, min(CASE WHEN captured > 0 THEN p.n END) AS captured_n0,
    min(l) AS l_least, max(l) AS l_most, avg(l) AS l_mean, stddev_samp(l) AS l_deviation,
    min(p) AS p_least, max(p) AS p_most, avg(p) AS p_mean, stddev_samp(p) AS p_deviation,
    min(own_gap) AS gap_least, max(own_gap) AS gap_most, avg(own_gap) AS gap_mean,
    stddev_samp(own_gap) AS gap_deviation,
    sum(fin) AS fin, sum(syn) AS syn, sum(rst) AS rst, sum(psh) AS psh, sum(ack) AS ack, sum(urg) AS urg,
    sum(ece) AS ece, sum(cwr) AS cwr,
    sum(CASE WHEN win = 0 AND syn = 0 AND fin = 0 AND rst = 0 THEN 1 ELSE 0 END) AS zero_windows,
    sum(captured) AS captured, sum(entropy * captured) AS weighted
FROM packet p JOIN gap g ON g.talk = p.talk AND g.part = p.part AND g.n = p.n
GROUP BY p.talk, p.part, p.forward;

CREATE TABLE whole AS
SELECT s.talk, s.part AS "Part", f.stamp AS "TimestampFirst", f.ip AS "SrcIP", f.port AS "SrcPort",
    CASE WHEN f.forward = 1 THEN f.dstip ELSE f.srcip END AS "DstIP",
    CASE WHEN f.forward = 1 THEN f.dstport ELSE f.srcport END AS "DstPort",
    f.protocol AS "Protocol", f.community AS "CommunityID", c.uid AS "UID", c.endreason AS "EndReason",
    f.by_what AS "DirectionBy", s.backwards AS "BackwardsPkts", s.pkts AS "Pkts", s.bytes AS "Bytes",
    CASE WHEN fwd.pkts > 0 THEN 1.0 * coalesce(bwd.pkts, 0) / fwd.pkts END AS "DownUpPktRatio",
    CASE WHEN s.payload > 0 THEN 1.0 * (coalesce(fwd.payload, 0) - coalesce(bwd.payload, 0)) / s.payload END
        AS "PayloadAsymmetry",
    s.l_least AS "PktLenMin", s.l_most AS "PktLenMax", s.l_mean AS "PktLenMean", s.l_deviation AS "PktLenStd",
    s.p_least AS "PayloadLenMin", s.p_most AS "PayloadLenMax", s.p_mean AS "PayloadLenMean",
    s.p_deviation AS "PayloadLenStd",
    s.lasted AS "Duration", g.least AS "IATMin", g.most AS "IATMax", g.mean AS "IATMean", g.deviation AS "IATStd",
    CASE WHEN q.half > g.most THEN g.most WHEN q.half < g.least THEN g.least ELSE q.half END AS "IATMedian",
    CASE WHEN q.nine > g.most THEN g.most WHEN q.nine < g.least THEN g.least ELSE q.nine END AS "IATP90",
    CASE WHEN s.lasted > 0 THEN s.pkts * 1e9 / s.lasted END AS "PktRate",
    CASE WHEN s.lasted > 0 THEN s.payload * 1e9 / s.lasted END AS "PayloadRate",
    a.periods AS "ActivePeriods", a.least AS "ActiveMin", a.most AS "ActiveMax", a.mean AS "ActiveMean",
    a.deviation AS "ActiveStd", g.idle_least AS "IdleMin", g.idle_most AS "IdleMax", g.idle_mean AS "IdleMean",
    g.idle_deviation AS "IdleStd",
    (SELECT coalesce(sum(turn), 0) FROM data d WHERE d.talk = s.talk AND d.part = s.part) AS "Turns",
    1 + g.subflow_gaps AS "SubflowCount",
    h.syn_to_synack AS "SynToSynAck", h.synack_to_ack AS "SynAckToAck",
    CASE WHEN bwd.n0 > fwd.n0 THEN bwd.t0 - fwd.t0 END AS "FirstReplyTime"
FROM sums s
JOIN packet f ON f.talk = s.talk AND f.part = s.part AND f.n = 1
JOIN part c ON c.talk = s.talk AND c.part = s.part
JOIN gaps g ON g.talk = s.talk AND g.part = s.part
JOIN active a ON a.talk = s.talk AND a.part = s.part
LEFT JOIN quantile q ON q.talk = s.talk AND q.part = s.part
LEFT JOIN handshake h ON h.talk = s.talk AND h.part = s.part
LEFT JOIN side_sums fwd ON fwd.talk = s.talk AND fwd.part = s.part AND fwd.forward = 1
LEFT JOIN side_sums bwd ON bwd.talk = s.talk AND bwd.part = s.part AND bwd.forward = 0;

CREATE TABLE sides AS
SELECT w.talk, w."Part", d.forward,
    coalesce(s.pkts, 0) AS "Pkts", coalesce(s.bytes, 0) AS "Bytes", coalesce(s.payload, 0) AS "PayloadBytes",
    coalesce(s.headers, 0) AS "HeaderBytes", coalesce(s.data_pkts, 0) AS "DataPkts",
    s.l_least AS "PktLenMin", s.l_most AS "PktLenMax", s.l_mean AS "PktLenMean", s.l_deviation AS "PktLenStd",
    s.p_least AS "PayloadLenMin", s.p_most AS "PayloadLenMax", s.p_mean AS "PayloadLenMean",
    s.p_deviation AS "PayloadLenStd", s.header_least AS "HeaderLenMin",
    s.lasted AS "Duration", s.gap_least AS "IATMin", s.gap_most AS "IATMax", s.gap_mean AS "IATMean",
    s.gap_deviation AS "IATStd",
    CASE WHEN w."Duration" > 0 THEN coalesce(s.pkts, 0) * 1e9 / w."Duration" END AS "PktRate",
    CASE WHEN w."Duration" > 0 THEN coalesce(s.payload, 0) * 1e9 / w."Duration" END AS "PayloadRate",
    1.0 * coalesce(s.pkts, 0) / w."SubflowCount" AS "SubflowPkts",
    1.0 * coalesce(s.payload, 0) / w."SubflowCount" AS "SubflowBytes",
    coalesce(b.bulks, 0) AS "BulkCount", 1.0 * b.packets / b.bulks AS "BulkPktsMean",
    1.0 * b.bytes / b.bulks AS "BulkBytesMean", CASE WHEN b.lasted > 0 THEN b.bytes * 1e9 / b.lasted END AS "BulkRate",
    CASE WHEN w."Protocol" = 6 THEN coalesce(s.fin, 0) END AS "FINFlags",
    CASE WHEN w."Protocol" = 6 THEN coalesce(s.syn, 0) END AS "SYNFlags",
    CASE WHEN w."Protocol" = 6 THEN coalesce(s.rst, 0) END AS "RSTFlags",
    CASE WHEN w."Protocol" = 6 THEN coalesce(s.psh, 0) END AS "PSHFlags",
    CASE WHEN w."Protocol" = 6 THEN coalesce(s.ack, 0) END AS "ACKFlags",
    CASE WHEN w."Protocol" = 6 THEN coalesce(s.urg, 0) END AS "URGFlags",
    CASE WHEN w."Protocol" = 6 THEN coalesce(s.ece, 0) END AS "ECEFlags",
    CASE WHEN w."Protocol" = 6 THEN coalesce(s.cwr, 0) END AS "CWRFlags",
    CASE WHEN w."Protocol" = 6 AND one.syn = 1 THEN one.win END AS "InitWin",
    CASE WHEN w."Protocol" = 6 THEN coalesce(s.zero_windows, 0) END AS "ZeroWinPkts",
    CASE WHEN w."Protocol" = 6 THEN coalesce(r.repeats, 0) END AS "RetransPkts",
    said.p AS "FirstPayloadLen", seen.entropy AS "FirstEntropy",
    CASE WHEN s.captured > 0 THEN s.weighted / s.captured END AS "EntropyMean"
FROM whole w
CROSS JOIN (SELECT 1 AS forward UNION ALL SELECT 0) d
LEFT JOIN side_sums s ON s.talk = w.talk AND s.part = w."Part" AND s.forward = d.forward
LEFT JOIN packet one ON one.talk = s.talk AND one.part = s.part AND one.n = s.n0
LEFT JOIN packet said ON said.talk = s.talk AND said.part = s.part AND said.n = s.data_n0
LEFT JOIN packet seen ON seen.talk = s.talk AND seen.part = s.part AND seen.n = s.captured_n0
LEFT JOIN bulk b ON b.talk = w.talk AND b.part = w."Part" AND b.forward = d.forward
LEFT JOIN repeated r ON r.talk = w.talk AND r.part = w."Part" AND r.forward = d.forward;

CREATE TABLE early AS
SELECT p.talk, p.part AS "Part", p.n, p.p AS "SpltPayloadLens", 1 - p.forward AS "SpltDirections",
    p.t - s.t0 AS "SpltTimes"
FROM packet p JOIN sums s ON s.talk = p.talk AND s.part = p.part WHERE p.n <= 16;
