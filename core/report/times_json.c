/* SPDX-License-Identifier: Apache-2.0 */
#include "report/times_json.h"

#include "base/textbuf.h"
#include "run/report_put.h"

#include <stdlib.h>
#include <string.h>

/* Parts that can be told from each other by colour; bins of what is drawn small. */
enum { PARTS = 8, SMALL_BINS = 120 };

#define SECOND INT64_C(1000000000)

static void
put_seconds(struct textbuf *to, const char *key, int64_t nanoseconds)
{
    char fraction[] = "000000000";

    put_key(to, ",", key);
    text_signed(to, nanoseconds / SECOND);
    for (int64_t i = 8, rest = nanoseconds % SECOND; i >= 0; i--, rest /= 10)
        fraction[i] = (char)('0' + rest % 10);
    text_char(to, '.');
    text_string(to, fraction);
}

/* `by` of them become one. */
static void
put_bins(struct textbuf *to, const char *key, const uint64_t *bins, size_t count, size_t by)
{
    begin_list(to, ",", key);
    for (size_t at = 0; at < count; at += by) {
        uint64_t sum = 0;

        for (size_t i = at; i < at + by && i < count; i++)
            sum += bins[i];
        text_string(to, at ? "," : "");
        text_unsigned(to, sum);
    }
    text_char(to, ']');
}

/* A part of what is drawn as a stack; without bytes where nothing says them. */
struct part {
    const char *name;
    uint64_t packets, bytes, by_time[2][TIMELINE_BINS];
};

static void
put_part(struct textbuf *to, const char *before, const struct part *part, size_t bins)
{
    put_text(to, before, "name", part->name);
    put_number(to, ",", "packets", part->packets);
    put_number(to, ",", "bytes", part->bytes);
    put_bins(to, "packets_by_time", part->by_time[0], bins, 1);
    put_bins(to, "bytes_by_time", part->by_time[1], bins, 1);
    text_char(to, '}');
}

static int
by_packets(const void *left, const void *right)
{
    const struct part *a = left, *b = right;

    return a->packets != b->packets ? (a->packets < b->packets ? 1 : -1) : strcmp(a->name, b->name);
}

/* Those of packets; where there are none each type of records is one. */
static size_t
collect(const struct figures *figures, struct part *parts)
{
    size_t n = 0;

    for (size_t i = 0; i < figures->traffic.count; i++, n++) {
        const struct traffic_part *from = &figures->traffic.parts[i];

        parts[n] = (struct part){ from->name, from->packets, from->bytes, { { 0 } } };
        memcpy(parts[n].by_time[0], from->packets_by_time->bins, sizeof parts->by_time[0]);
        memcpy(parts[n].by_time[1], from->bytes_by_time->bins, sizeof parts->by_time[1]);
    }
    for (size_t i = 0; !figures->traffic.count && i < figures->types.count; i++, n++) {
        const struct figure_type *type = &figures->types.list[i];

        parts[n] = (struct part){ type->name, type->records, 0, { { 0 } } };
        memcpy(parts[n].by_time[0], type->by_time->bins, sizeof parts->by_time[0]);
    }
    return n;
}

/* The smallest ones become one. */
static size_t
join_small(struct part *parts, size_t n)
{
    struct part *last = &parts[PARTS - 1];

    if (n <= PARTS)
        return n;
    last->name = "others";
    for (size_t i = PARTS; i < n; i++) {
        last->packets += parts[i].packets;
        last->bytes += parts[i].bytes;
        for (size_t bin = 0; bin < TIMELINE_BINS; bin++) {
            last->by_time[0][bin] += parts[i].by_time[0][bin];
            last->by_time[1][bin] += parts[i].by_time[1][bin];
        }
    }
    return PARTS;
}

static void
put_traffic(struct textbuf *to, const struct figures *figures)
{
    struct part *parts = need(TYPES_MOST + TRAFFIC_PARTS, sizeof *parts);
    size_t n = collect(figures, parts), bins = timeline_bins(&figures->line);

    qsort(parts, n, sizeof *parts, by_packets);
    n = join_small(parts, n);
    put_key(to, ",", "traffic");
    put_text(to, "{", "of", figures->traffic.count ? "packets" : "records");
    begin_list(to, ",", "parts");
    for (size_t i = 0; i < n; i++)
        put_part(to, i ? ",{" : "{", &parts[i], bins);
    text_string(to, "]}");
    free(parts);
}

static void
put_types(struct textbuf *to, const struct figures *figures)
{
    size_t bins = timeline_bins(&figures->line), by = (bins + SMALL_BINS - 1) / SMALL_BINS;

    put_number(to, ",", "types_by", by ? by : 1);
    begin_list(to, ",", "types");
    for (size_t i = 0; i < figures->types.count; i++) {
        const struct figure_type *type = &figures->types.list[i];

        put_text(to, i ? ",{" : "{", "type", type->name);
        put_text(to, ",", "about", type->about);
        put_number(to, ",", "records", type->records);
        put_number(to, ",", "bytes", type->bytes);
        put_number(to, ",", "files", type->files);
        put_number(to, ",", "without_time", type->without_time);
        if (type->records > type->without_time) {
            put_seconds(to, "first", type->first);
            put_seconds(to, "last", type->last);
        }
        put_bins(to, "by_time", type->by_time->bins, bins, by ? by : 1);
        text_char(to, '}');
    }
    text_char(to, ']');
}

static void
put_line(struct textbuf *to, const struct timeline *line)
{
    put_key(to, ",", "time");
    if (!line->any) {
        text_string(to, "null");
        return;
    }
    put_number(to, "{", "bins", timeline_bins(line));
    put_seconds(to, "from", line->first * line->width);
    put_seconds(to, "width", line->width);
    text_char(to, '}');
}

void
times_json(struct textbuf *to, struct figures *figures)
{
    put_line(to, &figures->line);
    put_traffic(to, figures);
    put_types(to, figures);
}
