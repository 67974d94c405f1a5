/* SPDX-License-Identifier: Apache-2.0 */
/* What is on disk of a file that a sensor sends: found by the ids in the files' members. */
#ifndef STORE_FIND_H
#define STORE_FIND_H

#include "exchange/store.h"
#include "records/headers.h"

/* The header of a file; NULL: there is none. */
Types__Header *store_find_header(const char *path);

struct store_found {
    char *name;    /* of the file that grows, allocated; NULL: none does */
    uint64_t size; /* of that: members that are whole */
    uint64_t end;  /* all messages before it are on disk; 0: there is nothing */
    struct set_name newest; /* of the sets that files of it are in; number 0: none is */
    struct block_id last; /* the block that ends there; size 0: only a header does */
};

/* Looks for a file of a type by its id.  Of one that grows what is not whole is cut off, which is
 * said, and put aside where there is something whole behind it.  False: the
 * folder cannot be looked through, or a file not be cut, errno says why. */
bool store_find(const struct store_sensor *, const char *type, const struct file_id *,
                struct store_found *);

#endif
