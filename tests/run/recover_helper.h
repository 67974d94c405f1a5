/* SPDX-License-Identifier: Apache-2.0 */
/* Workers that died, told by a crew that is made up here, and what they were at. */
#ifndef RECOVER_HELPER_H
#define RECOVER_HELPER_H

#include "run/recover.h"

enum { PACKETS = 10 };

/* What crew_*() tell, and what they were told. */
struct made_up_crew {
    struct crew_event event;
    bool is_new, lost;
    uint32_t replaced, killed, given_up; /* worker + 1; how often */
    double cpu, now;
};

extern struct made_up_crew crew;
extern struct recovery recovery;
extern struct account account;

/* The batch at work, the room, and how that stands; those set aside. */
extern struct batch *batch;
extern struct room *room;
extern struct room_task *task;
extern struct aside aside;

/* Worker 1 is at packet 4 of a batch; 0 to 3 are done. */
void at_work(void);

/* The same worker at the first model of flows, at this packet. */
void at_flows(uint32_t packet);

/* At any stage behind dissection, the last one then. */
void at_stage(uint32_t stage, uint32_t packet);

/* It died, and that is recovered from. */
void dies(int status);

/* Another sits there instead, and is ordered what is to be done. */
void is_replaced(void);

/* The crew tells this of worker 1. */
void tells(int kind, int value);

#endif
