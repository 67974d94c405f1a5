/* SPDX-License-Identifier: Apache-2.0 */
#include "capture/input_note.h"

static void
take_linktype(struct input_note *note, uint16_t linktype)
{
    for (size_t i = note->n_linktypes; i-- > 0;)
        if (note->linktypes[i] == linktype)
            return;
    if (note->n_linktypes < INPUT_LINKTYPES)
        note->linktypes[note->n_linktypes++] = linktype;
}

void
input_note_take(struct input_note *note, const struct packet *packet)
{
    const struct moment time = { packet->seconds, packet->nanoseconds };

    note->packets++;
    take_linktype(note, packet->linktype);
    if (packet->timeless)
        return;
    if (!note->timed || moment_earlier(&time, &note->first))
        note->first = time;
    if (!note->timed || moment_earlier(&note->last, &time))
        note->last = time;
    note->timed = true;
}
