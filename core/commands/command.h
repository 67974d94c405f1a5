/* SPDX-License-Identifier: Apache-2.0 */
/* A sub-command of netcap, and what those have in common that show files of records. */
#ifndef COMMAND_H
#define COMMAND_H

#include "base/argtable.h"
#include "base/say.h"
#include "base/textbuf.h"
#include "records/record_file.h"
#include "sandbox/profiles.h"

struct command {
    const char *name;  /* "dump" */
    const char *brief; /* for the list of commands */
    const struct argtable *table;
    const struct profile *profile; /* the system calls it can still make when it opens its files */
    /* What is to be done while it still can make any; NULL: nothing. */
    enum status (*prepare)(const void *options, char **operands, size_t count);
    /* Whether it looks through folders itself; NULL: never. */
    bool (*looks)(const void *options);
    int (*run)(int argc, char **argv); /* argv[0] is the name; the exit status */
};

/* The id of --help in every table of a command; no other is negative. */
enum { COMMAND_HELP = -1 };

/* Shows files on `to`, as a command was told to by its options. */
typedef enum status command_show(const void *options, char *const *paths, size_t count,
                                 struct textbuf *to);

/* A command whose operands are files: takes its options, gives up all but reading those files,
 * shows them on standard output, and ends with the status. */
int command_run(const struct command *, int argc, char **argv, argtable_take *, void *options,
                command_show *);

/* From here on these files, schemas, and a folder to write to, unless it is NULL, are all that can
 * be reached; false, and it is said, when that cannot be had. */
bool command_confine(const struct profile *, char *const *paths, size_t count, const char *to);

/* The same, and empty folders below that one can be removed: those that were made for `to`. */
bool command_confine_above(const struct profile *, char *const *paths, size_t count, const char *to,
                           const char *above);

/* Of two, the one that says more about what went wrong. */
enum status command_worse(enum status, enum status);

/* Shows one file that has a header. */
typedef enum status command_show_file(void *context, struct record_file *, struct textbuf *to);

/* One file after the other, with this text between two.  Damage is said, and in one file it does
 * not stop the next. */
enum status command_each_file(char *const *paths, size_t count, const char *between,
                              command_show_file *show, void *context, struct textbuf *to);

/* Whether the file's schema can be read; when not, it is said why. */
bool command_has_schema(const struct record_file *, struct textbuf *to);

#endif
