/* SPDX-License-Identifier: Apache-2.0 */
/* The block format, "pcapng": sections, each with its byte order and its interfaces. */
#ifndef PCAPNG_H
#define PCAPNG_H

#include "capture/framing.h"

#include <stdbool.h>

#define PCAPNG_SECTION 0x0a0d0d0au
#define PCAPNG_INTERFACE 1u
#define PCAPNG_OLD_PACKET 2u
#define PCAPNG_SIMPLE_PACKET 3u
#define PCAPNG_ENHANCED_PACKET 6u
#define PCAPNG_BYTE_ORDER 0x1a2b3c4du

/* A comment is an option of any block; if_tsresol and if_tsoffset are an interface's. */
#define PCAPNG_COMMENT 1u
#define PCAPNG_INTERFACE_NAME 2u
#define PCAPNG_RESOLUTION 9u
#define PCAPNG_OFFSET 14u

struct pcapng_interface {
    int64_t offset; /* seconds to add */
    uint32_t snaplen;
    uint16_t linktype;
    uint8_t exponent; /* of the units in a second: a power of ten, or of two */
    bool binary;
};

#define PCAPNG_INTERFACES_MAX 65536u

struct pcapng {
    bool swapped;
    uint32_t skip;   /* bytes of the current block still to be passed over, without its end */
    uint32_t length; /* of the current block; not 0: its end, the length again, is yet to come */
    struct pcapng_interface *interfaces;
    size_t n_interfaces, size;
    uint32_t sections; /* begun so far */
};

bool pcapng_recognise(const uint8_t magic[4]);

/* The next block, or a part of one too long to be held. */
enum step_result pcapng_step(struct pcapng *, const uint8_t *at, size_t left, struct packet *packet,
                             struct step *step);

/* Whether these bytes, where the next step would begin, are those of a packet. */
bool pcapng_at_packet(const struct pcapng *, const uint8_t *at, size_t left);

/* Frees what was allocated. */
void pcapng_end(struct pcapng *);

#endif
