/* SPDX-License-Identifier: Apache-2.0 */
/* What became of a packet. */
#ifndef VERDICT_H
#define VERDICT_H

#include <stdint.h>

/* The graver, the later. */
enum outcome { PACKET_DECODED, PACKET_UNKNOWN, PACKET_REFUSED, PACKET_QUARANTINED };
enum { OUTCOMES = PACKET_QUARANTINED + 1 };

/* Unknown: space and value of what nobody decodes.  Refused: the plugin and its reason; the records
 * of the layers below, and of this one if it is merely malformed, are written all the same. */
struct verdict {
    enum outcome outcome;
    int plugin; /* -1: none in particular */
    uint32_t space;
    uint64_t value;
    const char *reason;
};

#endif
