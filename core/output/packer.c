/* SPDX-License-Identifier: Apache-2.0 */
#include "output/packer.h"

#include <stdio.h>

void
packer_init(struct packer *packer)
{
    *packer = (struct packer){ .compressed.fd = -1 };
    packer->packed.bytes.fd = packer->packed.note.fd = -1;
    packer->made = &packer->compressed;
}

void
packer_free(struct packer *packer)
{
    textbuf_free(&packer->packed.bytes);
    textbuf_free(&packer->packed.note);
    textbuf_free(&packer->compressed);
}

/* Nothing stays nothing. */
static bool
compress(struct packer *packer, const struct file_plan *plan, const void *bytes, size_t size)
{
    packer->compressed.used = 0;
    packer->made = &packer->compressed;
    return size == 0 || compression_put(&plan->style.compression, bytes, size, &packer->compressed);
}

/* What the format made is for the file. */
static bool
hand_out(struct packer *packer, const struct file_plan *plan)
{
    const struct textbuf *bytes = &packer->packed.bytes;

    if (!plan->format->inside && plan->style.compression.kind != COMPRESSION_NONE)
        return compress(packer, plan, bytes->data, bytes->used);
    packer->made = bytes;
    return true;
}

static void
clear(struct packer *packer)
{
    struct packed *packed = &packer->packed;

    packed->bytes.used = packed->note.used = 0;
    packed->taken = 0;
    packed->records = packed->left_out = 0;
    *packed->damage = '\0';
}

bool
packer_begin(struct packer *packer, const struct file_plan *plan, char *why, size_t why_size)
{
    clear(packer);
    if (!plan->format->begin(plan, &packer->packed.bytes, why, why_size))
        return false;
    snprintf(why, why_size, "it cannot be compressed");
    return hand_out(packer, plan);
}

bool
packer_pack(struct packer *packer, const struct file_plan *plan, const uint8_t *block, size_t size)
{
    clear(packer);
    if (plan->format->pack) {
        plan->format->pack(plan, block, size, &packer->packed);
        return hand_out(packer, plan);
    }
    packer->packed.taken = size;
    return compress(packer, plan, block, size);
}

bool
packer_finish(struct packer *packer, const struct file_plan *plan, const struct textbuf *notes)
{
    packer->packed.bytes.used = 0; /* what was said of the last block stays */
    if (plan->format->finish)
        plan->format->finish(plan, notes, &packer->packed.bytes);
    return hand_out(packer, plan);
}
