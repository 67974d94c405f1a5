/* SPDX-License-Identifier: Apache-2.0 */
/* What is alike for all records that are anonymized together, so that what was equal still is. */
#ifndef ANONYMITY_H
#define ANONYMITY_H

#include "anonymize/community.h"
#include "anonymize/names.h"

struct anonymity {
    struct secret secret;
    struct addresses addresses;
    struct community community;
    struct names names;
    struct textbuf word, room; /* for a while */
};

/* Large, and in its place from then on. */
void anonymity_begin(struct anonymity *, const uint8_t key[PAN_KEY]);
void anonymity_end(struct anonymity *);

#endif
