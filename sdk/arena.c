/* SPDX-License-Identifier: Apache-2.0 */
/* A packet's memory: handed out from one block, taken back all at once. */
#include "host.h"

#include <stdlib.h>
#include <string.h>

const char nc_no_memory[] = "needs more memory than one packet may have";
const char nc_no_ticks[] = "needs more work than one packet may cost";
const char nc_no_elements[] = "longer lists than one record may have";
const char nc_no_networks[] = "more networks in each other than one packet may have";

bool
nc_packet_create(struct nc_packet *pkt, size_t size)
{
    memset(pkt, 0, sizeof *pkt);
    pkt->arena = malloc(size);
    if (!pkt->arena)
        return false;
    pkt->arena_at = pkt->arena;
    pkt->arena_end = pkt->arena + size - NC_ALLOC_MAX;
    pkt->scratch = pkt->arena_end;
    nc_packet_begin(pkt);
    return true;
}

void
nc_packet_destroy(struct nc_packet *pkt)
{
    free(pkt->arena);
    pkt->arena = NULL;
}

/* In parts: of the whole the compiler makes an instruction that takes longer to begin than this
 * takes. */
static void
forget_sighting(struct nc_sighting *s)
{
    enum { PART = 64, WHOLE = sizeof *s / PART };
    uint8_t *at = (uint8_t *)s;

    for (size_t i = 0; i < WHOLE; i++, at += PART)
        __builtin_memset(at, 0, PART);
    __builtin_memset(at, 0, sizeof *s % PART);
}

void
nc_hook_begin(struct nc_packet *pkt)
{
    pkt->arena_at = pkt->arena;
    pkt->arena_end = pkt->scratch;
    nc_allow_work(pkt, 0);
    nc_allow_elements(pkt);
    pkt->networks = 0;
    pkt->in = NULL;
    pkt->next_space = NC_NONE;
    pkt->ends = (struct nc_ends){ NULL, NULL, -1, -1, NULL, 0 };
    pkt->malformed = NULL;
    pkt->note = pkt->sum_note = NULL;
    pkt->n_pending = 0;
    pkt->n_handed = 0;
    pkt->handed_by = NULL;
    pkt->n_beside = 0;
    pkt->is_beside = pkt->is_apart = false;
    pkt->apart = pkt->given = 0;
    pkt->event = NC_EVENT_NONE;
    pkt->server_name = NULL;
    pkt->full = false;
    pkt->passed = 0;
    pkt->handed_over = false;
    pkt->refused = NULL;
    pkt->keep = (ProtobufCBinaryData){ 0, NULL };
    pkt->forgotten = 0;
    pkt->n_expected = 0;
}

void
nc_layers_begin(struct nc_packet *pkt)
{
    pkt->networks = 0;
    pkt->event = NC_EVENT_NONE;
    forget_sighting(&pkt->sighting);
    pkt->level = &pkt->sighting;
    pkt->n_levels = 1;
    pkt->place = (struct nc_place){ 0 };
    pkt->way = 0;
    pkt->event_level = 0;
    pkt->fragment_wait = pkt->next_wait = 0;
    pkt->scale = 0;
    pkt->joined = pkt->crowded = false;
    pkt->whole_end = NULL;
    pkt->network_at = NULL;
    pkt->network_before = 0;
    pkt->bare = NULL;
    pkt->tails = (struct nc_tails){ 0 };
}

void
nc_packet_begin(struct nc_packet *pkt)
{
    nc_hook_begin(pkt);
    nc_layers_begin(pkt);
}

static bool
used_up(const struct nc_packet *pkt)
{
    return pkt->arena_end != pkt->scratch;
}

/* The packet's record is lost, but its decoder runs on: it gets the scratch piece by piece, round
 * and round, so that what it has just filled in is not overwritten by what it asks for next. */
void
nc_overdrawn(struct nc_packet *pkt, const char *reason)
{
    nc_fail(pkt->in, reason);
    if (!used_up(pkt)) {
        pkt->arena_end = pkt->scratch + NC_ALLOC_MAX;
        pkt->arena_at = pkt->scratch;
    }
}

static void *
alloc_scratch(struct nc_packet *pkt, size_t size)
{
    nc_fail(pkt->in, nc_no_memory);
    pkt->arena_end = pkt->scratch + NC_ALLOC_MAX;
    pkt->arena_at = size < NC_ALLOC_MAX ? pkt->scratch + size : pkt->arena_end;
    return pkt->scratch;
}

void *
nc_take(struct nc_packet *pkt, size_t size)
{
    uint8_t *at = pkt->arena_at;

    if (size > NC_ALLOC_MAX)
        return alloc_scratch(pkt, size);
    size = (size + 7) & ~(size_t)7;
    if (size > (size_t)(pkt->arena_end - at))
        return alloc_scratch(pkt, size);
    pkt->arena_at = at + size;
    return at;
}

void *
nc_alloc(struct nc_packet *pkt, size_t size)
{
    return memset(nc_take(pkt, size), 0, size < NC_ALLOC_MAX ? size : NC_ALLOC_MAX);
}

void *
nc_message(struct nc_packet *pkt, const ProtobufCMessageDescriptor *descriptor)
{
    void *message = nc_alloc(pkt, descriptor->sizeof_message);

    descriptor->message_init(message);
    return message;
}

/* Lists double.  Once memory is used up an element is handed out that no list has: the list itself
 * may lie in the scratch and hold anything. */
void *
nc_grow(struct nc_packet *pkt, size_t *n, void **list, size_t element)
{
    size_t full = *n;

    if (!nc_tick(pkt, 1) || used_up(pkt))
        return nc_alloc(pkt, element);
    if (__builtin_expect(--pkt->elements < 0, 0)) {
        nc_overdrawn(pkt, nc_no_elements);
        return nc_alloc(pkt, element);
    }
    if ((full & (full - 1)) == 0 && full != 1) { /* at 0, 2, 4, 8, ... */
        size_t capacity = full ? 2 * full : 2;
        void *bigger = nc_take(pkt, capacity * element);

        if (used_up(pkt))
            return bigger;
        if (full)
            memcpy(bigger, *list, full * element);
        *list = bigger;
    }
    *n = full + 1;
    return (uint8_t *)*list + full * element;
}
