/* SPDX-License-Identifier: Apache-2.0 */
#include "run/standing.h"

void
standing_tell(const struct supervisor *s)
{
    struct standing *to = s->standing;
    struct capture_progress p;

    if (!to)
        return;
    capture_progress(s->capture, &p);
    atomic_store(&to->read, p.bytes);
    atomic_store(&to->packets, s->account.packets);
    atomic_store(&to->bytes, s->account.bytes);
    atomic_store(&to->records, output_records(s->output));
    atomic_store(&to->interrupted, s->interrupted);
    for (size_t i = 0; i < OUTCOMES; i++)
        atomic_store(&to->outcome[i], s->account.outcome[i]);
}
