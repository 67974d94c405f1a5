/* SPDX-License-Identifier: Apache-2.0 */
/* What every plugin is asked to stand, each in a process of its own. */
#ifndef PROBES_H
#define PROBES_H

#include "kit/seeds.h"
#include "kit/trial.h"

struct probe_input {
    const char *file;
    const struct packets *packets;
    const struct seeds *seeds; /* of them */
    uint64_t seed;             /* of what is drawn, for probe_more */
};

struct probe {
    const char *holds; /* the sentence that is true where nothing is said */
    trial_work *work;  /* whose context is a struct probe_input */
    bool layers;       /* only of plugins that read packets */
};

/* The last one has no work. */
extern const struct probe probes[];

/* Another round of inputs at random and changed packets, by their seed. */
void probe_more(struct trial *, void *input);

#endif
