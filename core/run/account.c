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

/* What was noted of a packet by all stages. */
struct noted {
    uint32_t packet;
    struct note outcome;      /* the gravest */
    struct note mark, remark; /* the first; of `outcome` NOTE_MARK, NOTE_REMARK if there is one */
};

static void
label_of(char label[LABEL_MAX], const struct note *note, const Catalog__Catalog *catalog)
{
    snprintf(label, LABEL_MAX, "%s: %s", name_of(note->plugin, catalog), note->reason);
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
        bounds_refused(&a->bounds, note->reason);
}

static void
account_mark(struct account *a, const struct note *note, const char *label)
{
    a->marked++;
    bounds_refused(&a->bounds, note->reason);
    tally_add(&a->marks, label);
}

static void
account_remark(struct account *a, const struct note *note, const Catalog__Catalog *catalog)
{
    char label[LABEL_MAX];

    a->remarked++;
    label_of(label, note, catalog);
    tally_add(&a->remarks, label);
}

static void
account_noted(struct account *a, const struct noted *n, const struct packet *p,
              const uint8_t *bytes, const Catalog__Catalog *catalog)
{
    char label[LABEL_MAX] = "", mark[LABEL_MAX] = "", comment[2 * LABEL_MAX + 16];
    bool fails = n->outcome.outcome >= PACKET_REFUSED, is_marked = n->mark.outcome == NOTE_MARK;

    if (fails)
        label_of(label, &n->outcome, catalog);
    account_outcome(a, &n->outcome, label);
    if (is_marked) {
        label_of(mark, &n->mark, catalog);
        account_mark(a, &n->mark, mark);
    }
    if (n->remark.outcome == NOTE_REMARK)
        account_remark(a, &n->remark, catalog);
    if (n->outcome.outcome == PACKET_UNKNOWN && a->unknown_file)
        capture_writer_add(a->unknown_file, p, bytes, NULL);
    if ((!fails && !is_marked) || !a->errors_file)
        return;
    snprintf(comment, sizeof comment, "%s%s%s%s", label, fails && is_marked ? "; " : "",
             is_marked ? "marked: " : "", mark);
    capture_writer_add(a->errors_file, p, bytes, comment);
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
take_note(struct noted *n, const struct note *note)
{
    if (note->packet != n->packet)
        return;
    if (note->outcome == NOTE_MARK) {
        if (n->mark.outcome != NOTE_MARK)
            n->mark = *note;
    } else if (note->outcome == NOTE_REMARK) {
        if (n->remark.outcome != NOTE_REMARK)
            n->remark = *note;
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

    *first = (struct noted){ .packet = upto };
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
