/* SPDX-License-Identifier: Apache-2.0 */
/* A command's options as rows: parsed, explained by --help, and turned into a manual page and
 * a shell completion, all from the same table. */
#ifndef ARGTABLE_H
#define ARGTABLE_H

#include <stdbool.h>
#include <stddef.h>

/* What a row sets, in a table whose rows say it themselves, and whether it may be given several
 * times, when the values add up. */
struct arg_setting {
    const char *ini;     /* key in the ini file, "core.workers"; NULL: none */
    const char *initial; /* what it is while nothing else is said; NULL or "": nothing */
    const struct binding *binding; /* how the caller takes a value */
    bool several;
};

/* In a table of another kind: only that. */
extern const struct arg_setting arg_several;

struct arg_row {
    int id;              /* for the caller to tell the rows apart */
    char letter;         /* "-n"; 0: none */
    const char *name;    /* "limit" */
    const char *value;   /* what follows, for the help: "N", "FILE"; NULL: a switch */
    const char *choices; /* the values there are, with a space between; NULL: any */
    const char *group;   /* heading in the help; NULL: that of the row before */
    const char *help;    /* one line, lower case, no full stop */
    const struct arg_setting *setting; /* NULL: the caller goes by the id */
};

/* A letter that means something else to programs that people have used before; of an option that
 * there is not, or whose value is none: what to give instead. */
struct arg_habit {
    char letter;
    const char *instead; /* "interfaces are listed by --list-interfaces" */
};

struct argtable {
    const char *command;  /* "netcap dump" */
    const char *operands; /* "FILE..."; NULL: the command takes none */
    const char *about;    /* a sentence for help and manual */
    const struct arg_row *rows;
    size_t count;
    const struct arg_habit *habits; /* the last has no letter; NULL: none */
};

/* Called for each option in turn; value is NULL for a switch.  Returns NULL, or what was
 * expected instead of this value: "expected a number". */
typedef const char *argtable_take(void *context, const struct arg_row *row, const char *value);

/* Parses argv from 1 on.  A value that is given a second time is refused, unless the values of its
 * row add up: the last one would win, silently.  The number of operands, which are then argv[0] and
 * on; -1 when something was wrong and has been said.  "--" ends the options; "-" alone is an
 * operand. */
int argtable_parse(const struct argtable *, int argc, char **argv, argtable_take *, void *context);

/* Which of a row's choices a value is, from 0; -1: none of them. */
int arg_choice(const struct arg_row *, const char *value);

#endif
