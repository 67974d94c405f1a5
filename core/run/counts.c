/* SPDX-License-Identifier: Apache-2.0 */
#include "run/counts.h"

void
counts_take(struct counts *c, struct supervisor *s)
{
    const struct shared *shared = s->tasks->shared;

    bounds_watch(s);
    c->account = s->account;
    c->account.unknown_file = c->account.errors_file = NULL;
    for (size_t i = 0; i < counted_names; i++)
        c->counted[i] = counted_value(&s->recovery.counted, i);
    for (uint32_t i = STAGE_FLOWS; i < shared->n_stages; i++)
        c->flows[i] = *flows_counts(shared->stages[i].state);
    capture_progress(s->capture, &c->read);
    c->n_interfaces = 0;
    while (c->n_interfaces < INTERFACES_MAX &&
           capture_interface(s->capture, c->n_interfaces, &c->interfaces[c->n_interfaces]))
        c->n_interfaces++;
}

/* Never below zero: some are what a worker says. */
static void
take_off(uint64_t *from, uint64_t what)
{
    *from -= what < *from ? what : *from;
}

static void
read_since(struct capture_progress *read, const struct capture_progress *before)
{
    take_off(&read->packets, before->packets);
    take_off(&read->left_out, before->left_out);
    take_off(&read->filtered, before->filtered);
    take_off(&read->received, before->received);
    take_off(&read->dropped, before->dropped);
    take_off(&read->if_dropped, before->if_dropped);
    take_off(&read->cut, before->cut);
    take_off(&read->backwards, before->backwards);
}

/* Of times those of all interfaces. */
static void
interface_since(struct interface_note *i, const struct interface_note *before,
                const struct moment_span *span)
{
    i->of.span = *span;
    take_off(&i->of.packets, before->of.packets);
    take_off(&i->of.size, before->of.size);
    take_off(&i->received, before->received);
    take_off(&i->dropped, before->dropped);
    take_off(&i->if_dropped, before->if_dropped);
    take_off(&i->filtered, before->filtered);
}

void
counts_since(struct counts *c, const struct counts *before)
{
    account_since(&c->account, &before->account);
    for (size_t i = 0; i < counted_names; i++)
        take_off(&c->counted[i], before->counted[i]);
    for (uint32_t i = STAGE_FLOWS; i < STAGES_MAX; i++) {
        struct flow_counts *f = &c->flows[i];

        take_off(&f->flows, before->flows[i].flows);
        for (size_t k = 0; k < sizeof f->ended / sizeof *f->ended; k++)
            take_off(&f->ended[k], before->flows[i].ended[k]);
    }
    read_since(&c->read, &before->read);
    for (size_t i = 0; i < c->n_interfaces; i++)
        interface_since(&c->interfaces[i], &before->interfaces[i], &c->account.hygiene.span);
}
