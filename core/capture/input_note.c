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
    note->packets++;
    take_linktype(note, packet->linktype);
    if (!packet->timeless)
        moment_span_take(&note->span, &(struct moment){ packet->seconds, packet->nanoseconds });
}
