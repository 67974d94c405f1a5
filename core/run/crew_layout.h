/* SPDX-License-Identifier: Apache-2.0 */
/* What a crew is, for the files that make it up. */
#ifndef CREW_LAYOUT_H
#define CREW_LAYOUT_H

#include "run/crew.h"
#include "run/zygote.h"

#include <pthread.h>

struct crew {
    struct shared *shared;
    uint32_t n_workers;
    bool lost; /* the zygote is gone */
    struct crew_event first[WORKERS_MAX]; /* that came when the crew was started */
    uint32_t n_first;

    /* isolated */
    pid_t zygote;
    int socket;
    pid_t pids[WORKERS_MAX];
    bool told;    /* the plugins have their settings */
    bool started, asked[WORKERS_MAX]; /* to be started, and not heard of yet */
    struct zygote_lane *lanes; /* of a set; here each with the supervisor's end of its socket */
    uint32_t n_lanes;

    /* threads */
    struct plugins *plugins;
    struct seat_thread {
        struct crew *crew;
        uint32_t worker;
        pthread_t thread;
    } threads[WORKERS_MAX];
};

#endif
