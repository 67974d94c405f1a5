/* SPDX-License-Identifier: Apache-2.0 */
/* The plainest model of a table of flows: a list, searched from end to end, of those that are under
 * way, and one of those whose records wait for their turn. */
#ifndef FLOWS_MODEL_H
#define FLOWS_MODEL_H

#include "flows_helper.h"

/* Source ports, and so flows, from 1. */
enum { PORTS = 24, MODEL_MAX = 64 };

struct model_flow {
    uint64_t began, latest, touched; /* clocks, and an order among equals */
    uint64_t number;                 /* of its first packet */
    uint64_t tick;                   /* in which it ended */
    uint32_t closing;
    struct ended is;
};

struct model {
    struct nc_flow_limits limits;
    struct model_flow flows[MODEL_MAX], waiting[MODEL_MAX];
    size_t n, n_waiting;
    uint32_t parts[PORTS + 1];
    uint64_t clock, touches, backwards;
    struct ended log[LOG_MAX];
    size_t n_log;
};

void model_see(struct model *, const struct nc_sighting *);

/* As flows_expire() does; all: as at the end. */
void model_expire(struct model *, bool all, uint32_t most);

#endif
