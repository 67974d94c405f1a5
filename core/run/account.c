/* SPDX-License-Identifier: Apache-2.0 */
#include "run/account.h"


#include <stdio.h>

static const char *
name_of(int plugin, const Catalog__Catalog *catalog)
{
    if (plugin < 0 || (size_t)plugin >= catalog->n_plugin)
        return "netcapd";
    return catalog->plugin[plugin]->name;
}

static void
account_note(struct account *a, const struct note *note, const struct packet *p,
             const uint8_t *bytes, const Catalog__Catalog *catalog)
{
    char label[LABEL_MAX], key[NC_KEY_TEXT];

    a->outcome[note->outcome]++;
    if (note->outcome == PACKET_UNKNOWN) {
        tally_add(&a->unknown, nc_key_text(note->space, note->value, key));
        if (a->unknown_file)
            capture_writer_add(a->unknown_file, p, bytes);
        return;
    }
    snprintf(label, sizeof label, "%s: %s", name_of(note->plugin, catalog), note->reason);
    bounds_refused(&a->bounds, note->reason);
    tally_add(note->outcome == PACKET_QUARANTINED ? &a->quarantined : &a->refused, label);
    if (a->errors_file)
        capture_writer_add(a->errors_file, p, bytes);
}

/* A room's next note of a packet before upto; false when there is none.  A copy: workers cannot
 * change it any more. */
static bool
next_note(const struct account *a, const struct room *r, uint32_t stage, uint32_t upto,
          struct note *note)
{
    uint32_t n = r->n_notes < BATCH_PACKETS ? r->n_notes : BATCH_PACKETS;

    if (a->notes_taken[stage] >= n)
        return false;
    *note = r->notes[a->notes_taken[stage]];
    note->reason[REASON_MAX - 1] = '\0';
    return note->packet < upto;
}

/* The first packet that a stage has noted something of, and the gravest of it. */
static bool
first_noted(struct account *a, const struct batch *b, uint32_t n_stages, uint32_t upto,
            struct note *first)
{
    struct note note;
    uint32_t packet = upto;

    for (uint32_t stage = 0; stage < n_stages; stage++)
        if (next_note(a, &b->rooms[stage], stage, packet, &note))
            packet = note.packet;
    if (packet == upto)
        return false;
    *first = (struct note){ .packet = packet };
    for (uint32_t stage = 0; stage < n_stages; stage++)
        while (next_note(a, &b->rooms[stage], stage, packet + 1, &note)) {
            a->notes_taken[stage]++;
            if (note.outcome < OUTCOMES && note.outcome > first->outcome && note.packet == packet)
                *first = note;
        }
    return true;
}

void
account_lost(struct account *a, int plugin, const char *reason, const Catalog__Catalog *catalog)
{
    char label[LABEL_MAX];

    a->lost++;
    snprintf(label, sizeof label, "%s: %s, at the end of a flow or stream",
             name_of(plugin, catalog), reason);
    tally_add(&a->quarantined, label);
}

/* At the end of a flow or stream there is no packet to quarantine. */
static void
account_flush(struct account *a, const struct batch *b, uint32_t n_stages,
              const Catalog__Catalog *catalog)
{
    struct note note;

    for (uint32_t stage = 0; stage < n_stages; stage++)
        for (; next_note(a, &b->rooms[stage], stage, UINT32_MAX, &note); a->notes_taken[stage]++)
            account_lost(a, note.plugin, note.reason, catalog);
}

void
account_batch(struct account *a, const struct batch *b, uint32_t n_stages, uint32_t from,
              uint32_t upto, const Catalog__Catalog *catalog)
{
    struct note note;
    uint32_t noted = 0;

    if (b->flush) {
        account_flush(a, b, n_stages, catalog);
        return;
    }
    while (noted < upto - from && first_noted(a, b, n_stages, upto, &note)) {
        const struct packet *p = &b->packets[note.packet < b->n_packets ? note.packet : from];

        noted++;
        if (note.outcome == PACKET_DECODED)
            note.outcome = PACKET_REFUSED; /* nonsense: what was decoded is not noted */
        account_note(a, &note, p, b->data + p->offset, catalog);
    }
    a->outcome[PACKET_DECODED] += upto - from - noted;
    a->packets += upto - from;
}

void
account_reopen(struct account *a, uint32_t stage)
{
    a->notes_taken[stage] = 0;
}
