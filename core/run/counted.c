/* SPDX-License-Identifier: Apache-2.0 */
#include "run/counted.h"

#include <stddef.h>
#include <string.h>

/* Bytes that are missing in streams grow fastest. */
#define BELIEVED (UINT64_C(1) << 48)

_Static_assert(sizeof(struct defrag_counts) % sizeof(uint64_t) == 0 &&
                   sizeof(struct stream_counts) % sizeof(uint64_t) == 0,
               "nothing but counts");

#define AT(member) offsetof(struct counted, member)

const struct counted_name counted_name[] = {
    { "fragments", "fragments", false, AT(defrag.fragments), 0, 0 },
    { "fragments_repeated", NULL, false, AT(defrag.duplicates), 0, 0 },
    { "fragments_overlapping", NULL, true, AT(defrag.overlaps), 0, 0 },
    { "datagrams", "datagrams put together", false, AT(defrag.whole), 0, 0 },
    { "datagrams_incomplete", "  not complete in time", true, AT(defrag.timed_out), 0, 0 },
    { "datagrams_evicted", "  given up for lack of room", false, AT(defrag.evicted), 0, 0 },
    { "datagrams_contradictory", "  given up as contradictory", true, AT(defrag.spoiled), 0, 0 },
    { "wrong_checksums", "wrong checksum, passed over", true, AT(defrag.wrong),
      AT(streams.wrong), 0 },
    { "checksums_left_to_card", "offload: checksums not there", true, AT(defrag.believed),
      AT(streams.believed), 0 },
    { "segments_merged_by_card", NULL, true, AT(streams.merged), 0, 0 },
    { "wrong_checksums_read", "wrong checksum, acknowledged: read", true, AT(streams.damaged),
      0, 0 },
    { "connections", "connections", false, AT(streams.connections), 0, AT(streams.conversations) },
    { "conversations", "conversations of datagrams", false, AT(streams.conversations), 0, 0 },
    { "expected_forgotten", "  expected, and forgotten: too many", false,
      AT(streams.unexpected), 0, 0 },
    { "evicted", "  ended early: too many", false, AT(streams.evicted), 0, 0 },
    { "unread", NULL, false, AT(streams.unclaimed), 0, 0 },
    { "refused", "  refused by their protocol", false, AT(streams.refused), 0, 0 },
    { "no_memory", "  given up for lack of memory", false, AT(streams.no_memory), 0, 0 },
    { "segments", NULL, false, AT(streams.segments), 0, 0 },
    { "segments_out_of_order", NULL, true, AT(streams.out_of_order), 0, 0 },
    { "segments_repeated", NULL, true, AT(streams.duplicates), 0, 0 },
    { "segments_overlapping", NULL, true, AT(streams.overlaps), 0, 0 },
    { "segments_outside", "segments outside any window", true, AT(streams.outside), 0, 0 },
    { "resets_not_believed", "RSTs that no host believes", false, AT(streams.resets), 0, 0 },
    { "openings_not_believed", "SYNs that open nothing", false, AT(streams.openings), 0, 0 },
    { "gaps", "gaps in streams", true, AT(streams.gaps), 0, 0 },
    { "bytes_missing", "  bytes missing in them", true, AT(streams.gap_bytes), 0, 0 },
    { "acknowledged_unseen", "acknowledged, and not captured", true, AT(streams.unseen), 0, 0 },
};
const size_t counted_names = sizeof counted_name / sizeof *counted_name;

_Static_assert(sizeof counted_name / sizeof *counted_name <= COUNTED_MAX, "room for all of them");

static uint64_t
value_at(const struct counted *c, size_t at)
{
    uint64_t value;

    memcpy(&value, (const uint8_t *)c + at, sizeof value);
    return value;
}

uint64_t
counted_value(const struct counted *c, size_t n)
{
    const struct counted_name *of = &counted_name[n];
    uint64_t sum = value_at(c, of->at) + (of->plus ? value_at(c, of->plus) : 0);
    uint64_t less = of->minus ? value_at(c, of->minus) : 0;

    return less < sum ? sum - less : 0;
}

/* A worker, a process of its own as a rule, counts on meanwhile: what is read is at most a little
 * old, and each count is read whole. */
__attribute__((no_sanitize("thread"))) static uint64_t
count_now(const void *counts, size_t at)
{
    return *(const volatile uint64_t *)(const void *)((const uint8_t *)counts + at);
}

static void
look(void *seen, const void *before, const void *now, size_t size)
{
    for (size_t at = 0; at < size; at += sizeof(uint64_t)) {
        uint64_t known, sum;

        memcpy(&known, (uint8_t *)seen + at, sizeof known);
        memcpy(&sum, (const uint8_t *)before + at, sizeof sum);
        sum += count_now(now, at);
        if (sum > known && sum - known < BELIEVED)
            memcpy((uint8_t *)seen + at, &sum, sizeof sum);
    }
}

void
counted_look(struct counted *c, const struct shared *s)
{
    if (s->n_stages <= STAGE_STREAMS)
        return;
    look(&c->defrag, &c->defrag_before, defrag_counts(s->stages[STAGE_DEFRAG].state),
         sizeof c->defrag);
    look(&c->streams, &c->streams_before, streams_counts(s->stages[STAGE_STREAMS].state),
         sizeof c->streams);
}

void
counted_anew(struct counted *c, uint32_t stage)
{
    if (stage == STAGE_DEFRAG)
        c->defrag_before = c->defrag;
    else if (stage == STAGE_STREAMS)
        c->streams_before = c->streams;
}
