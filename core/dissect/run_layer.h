/* SPDX-License-Identifier: Apache-2.0 */
/* One plugin at one layer. */
#ifndef RUN_LAYER_H
#define RUN_LAYER_H

#include "dissect/plugins.h"
#include "host.h"

/* It reads and decodes what stands at the cursor, whose .base is what it may look back to; its
 * record, which counts unless the cursor has failed, or NULL. */
void *run_layer(struct nc_packet *, const struct plugin *, int index, struct nc_cursor *);

#endif
