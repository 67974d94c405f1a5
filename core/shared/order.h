/* SPDX-License-Identifier: Apache-2.0 */
/* An order of the supervisor to a worker, and the worker's answer. */
#ifndef ORDER_H
#define ORDER_H

#include <stdbool.h>
#include <stdint.h>

/* Of a batch that flushes: no flow, stream or datagram has this number. */
#define FLUSH_END (UINT32_MAX - 1)

/* What is to be mended first: a worker died over this packet at the stage. */
struct mend {
    bool is_needed;
    bool without; /* the packet is set aside; else it comes again */
    bool spares;  /* the flow at whose end that was, too: nobody is to blame */
    uint32_t packet;
};

struct order {
    int32_t block;        /* to be compressed; negative: a stage of a batch is to be done */
    uint32_t batch;       /* its slot */
    uint32_t stage;
    uint32_t from, upto;  /* these packets; when the batch flushes, whatever there is from here */
    uint32_t more_before; /* when it flushes: the stage before did not get through */
    struct mend mend;
};

struct answer {
    uint32_t done; /* packets before this one are */
    uint32_t full; /* the room did not suffice for it */
    uint32_t more; /* of a batch that flushes: it did not get through */
    uint32_t size; /* of the compressed block; 0: it could not be */
    uint32_t checksum; /* of that */
};

#endif
