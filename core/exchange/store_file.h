/* SPDX-License-Identifier: Apache-2.0 */
/* A file that a sensor sends, as it is written. */
#ifndef STORE_FILE_H
#define STORE_FILE_H

#include "exchange/store.h"

struct store_file {
    struct store *store;
    struct store_sensor *sensor;
    struct store_set *set;
    void *owner; /* who sends it */
    struct file_id id;
    char type[TYPE_NAME_MOST + 1];
    uint8_t *header; /* the message */
    size_t header_size;
    char *name;    /* in the folder, with .part; NULL: none is open there */
    uint64_t size; /* of that */
    uint64_t end;  /* all messages before it are written */
    struct block_id last; /* the block that ends there, when it was opened; size 0: there is none */
    uint64_t synced, synced_size; /* of the same what outlasts a power cut */
    int fd;        /* -1: nothing was written since it was synchronised */
    struct set_name newest; /* set that it has a file in; number 0: in none */
    bool made;     /* the folder does not have its name for sure yet */
    bool held;     /* what is open has no block, only how far the file goes */
    bool finished; /* nothing more comes of it */
    struct store_file *next;
};

/* The file that has such a header, open; NULL: it is not. */
struct store_file *store_file_of(struct store_sensor *, const struct file_id *);

/* Opens it where it ended; NULL: `why`.  The header is the message as it came. */
struct store_file *store_file_open(struct store *, struct store_sensor *, const uint8_t *header,
                                   size_t size, void *owner, char *why);
void store_file_close(struct store_file *);

/* Whether a block goes on where the file ends, or is `there` already.  False: `why`, and it never
 * will. */
bool store_file_has_place(const struct store_file *, const struct block_id *, bool *there,
                          char *why);

/* Appends a block, whose id and member came from outside: it is unpacked, counted and compared
 * first.  One that is there already is passed over.  False: `why`, and the file is as before. */
bool store_file_append(struct store_file *, const struct block_id *, uint32_t count,
                       const uint8_t *member, size_t size, char *why);

/* The same of one that has a place, when its member was made here, of the records that it says. */
bool store_file_put(struct store_file *, const struct block_id *, uint32_t count,
                    const uint8_t *member, size_t size, char *why);

/* All that was appended outlasts a power cut; false: `why`. */
bool store_file_sync(struct store_file *, char *why);

/* It is closed, under its name; what comes after it is in a file of another set.  It must be
 * synchronised. */
bool store_file_finish(struct store_file *, char *why);

/* Where a turn has closed all that there was of a file which goes on, that may be removed as any
 * set is: from then on a file without blocks says how far it goes.  False: `why`. */
bool store_file_hold(struct store_file *, char *why);

/* Closes all files of a set, which goes on under another name; false: `why`. */
bool store_file_turn(struct store_sensor *, struct store_set *, char *why);

#endif
