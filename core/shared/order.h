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
    int32_t block;        /* to be packed; negative: a stage of a batch is to be done */
    uint32_t batch;       /* its slot */
    uint32_t stage;
    uint32_t from, upto;  /* these packets; when the batch flushes, whatever there is from here;
                           * of a block these bytes */
    uint32_t more_before; /* when it flushes: the stage before did not get through */
    struct mend mend;
};

struct answer {
    uint32_t done; /* packets before this one are; of a block the bytes before this one */
    uint32_t full; /* the room did not suffice for it */
    uint32_t more; /* of a batch that flushes: it did not get through */
    uint32_t size;      /* of what became of the block; 0: it could not be packed, or is too long */
    uint32_t note_size; /* of the note behind that */
    uint32_t damaged;   /* the record behind those that are done is none */
    uint32_t checksum; /* of both */
    uint64_t left_out; /* values that have no form there */
    uint64_t cpu;      /* nanoseconds of the worker's processor time, as it says */
};

#endif
