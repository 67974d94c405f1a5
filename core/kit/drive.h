/* SPDX-License-Identifier: Apache-2.0 */
/* Bytes given to a plugin's hooks as they stand, whatever would lead there. */
#ifndef DRIVE_H
#define DRIVE_H

#include "dissect/dissect.h"
#include "kit/record_check.h"

struct driver {
    struct plugins *plugins;
    int index;
    struct dissector d;
    struct record_sink sink;
    uint8_t *record;  /* the last one in wire format */
    uint64_t digest;  /* of all records of one input */
    uint32_t records; /* of it */
    const uint8_t *bytes;
    size_t size;
    bool keeps_memory;           /* of the packet's it does not fill any */
    bool refused;                /* the last input */
    char why[RECORD_CHECK_TEXT]; /* it was, or what is wrong with a record */
    bool broken;                 /* a record of it cannot be written */
    void (*wrote)(struct driver *, const struct plugin *, const void *record); /* or NULL */
    void *context;
};

/* The first plugin is tried. */
void driver_create(struct driver *, struct plugins *);

/* Whether it can be given bytes at all: models of flows see packets. */
bool driver_can(const struct driver *);

/* The bytes, which may lie where one byte more cannot be read; memory that the packet's records
 * are made in held `fill` before. */
void driver_run(struct driver *, const uint8_t *bytes, size_t size, uint8_t fill);

/* What it says of the bytes where a port is a guess; NC_MORE when it has nothing to say. */
enum nc_answer driver_recognise(struct driver *, const uint8_t *bytes, size_t size);

#endif
