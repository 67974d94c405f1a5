/* SPDX-License-Identifier: Apache-2.0 */
/* What is noted of a capture file while it is read. */
#ifndef INPUT_NOTE_H
#define INPUT_NOTE_H

#include "base/digest.h"
#include "base/moment.h"
#include "capture/packet.h"

#include <stdbool.h>

enum { INPUT_LINKTYPES = 8 }; /* of a file; how many more it has is not told */

struct input_note {
    const char *path;        /* as it is read; "-" is standard input */
    const char *format;      /* "pcap", "pcapng"; NULL: not known */
    const char *compression; /* "gzip"; "none"; NULL: not known */
    uint64_t size;           /* bytes of it; of one that has no sum: taken so far */
    uint64_t packets;        /* found in it, whatever became of them */
    const char *no_sum;      /* why there is no sum; NULL: there is one */
    struct moment_span span; /* of the times of its packets */
    uint8_t n_linktypes;
    uint16_t linktypes[INPUT_LINKTYPES]; /* of packets, in the order of the first of each */
    char sha256[DIGEST_TEXT];
};

/* Another packet of it. */
void input_note_take(struct input_note *, const struct packet *);

#endif
