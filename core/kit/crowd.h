/* SPDX-License-Identifier: Apache-2.0 */
/* Many packets made of few: copies of captures, a day apart, with what the plugin reads changed. */
#ifndef CROWD_H
#define CROWD_H

#include "kit/mutation.h"
#include "kit/seeds.h"

enum { CROWD_LINKTYPE = 147 }; /* LINKTYPE_USER0: by it a plugin of layers can be given bytes */

/* About so many packets.  Without captures inputs at random, of the link type above. */
void crowd_make(struct packets *to, const struct packets *from, const struct seeds *,
                struct mutation *, size_t about);

/* One packet of that link type. */
void crowd_add_bytes(struct packets *to, const uint8_t *bytes, size_t size);

#endif
