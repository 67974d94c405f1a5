/* SPDX-License-Identifier: Apache-2.0 */
/* How the value of an option becomes a member of a struct, and text again. */
#ifndef BINDING_H
#define BINDING_H

#include "base/argtable.h"

#include <stdbool.h>
#include <stdint.h>

enum binding_kind {
    BINDING_TEXT,   /* char *, a copy */
    BINDING_SWITCH, /* bool: on or off; an option without a value switches it on */
    BINDING_OFF,    /* bool, and the option without a value makes it false */
    BINDING_FIRST,  /* bool: whether it is the first of the row's choices */
    BINDING_CHOICE, /* uint32_t: which of the row's choices, from 0 */
    BINDING_NUMBER, /* uint64_t, in units of its own */
    BINDING_OCTAL,  /* uint32_t: bits, all of least and none beyond most */
    BINDING_TIME,   /* uint64_t, milliseconds */
    BINDING_SIZE,   /* uint64_t, bytes */
    BINDING_VALUE,  /* int: always the same */
    BINDING_CALL,   /* a function takes it */
};

struct binding {
    enum binding_kind kind;
    size_t at;                  /* of the member */
    uint64_t least, most, unit; /* a number's bounds and how much one is; a text's least length */
    const char *expected;       /* what to say out of bounds; NULL of a number: its bounds */
    int value;
    const char *(*call)(void *to, const char *value);
    const char *(*text)(const void *of, char *buffer, size_t size); /* what it took */
    bool in_report; /* changes what is written: run.json tells it */
    bool in_header; /* changes what is written: the files' headers tell it */
};

/* Takes a value, NULL of an option without one; NULL, or what was expected instead, good until the
 * next call. */
const char *binding_take(const struct arg_row *, void *to, const char *value);

/* What is wrong with a key of the ini file that no row has: those that are like it are offered.
 * Good until the next call. */
const char *binding_unknown(const struct argtable *, const char *key);

/* A copy in place of what was there. */
void binding_copy(char **to, const char *value);

/* The member as one would write it, perhaps in buffer; NULL when there is no such text. */
const char *binding_text(const struct arg_row *, const void *of, char *buffer, size_t size);

#endif
