/* SPDX-License-Identifier: Apache-2.0 */
/* Captures in memory, and written again. */
#ifndef PACKETS_H
#define PACKETS_H

#include "capture/packet.h"

#include <stdbool.h>
#include <stddef.h>

struct packets {
    struct packet *list;
    uint8_t *bytes; /* each packet's at its offset */
    size_t n, used;
};

enum { PACKETS_MOST = 100000, PACKETS_BYTES_MOST = 256 << 20 };

/* The packets of files and folders, no more than PACKETS_MOST; false, and it is said, when one
 * cannot be read. */
bool packets_read(struct packets *, char *const *paths, size_t n);
void packets_free(struct packets *);

/* One more, allocated. */
void packets_add(struct packets *, const struct packet *, const uint8_t *bytes);

/* As a pcap file, those of the first one's link type; false, and it is said, when it cannot be
 * written. */
bool packets_write(const struct packets *, const char *path);

#endif
