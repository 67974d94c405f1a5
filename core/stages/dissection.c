/* SPDX-License-Identifier: Apache-2.0 */
#include "stages/dissection.h"

#include "base/fingerprint.h"
#include "flows/flows.h"

/* Here, where any worker does it, rather than in the models' own stages. */
static void
name_flows(const struct shared *s, const struct plugins *plugins, struct batch *b, uint32_t i)
{
    struct room *r = &b->rooms[STAGE_DISSECT];

    for (uint32_t stage = STAGE_FLOWS; stage < s->n_stages; stage++) {
        r->plugin = (uint32_t)s->stages[stage].plugin;
        if (plugin_is_off(&plugins->list[r->plugin]))
            continue;
        flows_name(s->stages[stage].state, &plugins->list[r->plugin], &b->sightings[i],
                   &b->keys[stage - STAGE_FLOWS][i]);
    }
}

/* The next packet's bytes, which the reader has written on another processor, come while this one
 * is at work. */
static void
fetch_next(const struct batch *b, uint32_t i)
{
    enum { LINE = 64, MOST = 1536 };
    const struct packet *next = &b->packets[i + 1];
    uint32_t size;

    if (i + 1 >= b->n_packets || i + 1 >= BATCH_PACKETS)
        return;
    size = next->captured < MOST ? next->captured : MOST;
    for (uint32_t at = 0; at < size; at += LINE)
        __builtin_prefetch(b->data + next->offset + at);
}

/* For whoever looks for duplicates. */
static void
print_packet(const struct dissector *d, struct batch *b, uint32_t i)
{
    const struct packet *p = &b->packets[i];
    const uint8_t *end = b->data + p->offset + p->captured;

    if (d->options.duplicates)
        b->prints[i] = fingerprint(d->options.seed, p->length, d->behind_link,
                                   (size_t)(end - d->behind_link));
}

/* One packet; false when there is no space for it, and nothing of it is left in the room. */
static bool
do_packet(const struct shared *s, struct dissector *d, struct batch *b, uint32_t i)
{
    struct room *r = &b->rooms[STAGE_DISSECT];
    struct room_sink sink = room_sink(r);
    bool first = room_is_empty(r);
    struct verdict v;

    fetch_next(b, i);
    batch_hide(b, i); /* should a plugin fail */
    b->prints[i] = 0;
    room_begin(r, i);
    v = dissect(d, &b->packets[i], b->data + b->packets[i].offset, &r->plugin);
    if (!dissector_emit(d, &sink.sink, &v)) {
        room_rollback(r);
        if (!first)
            return false;
        room_begin(r, i);
        v = verdict_refused(-1, "its records are too large");
    }
    batch_take_event(b, i, &d->pkt, false);
    print_packet(d, b, i);
    /* Before another plugin is at work: the reason is this one's, whatever it points to. */
    if (v.outcome != PACKET_DECODED || v.mark || verdict_remarks(&v))
        room_note(r, i, &v);
    name_flows(s, d->plugins, b, i);
    room_commit(r, i);
    return true;
}

struct answer
do_dissection(const struct shared *s, struct dissector *d, const struct order *order)
{
    struct batch *b = &s->batches[order->batch];
    struct answer answer = { .done = order->from };

    while (answer.done < order->upto && !answer.full)
        if (do_packet(s, d, b, answer.done))
            answer.done++;
        else
            answer.full = 1;
    return answer;
}
