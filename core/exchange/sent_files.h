/* SPDX-License-Identifier: Apache-2.0 */
/* The files of a folder that are sent to one destination, known by their headers: a name tells only
 * where one lies by now, and whether it was closed. */
#ifndef SENT_FILES_H
#define SENT_FILES_H

#include "exchange/block_reader.h"
#include "output/position.h"

#include <sys/stat.h>
#include <time.h>

enum sent_state {
    SENT_NEW,     /* it has no whole header yet */
    SENT_WAITS,   /* for a slot */
    SENT_BEGUN,   /* for what the destination has of it */
    SENT_RUNS,
    SENT_ENDS,    /* all was put, and that it was the last */
    SENT_DONE,    /* acknowledged whole */
    SENT_DAMAGED, /* up to there */
    SENT_PASSED,  /* not to be sent: of another type, or there is another one with its header */
};

struct sent_file {
    char *name;
    struct file_id id; /* block_reader's key, */
    struct file_id of; /* and the header's: files of one follow each other */
    uint64_t first;
    struct sent_file *before, *next; /* of these; NULL: there is none */
    enum sent_state state;
    bool part;     /* not closed by who writes it */
    bool whole;    /* with SENT_ENDS: it was closed, and all of it was put */
    bool there;    /* seen in the folder at the last look */
    bool has_more; /* something may be there that was not put */
    bool damaged;  /* and it was said */
    unsigned slot;
    struct block_reader *open;       /* NULL: it has no slot */
    struct position_mark mark; /* what is acknowledged */
    struct position_mark *put; /* what was put and is not, in order */
    size_t n_put;
    off_t size; /* of the file when all there was had been acknowledged; -1: it was not */
    ino_t inode; /* with when it last changed: whether the name is of the same file as before, */
    struct timespec changed; /* whose header need not be read again */
};

struct sent_files {
    const char *folder;
    const char *const *types; /* to be sent; NULL: all */
    size_t n_types;
    struct sent_file **list; /* sets in order of their time, then by name */
    size_t count;
    bool has_run;     /* some netcapd has the folder, at the last look */
    bool has_sets;    /* it is a log of sets */
    bool any_records; /* there was a file of records */
    uint64_t lost;    /* files that went before they were acknowledged whole */
    struct timespec changed; /* when names last changed, as far as that is settled */
};

/* Looks at what is there now; false, and it is said, when the folder cannot be looked through. */
bool sent_files_look(struct sent_files *, const struct position *, struct block_work *);
void sent_files_free(struct sent_files *, struct block_work *);

/* Opens one that waits; false: it is there no more. */
bool sent_file_open(const struct sent_files *, struct sent_file *, struct block_work *);

/* It has no slot any more, and goes on where it was acknowledged. */
void sent_file_close(struct sent_file *, struct block_work *, enum sent_state);

/* Whether a netcapd runs that has the folder. */
bool sent_files_run(const char *folder);

#endif
