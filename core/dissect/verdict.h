/* SPDX-License-Identifier: Apache-2.0 */
/* What became of a packet. */
#ifndef VERDICT_H
#define VERDICT_H

#include <stdint.h>

/* Each packet has one; the graver, the later. */
enum outcome { PACKET_DECODED, PACKET_UNKNOWN, PACKET_REFUSED, PACKET_QUARANTINED };
enum { OUTCOMES = PACKET_QUARANTINED + 1 };

/* Unknown: space and value of what nobody decodes.  Refused: the plugin and its reason; the records
 * of the layers below are written all the same.  Marked besides, whatever the outcome: a record is
 * written that its plugin calls malformed.  Noted likewise: a plugin said something worth
 * knowing. */
struct verdict {
    enum outcome outcome;
    int plugin; /* -1: none in particular */
    uint32_t space;
    uint64_t value;
    const char *reason;
    int marker;       /* the plugin that marked it */
    const char *mark; /* why; NULL: it is not marked */
    int noter;        /* the plugin that noted something */
    const char *note; /* what; NULL: nothing */
};

static inline struct verdict
verdict_refused(int by, const char *reason)
{
    return (struct verdict){ .outcome = PACKET_REFUSED, .plugin = by, .reason = reason };
}

#endif
