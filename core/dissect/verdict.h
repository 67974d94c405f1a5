/* SPDX-License-Identifier: Apache-2.0 */
/* What became of a packet. */
#ifndef VERDICT_H
#define VERDICT_H

#include <stdbool.h>
#include <stdint.h>

/* Each packet has one; the graver, the later. */
enum outcome { PACKET_DECODED, PACKET_UNKNOWN, PACKET_REFUSED, PACKET_QUARANTINED };
enum { OUTCOMES = PACKET_QUARANTINED + 1 };

/* Unknown: space and value of what nobody decodes.  Refused: the plugin and its reason; the records
 * of the layers below are written all the same.  Marked besides, whatever the outcome: a record is
 * written that its plugin calls malformed.  Noted likewise: something worth knowing was said, by a
 * plugin with nc_note(), of a checksum, of the packet as a whole, or of the first record whose text
 * was mended. */
enum { REMARKS_MAX = 4, REMARK_MENDED = REMARKS_MAX - 1 };

struct remark {
    int by; /* the plugin; -1: none in particular */
    const char *text; /* NULL: nothing is said */
};

struct verdict {
    enum outcome outcome;
    int plugin; /* -1: none in particular */
    uint32_t space;
    uint64_t value;
    const char *reason;
    int marker;       /* the plugin that marked it */
    const char *mark; /* why; NULL: it is not marked */
    struct remark remarks[REMARKS_MAX];
};

static inline bool
verdict_remarks(const struct verdict *v)
{
    for (int i = 0; i < REMARKS_MAX; i++)
        if (v->remarks[i].text)
            return true;
    return false;
}

static inline struct verdict
verdict_refused(int by, const char *reason)
{
    return (struct verdict){ .outcome = PACKET_REFUSED, .plugin = by, .reason = reason };
}

#endif
