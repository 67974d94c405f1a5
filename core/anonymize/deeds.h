/* SPDX-License-Identifier: Apache-2.0 */
/* What is done to a field, by what it means: sdk/netcap/schema.h has the words. */
#ifndef DEEDS_H
#define DEEDS_H

#include "schema/schema.h"

enum deed {
    DEED_UNTOLD, /* nobody says what it means, so it may be anything */
    DEED_TEXT,   /* text for people, or bytes that nobody has looked into: the same */
    DEED_KEEP,
    DEED_INSIDE,  /* a message: to each of its fields what they mean */
    DEED_ADDRESS, /* of IP: as text, bytes, or a number */
    DEED_PREFIX,  /* bytes that an address of version 6 begins with; a field has how many bits */
    DEED_MASK,    /* a mask of a network stays, and what is none is an address */
    DEED_LINK,    /* an address of a link: as text or bytes */
    DEED_ANY,     /* an id that may be an address of either, also behind the number of its family */
    DEED_NAME,
    DEED_URL,
    DEED_PLAIN,     /* a word of a standard, as long as it looks like one */
    DEED_PORT,      /* a number as text, likewise */
    DEED_TIME,      /* seconds as text, likewise */
    DEED_ID,        /* a keyed hash, of text or bytes */
    DEED_NUMBER,    /* the same of a number */
    DEED_COMMUNITY, /* a Community ID, of the new addresses */
    DEED_DROP,      /* checksums, keys, digests, and parts of addresses: nothing is left of it */
};

/* What is done to a field; where it depends on another one, which of its message that is, NULL if
 * on none, and from which to which number of that it is done; else `otherwise`.  A plain text may
 * have to be one of some words, which blanks separate, NULL: any. */
struct deed_rule {
    enum deed deed, otherwise;
    const struct schema_field *sibling;
    uint64_t from, upto;
    const char *words;
};

struct deed_rule deed_of(const struct schema_message *, const struct schema_field *);

/* In the plural, for people: "addresses", "free text and payloads". */
const char *deed_name(enum deed);

#endif
