/* SPDX-License-Identifier: Apache-2.0 */
/* What a field means, as the comment of its .proto says, or else its name; sdk/netcap/schema.h has
 * the list. */
#ifndef MEANING_H
#define MEANING_H

#include <stdbool.h>
#include <stddef.h>

enum schema_meaning {
    MEANING_NONE, /* nobody says */
    MEANING_TIME,
    MEANING_S,
    MEANING_MS,
    MEANING_US,
    MEANING_NS,
    MEANING_BYTES,
    MEANING_COUNT,
    MEANING_NUMBER,
    MEANING_CODE,
    MEANING_FLAG,
    MEANING_ADDRESS,
    MEANING_MAC,
    MEANING_PORT,
    MEANING_NAME,
    MEANING_URL,
    MEANING_ID,
    MEANING_HEX,
    MEANING_TEXT,
    MEANING_PAYLOAD,
    MEANING_MESSAGE,
    MEANINGS
};

/* As it stands in brackets; "" for MEANING_NONE. */
const char *meaning_word(enum schema_meaning);

/* MEANING_NONE when there is no such word. */
enum schema_meaning meaning_of_word(const char *word, size_t length);

/* Whether the word is a unit too: "ns". */
bool meaning_is_unit(enum schema_meaning);

/* Whether a field of this type of descriptor.proto's can hold it. */
bool meaning_fits(enum schema_meaning, int type);

/* What a field of this name and type means, when nobody says. */
enum schema_meaning meaning_of_name(const char *name, int type);

#endif
