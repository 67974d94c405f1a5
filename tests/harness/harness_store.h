/* SPDX-License-Identifier: Apache-2.0 */
/* The records that a stream comes to. */
#ifndef HARNESS_STORE_H
#define HARNESS_STORE_H

#include "harness.h"

struct record {
    ProtobufCMessage *message;
    uint8_t *packed;
    size_t size;
    struct nc_time time;
};

struct records {
    size_t n;
    struct record *list;
};

/* Exactly as large, so that the address sanitizer sees one byte more. */
void *copy_of(const void *bytes, size_t size);

void free_records(struct records *);
/* A deep copy; the test fails unless it comes back from its bytes. */
void copy_record(struct records *, ProtobufCMessage *, struct nc_time);
bool same_records(const struct records *, const struct records *);

#endif
