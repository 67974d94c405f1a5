/* SPDX-License-Identifier: Apache-2.0 */
/* All labels of all label files, found by who they are about and when. */
#ifndef LABELS_H
#define LABELS_H

#include "base/digest.h"
#include "labels/label_format.h"
#include "labels/label_index.h"
#include "labels/label_texts.h"

enum { LABELS_MOST = 10000000, LABEL_FILES_MOST = 1000 };

/* By what a label is joined with a record, the narrowest first. */
enum label_join {
    LABEL_BY_ENDS,  /* both ends with their ports: the Community ID */
    LABEL_BY_HOSTS, /* both addresses */
    LABEL_BY_NET,   /* an address or network of one side */
    LABEL_BY_TIME,  /* anybody's */
    LABEL_JOINS
};

/* How many half hours a shift is looked at in each direction: what zones differ by. */
enum { LABEL_SHIFT_MOST = 28 };

struct label {
    uint32_t text, line, rank;
    uint32_t twin;   /* the first one that says the same, which is looked at for it; or itself */
    uint64_t shifts; /* one bit for each half hour it was shifted by and matched, from -14 h on */
    int64_t begin;
    const struct label_side *sides; /* two of them; NULL: its key says it all */
    uint16_t file;
    int16_t protocol; /* -1: any */
    uint8_t join;     /* enum label_join */
    bool within;      /* it is of a time of which there are records */
};

#define LABEL_SHIFT_NONE (UINT64_C(1) << LABEL_SHIFT_MOST) /* in shifts */

struct label_file {
    const char *path;
    const struct label_format *format; /* NULL: there was no line */
    char sha256[DIGEST_TEXT];
    uint64_t bytes, lines;
    size_t first;                           /* of its labels, which stand one behind the other */
    uint64_t labels, none, nowhere, broken; /* lines: are labels, none, without address ... */
    uint64_t other_ids; /* Community IDs that are not those of the ends that stand beside */
    uint64_t by[LABEL_JOINS];
    struct label_zone zone;
};

struct labels {
    struct label *list;
    size_t count, size;
    struct label_texts texts;
    struct label_file *files;
    size_t n_files;
    struct label_index index;
    struct pool sides;
    int64_t first, last;     /* the times of all labels, as they are said */
    int64_t tolerance, late; /* nanoseconds */
    bool joins[LABEL_JOINS]; /* which there are */
    bool protocols, ports;   /* whether any but those by ends is of one protocol, or has ports */
    bool asked[257];         /* protocols of those by ends; the last: an ID that does not say it */
    bool nets[2][129];       /* of version 4, and 6, networks of so many bits */
};

/* By how much clocks may differ, and how much later than the last packet an alert may come, both in
 * nanoseconds. */
void labels_begin(struct labels *, int64_t tolerance, int64_t late);
void labels_free(struct labels *);

/* Takes what a line of the last file says; NULL, or what was expected. */
const char *labels_add(struct labels *, const struct label_said *, uint32_t line);

/* Once all are read. */
void labels_finish(struct labels *);

/* What is known of a label once records were looked at is known of that one. */
static inline const struct label *
label_twin(const struct labels *labels, size_t label)
{
    return &labels->list[labels->list[label].twin];
}

/* Of two labels that a record could have, whether the one is chosen. */
bool label_wins(const struct label *, const struct label *other);

/* The key of a conversation by its Community ID, of two addresses, of a network. */
struct label_key labels_id_key(const struct labels *, const char *community_id);
struct label_key labels_hosts_key(const struct labels *, const uint8_t a[KEY_ADDRESS],
                                  const uint8_t b[KEY_ADDRESS]);
struct label_key labels_net_key(const struct labels *, const struct label_net *);
struct label_key labels_time_key(const struct labels *);

/* The Community ID of two ends, with addresses as keys have them; "" of two IP versions. */
enum { LABELS_ID = 31 };
void labels_community_id(char to[LABELS_ID], const uint8_t a[KEY_ADDRESS],
                         const uint8_t b[KEY_ADDRESS], int protocol, int from, int upto);

#endif
