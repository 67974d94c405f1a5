/* SPDX-License-Identifier: Apache-2.0 */
/* What a worker does with a block: packs it for a file, as far as it is packed at once. */
#ifndef PACKING_H
#define PACKING_H

#include "dissect/plugins.h"
#include "output/packer.h"
#include "shared/shared.h"

struct packing {
    const struct plugins *plugins;
    struct schema *schemas[PLUGINS_MAX]; /* those that were wanted so far */
    struct packer packer;
};

/* large: blocks of the large size will come too. */
void packing_begin(struct packing *, const struct plugins *, bool large);
void packing_end(struct packing *);

struct answer packing_do(struct packing *, const struct shared *, const struct order *);

#endif
