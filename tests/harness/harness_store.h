/* SPDX-License-Identifier: Apache-2.0 */
/* What the player of streams has of the plugin: records, and bytes it wants kept. */
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

void *copy_of(const void *bytes, size_t size);

void free_records(struct records *);
void records_add(struct records *, struct record);
/* A deep copy; the test fails unless it comes back from its bytes. */
void copy_record(struct records *, ProtobufCMessage *, struct nc_time);
bool same_records(const struct records *, const struct records *);

/* First in, first out. */
ProtobufCBinaryData kept(struct nc_packet *, uint32_t n);
bool keep(ProtobufCBinaryData, size_t most); /* false when more than `most` bytes would be kept */
void drop_oldest(void);
void drop_all_kept(void);
size_t n_kept(void);
size_t kept_bytes(void);

#endif
