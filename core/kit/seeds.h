/* SPDX-License-Identifier: Apache-2.0 */
/* Of captured packets the bytes that the plugin is given. */
#ifndef SEEDS_H
#define SEEDS_H

#include "kit/packets.h"
#include "kit/trial.h"

struct seed {
    uint32_t packet;       /* which, from 0 */
    uint32_t begins, size; /* of the packet's bytes */
};

enum { SEEDS_MOST = 1 << 16 };

struct seeds {
    size_t n;
    struct seed list[SEEDS_MOST];
};

/* Found by decoding them in a trial, which may end as any; what was found until then is there.
 * To be unmapped with seeds_free(). */
struct seeds *seeds_find(struct trial *, const char *file, const struct packets *,
                         enum trial_end *);
void seeds_free(struct seeds *);

#endif
