/* SPDX-License-Identifier: Apache-2.0 */
/* Community IDs made anew, of addresses that took the place of others.
 *
 * A record need not say the protocol, nor the ports or the type of a control message, of which the
 * ID is made besides: the old one tells, as it is that of the old addresses with no others; and
 * another record may have told. */
#ifndef COMMUNITY_H
#define COMMUNITY_H

#include "anonymize/addresses.h"
#include "host.h"

enum { COMMUNITY_VAIN = 1 << 12 };

/* Who an ID may be of, as the record says. */
struct community_ends {
    uint8_t address[2][NC_NETWORK_ADDRESS];
    size_t size;      /* of an address, 4 or 16; 0: nobody is said */
    uint16_t port[2]; /* 0 where there is none */
};

struct community_id {
    char old[NC_COMMUNITY_ID], anew[NC_COMMUNITY_ID];
};

struct community {
    struct addresses *addresses;
    struct community_id *known;    /* by a hash of the old one, "" where there is none */
    size_t count, size;            /* size is a power of two, or 0 */
    uint64_t vain[COMMUNITY_VAIN]; /* hashes of IDs and ends that were tried last, in vain */
};

/* NULL: the old ID is not that of these ends, nor of any met so far. */
const char *community_anew(struct community *, const char *old, const struct community_ends *);

void community_free(struct community *);

#endif
