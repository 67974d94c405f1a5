/* SPDX-License-Identifier: Apache-2.0 */
/* Thrift's compact protocol, which Parquet's headers and footer are written in. */
#ifndef PARQUET_THRIFT_H
#define PARQUET_THRIFT_H

#include "base/textbuf.h"

enum thrift_type {
    THRIFT_TRUE = 1,
    THRIFT_FALSE = 2,
    THRIFT_BYTE = 3,
    THRIFT_I32 = 5,
    THRIFT_I64 = 6,
    THRIFT_BINARY = 8,
    THRIFT_LIST = 9,
    THRIFT_STRUCT = 12,
};

enum { THRIFT_DEPTH = 8 }; /* structs in structs, at most */

struct thrift {
    struct textbuf *to;
    unsigned depth;
    unsigned last[THRIFT_DEPTH]; /* the field that each open struct had last */
};

/* A struct that stands by itself; thrift_end() ends it, as each that is in it. */
struct thrift thrift_begin(struct textbuf *to);
void thrift_end(struct thrift *);

/* Fields of the struct that is open, in the order of their numbers. */
void thrift_bool(struct thrift *, unsigned field, bool value);
void thrift_byte(struct thrift *, unsigned field, uint8_t value);
void thrift_i32(struct thrift *, unsigned field, int32_t value);
void thrift_i64(struct thrift *, unsigned field, int64_t value);
void thrift_binary(struct thrift *, unsigned field, const void *bytes, size_t size);
void thrift_string(struct thrift *, unsigned field, const char *text);
void thrift_struct(struct thrift *, unsigned field);

/* A struct without a field of its own, as unions have them for what is no more than a name. */
void thrift_empty(struct thrift *, unsigned field);

/* So many elements follow. */
void thrift_list(struct thrift *, unsigned field, enum thrift_type, size_t count);
void thrift_item_i32(struct thrift *, int32_t value);
void thrift_item_string(struct thrift *, const char *text);
void thrift_item_struct(struct thrift *);

#endif
