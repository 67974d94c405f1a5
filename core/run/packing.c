/* SPDX-License-Identifier: Apache-2.0 */
#include "run/packing.h"

#include "base/compress.h"
#include "base/memory.h"
#include "output/file_formats.h"

#include <stdlib.h>
#include <string.h>

void
packing_begin(struct packing *packing, const struct plugins *plugins, bool large)
{
    if (large)
        memory_keep();
    memset(packing, 0, sizeof *packing);
    packing->plugins = plugins;
    packer_init(&packing->packer);
}

void
packing_end(struct packing *packing)
{
    for (size_t i = 0; i < PLUGINS_MAX; i++)
        schema_free(packing->schemas[i]);
    packer_free(&packing->packer);
}

/* As the supervisor knows it from the catalog; NULL when there is none. */
static const struct schema_message *
record_of(struct packing *packing, uint32_t plugin)
{
    const struct plugin *p = &packing->plugins->list[plugin];
    struct schema **schema = &packing->schemas[plugin];
    char why[256];

    if (!*schema && plugin < packing->plugins->n && p->is.record)
        *schema = schema_new(p->schema, p->schema_size, p->is.record->name, why, sizeof why);
    return *schema ? schema_record(*schema) : NULL;
}

/* The bytes and the note go to the supervisor if there is room for both. */
static bool
hand_over(const struct packer *packer, const struct block *block, struct answer *answer)
{
    const struct textbuf *made = packer->made, *note = &packer->packed.note;

    if (made->used > block->packed_size || note->used > block->packed_size - made->used)
        return false;
    if (made->used)
        memcpy(block->packed, made->data, made->used);
    if (note->used)
        memcpy(block->packed + made->used, note->data, note->used);
    answer->size = (uint32_t)made->used;
    answer->note_size = (uint32_t)note->used;
    answer->checksum = compress_checksum(block->packed, made->used + note->used);
    return true;
}

struct answer
packing_do(struct packing *packing, const struct shared *s, const struct order *order)
{
    const struct block *block = &s->blocks[order->block];
    const struct file_format *format = file_formats[block->format];
    const struct file_plan plan = { .format = format,
                                    .record =
                                        format->pack ? record_of(packing, block->plugin) : NULL,
                                    .style = file_format_style(format, &s->style) };
    const struct packed *packed = &packing->packer.packed;
    struct answer answer = { .done = order->from };

    if ((format->pack && !plan.record) ||
        !packer_pack(&packing->packer, &plan, block->raw + order->from,
                     order->upto - order->from) ||
        !hand_over(&packing->packer, block, &answer))
        return answer;
    answer.done = order->from + (uint32_t)packed->taken;
    answer.left_out = packed->left_out;
    answer.damaged = *packed->damage != '\0';
    return answer;
}
