/* SPDX-License-Identifier: Apache-2.0 */
#include "flowfeatures.h"

static bool
earlier(struct nc_time a, struct nc_time b)
{
    return a.seconds != b.seconds ? a.seconds < b.seconds : a.nanoseconds < b.nanoseconds;
}

/* Captures may claim times further apart than nanoseconds can say. */
static uint64_t
between(struct nc_time first, struct nc_time time)
{
    uint64_t seconds = (uint64_t)time.seconds - (uint64_t)first.seconds;

    if (seconds >= INT64_MAX / SECOND)
        return INT64_MAX;
    return seconds * SECOND + time.nanoseconds - first.nanoseconds;
}

/* The packet's time, or the latest before it where that is later. */
static uint64_t
take_time(struct features *f, struct nc_time time)
{
    uint64_t at;

    if (!f->packets)
        f->first = time;
    at = earlier(time, f->first) ? 0 : between(f->first, time);
    if (earlier(time, f->first) || at < f->now) {
        f->backwards++;
        return f->now;
    }
    return at;
}

/* Gaps are there from the second packet on. */
static void
count_gap(struct features *f, uint64_t at)
{
    uint64_t gap = at - f->now;
    uint32_t *cell = &f->cell[flowfeatures_cell(gap)];

    flowfeatures_add(&f->gap, f->packets - 1, gap);
    if (*cell < UINT32_MAX)
        ++*cell;
    f->subflow_gaps += gap > SUBFLOW_GAP;
    if (gap <= IDLE_GAP)
        return;
    flowfeatures_add(&f->active, f->idle_gaps, f->now - f->active_since);
    flowfeatures_add(&f->idle, f->idle_gaps++, gap);
    f->active_since = at;
}

static void
count_early(struct features *f, const struct nc_sighting *is, int from, uint64_t at)
{
    if (f->packets >= EARLY_PACKETS)
        return;
    f->early_time[f->packets] = at;
    f->early_payload[f->packets] = is->payload_length;
    f->early_side |= (uint16_t)(from << f->packets);
}

static void
count_sizes(struct feature_side *s, const struct nc_sighting *is, uint64_t at)
{
    flowfeatures_add(&s->length, s->packets, is->network_length);
    flowfeatures_add(&s->payload, s->packets, is->payload_length);
    if (s->packets)
        flowfeatures_add(&s->gap, s->packets - 1, at - s->latest);
    else
        s->first = at;
    if (!s->packets || is->transport_header < s->header_least)
        s->header_least = is->transport_header;
    s->headers += is->transport_header;
    s->latest = at;
    s->packets++;
}

void
flowfeatures_end_run(struct features *f)
{
    struct bulks *bulks = &f->side[f->run.side].bulks;

    if (f->run.packets < BULK_PACKETS)
        return;
    bulks->n++;
    bulks->packets += f->run.packets;
    bulks->bytes += f->run.bytes;
    bulks->lasted += f->run.latest - f->run.began;
}

/* Data of one side ends the other's row, so there is one at a time. */
static void
count_data(struct features *f, const struct nc_sighting *is, int from, uint64_t at)
{
    struct run *run = &f->run;
    bool turns = run->packets && run->side != from;

    if (!f->side[from].data_packets++)
        f->side[from].first_payload = is->payload_length;
    f->turns += turns;
    if (turns || at - run->latest > BULK_GAP) {
        flowfeatures_end_run(f);
        run->packets = run->bytes = 0;
    }
    if (!run->packets++)
        run->began = at;
    run->side = from;
    run->latest = at;
    run->bytes += is->payload_length;
}

static void
count_entropy(struct feature_side *s, const struct nc_sighting *is)
{
    if (!is->payload)
        return;
    if (!s->captured)
        s->entropy = is->payload_entropy;
    s->captured += is->payload;
    s->weighted += is->payload_entropy * is->payload;
}

/* A segment with something to say that brings nothing new.  One that asks whether the other side is
 * still there, RFC 9293 section 3.8.4, repeats the last number and means nothing by it. */
static bool
is_repeat(const struct feature_side *s, const struct nc_sighting *is, uint32_t end)
{
    bool marks = is->flags & (NC_SYN | NC_FIN);

    if (!s->spoke || (!is->payload_length && !marks) || flow_precedes(s->highest, end))
        return false;
    return marks || is->payload_length > 1 || is->sequence != s->highest - 1;
}

/* An RST's number says nothing of what was sent. */
static void
count_number(struct feature_side *s, const struct nc_sighting *is)
{
    uint32_t end = is->sequence + is->payload_length + !!(is->flags & NC_SYN) +
                   !!(is->flags & NC_FIN);

    if (is->flags & NC_RST)
        return;
    s->repeats += is_repeat(s, is, end);
    if (!s->spoke || flow_precedes(s->highest, end))
        s->highest = end;
    s->spoke = true;
}

/* mine: what the sender asks for; theirs: what the other side asks for and the sender answers. */
static void
count_opening(struct opening *mine, struct opening *theirs, const struct nc_sighting *is,
              uint64_t at)
{
    uint8_t flags = is->flags & (NC_SYN | NC_ACK | NC_RST);

    if ((flags & (NC_SYN | NC_ACK)) == NC_SYN && !mine->has_synack) {
        mine->has_syn = true;
        mine->syn = at;
    }
    if ((flags & (NC_SYN | NC_ACK)) == (NC_SYN | NC_ACK) && !theirs->has_synack) {
        theirs->has_synack = true;
        theirs->synack = at;
        theirs->number = is->sequence;
    }
    if (flags == NC_ACK && mine->has_synack && !mine->has_ack &&
        !flow_precedes(is->acknowledgment, mine->number + 1)) {
        mine->has_ack = true;
        mine->ack = at;
    }
}

/* is_first: it is the side's first packet. */
static void
count_segment(struct feature_side *s, struct feature_side *other, const struct nc_sighting *is,
              uint64_t at, bool is_first)
{
    for (int i = 0; i < FLOW_FLAGS; i++)
        s->flags[i] += is->flags >> i & 1;
    if (is_first) {
        s->window = is->window;
        s->opens = is->flags & NC_SYN;
    }
    s->zero_windows += !is->window && !(is->flags & (NC_SYN | NC_FIN | NC_RST));
    count_number(s, is);
    count_opening(&s->opening, &other->opening, is, at);
}

void
flowfeatures_count(struct features *f, const struct nc_sighting *is, int from)
{
    struct feature_side *s = &f->side[from], *other = &f->side[!from];
    uint64_t at = take_time(f, is->time);

    if (is->segment)
        count_segment(s, other, is, at, !s->packets);
    if (f->packets)
        count_gap(f, at);
    count_early(f, is, from, at);
    count_sizes(s, is, at);
    if (is->payload_length)
        count_data(f, is, from, at);
    count_entropy(s, is);
    f->packets++;
    f->now = at;
}
