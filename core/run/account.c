/* SPDX-License-Identifier: Apache-2.0 */
#include "run/account.h"

#include <stdio.h>
#include <string.h>

static const char *
name_of(int plugin, const Catalog__Catalog *catalog)
{
    if (plugin < 0 || (size_t)plugin >= catalog->n_plugin)
        return "netcapd";
    return catalog->plugin[plugin]->name;
}

/* Marks and remarks of a packet that count; it may be said to have more, by a worker that is not to
 * be believed. */
enum { SAID_MAX = 8 };

/* What was noted of a packet by all stages. */
struct noted {
    uint32_t packet, n_said;
    struct note outcome;        /* the gravest */
    struct note said[SAID_MAX]; /* of `outcome` NOTE_MARK, NOTE_REMARK: each once */
};

static void
label_of(char label[LABEL_MAX], const struct note *note, const Catalog__Catalog *catalog)
{
    snprintf(label, LABEL_MAX, "%s: %s", name_of(note->plugin, catalog),
             *note->reason ? note->reason : "no reason given");
}

static void
account_outcome(struct account *a, const struct note *note, const char *label)
{
    char key[NC_KEY_TEXT];

    a->outcome[note->outcome]++;
    if (note->outcome == PACKET_UNKNOWN)
        tally_add(&a->unknown, nc_key_text(note->space, note->value, key));
    else if (note->outcome == PACKET_QUARANTINED)
        tally_add(&a->quarantined, label);
    else if (note->outcome == PACKET_REFUSED)
        tally_add(&a->refused, label);
    if (note->outcome >= PACKET_REFUSED)
        bounds_met(&a->bounds, note->reason);
}

/* What becomes a packet's comment in the file of such packets. */
struct comment {
    char text[(SAID_MAX + 1) * (LABEL_MAX + 16)];
    size_t length;
};

static void
comment_add(struct comment *c, const char *what, const char *label)
{
    int n = snprintf(c->text + c->length, sizeof c->text - c->length, "%s%s%s",
                     c->length ? "; " : "", what, label);

    c->length += n < 0 ? 0 : (size_t)n;
}

/* Every reason counts, and the packet once. */
static void
account_said(struct account *a, const struct noted *n, struct comment *comment,
             const Catalog__Catalog *catalog)
{
    bool marked = false, remarked = false;
    char label[LABEL_MAX];

    for (uint32_t i = 0; i < n->n_said; i++) {
        bool is_mark = n->said[i].outcome == NOTE_MARK;

        label_of(label, &n->said[i], catalog);
        bounds_met(&a->bounds, n->said[i].reason);
        tally_add(is_mark ? &a->marks : &a->remarks, label);
        if (is_mark)
            comment_add(comment, "marked: ", label);
        marked |= is_mark;
        remarked |= !is_mark;
    }
    a->marked += marked;
    a->remarked += remarked;
}

static void
account_noted(struct account *a, const struct noted *n, const struct packet *p,
              const uint8_t *bytes, const Catalog__Catalog *catalog)
{
    struct comment comment = { .length = 0 };
    char label[LABEL_MAX] = "";

    if (n->outcome.outcome >= PACKET_REFUSED) {
        label_of(label, &n->outcome, catalog);
        comment_add(&comment, "", label);
    }
    account_outcome(a, &n->outcome, label);
    account_said(a, n, &comment, catalog);
    if (n->outcome.outcome == PACKET_UNKNOWN && a->unknown_file)
        capture_writer_add(a->unknown_file, p, bytes, NULL);
    if (comment.length && a->errors_file)
        capture_writer_add(a->errors_file, p, bytes, comment.text);
}

/* Where notes of a batch stand: in the stages' rooms; behind the last, the supervisor's own. */
struct noting {
    const struct batch *batch;
    const struct aside *aside;
    uint32_t n_stages;
};

/* The next note of a packet before upto; false when there is none.  A copy: workers cannot change
 * it any more. */
static bool
next_note(const struct account *a, const struct noting *in, uint32_t stage, uint32_t upto,
          struct note *note)
{
    const struct room *r = &in->batch->rooms[stage];
    bool own = stage == in->n_stages;
    uint32_t n = own ? in->aside->n : r->n_notes, taken = a->notes_taken[own ? STAGES_MAX : stage];

