/* SPDX-License-Identifier: Apache-2.0 */
#include "account.h"
#include "dissect.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Its place, or the first free one. */
static size_t
place_of(const struct tally *t, const char *label)
{
    size_t i = 0;

    while (i < t->n && strcmp(t->lines[i].label, label) != 0)
        i++;
    return i;
}

void
tally_add(struct tally *t, const char *label)
{
    size_t i = place_of(t, label);

    if (i == t->n && i >= TALLY_MAX - 1) {
        label = "other";
        i = place_of(t, label);
    }
    if (i == t->n) {
        t->n = i + 1;
        snprintf(t->lines[i].label, LABEL_MAX, "%s", label);
    }
    t->lines[i].count++;
    if (i && t->lines[i].count > t->lines[i - 1].count) { /* frequent labels move to the front */
        struct tally_line line = t->lines[i];

        t->lines[i] = t->lines[i - 1];
        t->lines[i - 1] = line;
    }
}

static int
more_frequent(const void *a, const void *b)
{
    const struct tally_line *x = a, *y = b;

    if (x->count != y->count)
        return x->count > y->count ? -1 : 1;
    return strcmp(x->label, y->label);
}

void
tally_sort(struct tally *t)
{
    qsort(t->lines, t->n, sizeof t->lines[0], more_frequent);
}

static void
account_note(struct account *a, const struct note *note, const struct packet *p, const uint8_t *bytes,
             const Catalog__Catalog *catalog)
{
    char label[LABEL_MAX], key[NC_KEY_TEXT];
    const char *name = "netcapd";

    a->outcome[note->outcome]++;
    if (note->outcome == PACKET_UNKNOWN) {
        tally_add(&a->unknown, nc_key_text(note->space, note->value, key));
        if (a->unknown_file)
            packet_file_add(a->unknown_file, p, bytes);
        return;
    }
    if (note->plugin >= 0 && (size_t)note->plugin < catalog->n_plugin)
        name = catalog->plugin[note->plugin]->name;
    snprintf(label, sizeof label, "%s: %s", name, note->reason);
    tally_add(note->outcome == PACKET_QUARANTINED ? &a->quarantined : &a->refused, label);
    if (a->errors_file)
        packet_file_add(a->errors_file, p, bytes);
}

void
account_batch(struct account *a, const struct batch *b, uint32_t n, const Catalog__Catalog *catalog)
{
    uint32_t n_notes = b->n_notes < n ? b->n_notes : n;

    for (uint32_t i = 0; i < n_notes; i++) {
        struct note note = b->notes[i]; /* a copy: workers cannot change it any more */

        if (note.packet >= BATCH_PACKETS || note.packet >= b->n_packets ||
            note.outcome == PACKET_DECODED || note.outcome >= OUTCOMES)
            note.packet = 0, note.outcome = PACKET_REFUSED;
        note.reason[REASON_MAX - 1] = '\0';
        account_note(a, &note, &b->packets[note.packet], b->data + b->packets[note.packet].offset, catalog);
    }
    a->outcome[PACKET_DECODED] += n - n_notes;
    a->packets += n;
}
