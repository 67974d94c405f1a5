/* SPDX-License-Identifier: Apache-2.0 */
/* Which records of a file are wanted, and in which order: the same options in every command. */
#ifndef CHOSEN_H
#define CHOSEN_H

#include "base/argtable.h"
#include "query/instant.h"
#include "query/query.h"
#include "records/record_file.h"

struct choice {
    const char *where; /* NULL: all */
    struct instant from, to;
    const char *sort; /* fields; NULL: as they stand in the file */
    uint64_t memory;  /* bytes to sort in, before it goes to disk; 0: as is usual */
    uint64_t limit;   /* of each file */
    bool last;        /* the last ones instead of the first */
};

#define CHOICE_ALL                                                                                 \
    {                                                                                              \
        .limit = UINT64_MAX                                                                        \
    }

/* The ids of the rows; those of a command are less. */
enum { CHOOSE_WHERE = 1000, CHOOSE_FROM, CHOOSE_TO, CHOOSE_SORT, CHOOSE_MEMORY, CHOOSE_LIMIT };

/* The rows, for the table of a command; the first has the heading. */
#define CHOOSE_ROWS(heading)                                                                       \
    { CHOOSE_WHERE,                                                                                \
      'w',                                                                                         \
      "where",                                                                                     \
      "EXPRESSION",                                                                                \
      NULL,                                                                                        \
      heading,                                                                                     \
      "only records for which this holds, as 'DstPort == 443 && Context.SrcIP in 10.0.0.0/8'; "    \
      "see "                                                                                       \
      "EXPRESSIONS in netcap(1)",                                                                 \
      NULL },                                                                                      \
        { CHOOSE_FROM,                                                                             \
          0,                                                                                       \
          "from",                                                                                  \
          "TIME",                                                                                  \
          NULL,                                                                                    \
          NULL,                                                                                    \
          "only records from this time on: 2026-11-28T12:00:00Z, 2026-11-28, seconds since 1970, " \
          "or "                                                                                    \
          "+10s behind the first record",                                                          \
          NULL },                                                                                  \
    {                                                                                              \
        CHOOSE_TO, 0, "to", "TIME", NULL, NULL, "only records before this time", NULL              \
    }

/* And those for who shows records one after the other. */
#define CHOOSE_ORDER_ROWS(limit)                                                                   \
    { CHOOSE_SORT,                                                                                 \
      0,                                                                                           \
      "sort",                                                                                      \
      "A,-B.C",                                                                                    \
      NULL,                                                                                        \
      NULL,                                                                                        \
      "in the order of these columns, with a minus the largest first; what has no value comes "    \
      "last",                                                                                      \
      NULL },                                                                                      \
        { CHOOSE_MEMORY,                                                                           \
          0,                                                                                       \
          "sort-memory",                                                                           \
          "SIZE",                                                                                  \
          NULL,                                                                                    \
          NULL,                                                                                    \
          "memory for records that are sorted, 96M if nothing is said; more of them go to files "  \
          "without a name in TMPDIR, or else the folder written to, or /var/tmp",                  \
          NULL },                                                                                  \
    {                                                                                              \
        CHOOSE_LIMIT, 'n', "limit", "N", NULL, NULL, limit, NULL                                   \
    }

/* Takes one of those; *ours says whether it is. */
const char *choice_take(struct choice *, const struct arg_row *row, const char *value, bool *ours);

struct chosen;

/* To be called before the program confines itself: what is sorted may need files, in $TMPDIR or
 * else in this folder; NULL: /var/tmp. */
void choice_prepare(const struct choice *, const char *folder);

/* As the file's records need it; NULL, and it is said, when they cannot be chosen so. */
struct chosen *chosen_new(const struct choice *, struct record_file *);
void chosen_free(struct chosen *);

/* The next record that is wanted, as record_file_next() has it. */
const uint8_t *chosen_next(struct chosen *, size_t *size);

/* Whether some could not be given, which has been said: what is sorted cannot be kept. */
bool chosen_gave_up(const struct chosen *);

#endif
