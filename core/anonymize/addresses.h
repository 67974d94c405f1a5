/* SPDX-License-Identifier: Apache-2.0 */
/* Addresses of networks and links replaced.
 *
 * Addresses of IP go by Crypto-PAn, but for what says nothing of a host, which everybody would
 * recognise anyway, by its ports and its peers: it stays as it is.  Prefixes stay preserved: no bit
 * is flipped on the way to what is kept, so that what others share with it they still do. */
#ifndef ADDRESSES_H
#define ADDRESSES_H

#include "anonymize/secret.h"

enum { ADDRESSES_KEPT = 1 << 12, ADDRESSES_LINK = 32 };

/* Those that were mapped last. */
struct addresses_cell {
    uint8_t from[PAN_LONGEST], to[PAN_LONGEST];
    uint8_t size; /* 0: there is none */
};

struct addresses {
    const struct secret *secret;
    bool whole_links; /* no vendor is kept of addresses of links */
    struct addresses_cell kept[ADDRESSES_KEPT];
};

/* Of 4 or 16 bytes; may be in place. */
void addresses_map(struct addresses *, const uint8_t *from, uint8_t *to, size_t size);

/* The first `bits` of an address of 4 or 16 bytes alone; those behind are 0. */
void addresses_map_prefix(struct addresses *, const uint8_t *from, uint8_t *to, size_t size,
                          unsigned bits);

/* Whether all addresses that begin so are kept as they are. */
bool addresses_keeps(const uint8_t *address, size_t size);

/* An address of a link, of up to ADDRESSES_LINK bytes; may be in place. */
void addresses_map_link(struct addresses *, const uint8_t *from, uint8_t *to, size_t size);

#endif