    if (taken >= (n < NOTES_MAX ? n : NOTES_MAX))
        return false;
    *note = own ? in->aside->notes[taken] : r->notes[taken];
    note->reason[REASON_MAX - 1] = '\0';
    return note->packet < upto;
}

static void
pass_note(struct account *a, const struct noting *in, uint32_t stage)
{
    a->notes_taken[stage == in->n_stages ? STAGES_MAX : stage]++;
}

static void
take_said(struct noted *n, const struct note *note)
{
    for (uint32_t i = 0; i < n->n_said; i++)
        if (note_is_same(&n->said[i], note))
            return;
    if (n->n_said < SAID_MAX)
        n->said[n->n_said++] = *note;
}

static void
take_note(struct noted *n, const struct note *note)
{
    if (note->packet != n->packet)
        return;
    if (note->outcome == NOTE_MARK || note->outcome == NOTE_REMARK) {
        take_said(n, note);
    } else if (note->outcome < OUTCOMES && note->outcome > n->outcome.outcome) {
        n->outcome = *note;
    } else if (n->outcome.outcome == PACKET_DECODED) {
        n->outcome = *note;
        n->outcome.outcome = PACKET_REFUSED; /* nonsense: what was decoded is not noted */
    }
}

/* The first packet that something is noted of. */
static bool
first_noted(struct account *a, const struct noting *in, uint32_t upto, struct noted *first)
{
    struct note note;

    first->packet = upto;
    first->n_said = 0;
    first->outcome = (struct note){ .outcome = PACKET_DECODED };
    for (uint32_t stage = 0; stage <= in->n_stages; stage++)
        if (next_note(a, in, stage, first->packet, &note))
            first->packet = note.packet;
    if (first->packet == upto)
        return false;
    for (uint32_t stage = 0; stage <= in->n_stages; stage++)
        while (next_note(a, in, stage, first->packet + 1, &note)) {
            pass_note(a, in, stage);
            take_note(first, &note);
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
account_flush(struct account *a, const struct noting *in, const Catalog__Catalog *catalog)
{
    struct note note;

    for (uint32_t stage = 0; stage <= in->n_stages; stage++)
        for (; next_note(a, in, stage, UINT32_MAX, &note); pass_note(a, in, stage))
            if (note.outcome != NOTE_REMARK) /* with which no packet comes, and nothing is lost */
                account_lost(a, note.plugin, note.reason, catalog);
}

void
account_batch(struct account *a, const struct batch *b, const struct aside *aside,
              uint32_t n_stages, uint32_t from, uint32_t upto, const Catalog__Catalog *catalog)
{
    const struct noting in = { b, aside, n_stages };
    struct noted noted;
    uint32_t n = 0;

    if (b->flush) {
        account_flush(a, &in, catalog);
        return;
    }
    hygiene_see(&a->hygiene, b, from, upto);
    while (n < upto - from && first_noted(a, &in, upto, &noted)) {
        const struct packet *p = &b->packets[noted.packet < b->n_packets ? noted.packet : from];

        n++;
        account_noted(a, &noted, p, b->data + p->offset, catalog);
    }
    a->outcome[PACKET_DECODED] += upto - from - n;
    a->packets += upto - from;
}

bool
account_balances(const struct account *a, uint64_t read)
{
    uint64_t sum = a->dropped;

    for (int i = 0; i < OUTCOMES; i++)
        sum += a->outcome[i];
    return sum == read && a->packets + a->dropped == read;
}

void
account_reopen(struct account *a, uint32_t stage)
{
    a->notes_taken[stage] = 0;
}

void
account_since(struct account *a, const struct account *before)
{
    a->packets -= before->packets;
    a->bytes -= before->bytes;
    a->dropped -= before->dropped;
    a->marked -= before->marked;
    a->remarked -= before->remarked;
    a->lost -= before->lost;
    for (int i = 0; i < OUTCOMES; i++)
        a->outcome[i] -= before->outcome[i];
    for (int i = 0; i < BOUNDS; i++)
        a->bounds.count[i] -= before->bounds.count[i];
    tally_since(&a->unknown, &before->unknown);
    tally_since(&a->refused, &before->refused);
    tally_since(&a->quarantined, &before->quarantined);
    tally_since(&a->marks, &before->marks);
    tally_since(&a->remarks, &before->remarks);
    hygiene_since(&a->hygiene, &before->hygiene);
}
