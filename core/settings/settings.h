/* SPDX-License-Identifier: Apache-2.0 */
/* What the user wants: from the command line, the ini file and --set.  What is wanted of plugins is
 * checked when they are known, in settings/resolve.h. */
#ifndef SETTINGS_H
#define SETTINGS_H

#include "base/argtable.h"
#include "capture/capture.h"
#include "formats/file_format.h"
#include "output/keep.h"
#include "shared/shared.h"
#include "stages/stage_limits.h"

#include <stdbool.h>

enum action {
    ACTION_RUN, ACTION_HELP, ACTION_VERSION, ACTION_LIST, ACTION_DUMP, ACTION_PRINT_CONFIG,
    ACTION_HEADER, ACTION_LIST_INTERFACES,
    ACTION_MAN, ACTION_MAN_INI, ACTION_COMPLETION, ACTION_COMPLETION_ZSH, ACTION_COMPLETION_FISH,
};

/* One "key = value" of the ini file or of --set, for a plugin. */
struct plugin_entry {
    char *section, *key, *value;
    char *where; /* "netcap.ini:12" or "--set" */
};

struct text_list {
    const char **text;
    size_t n;
};

struct settings {
    enum action action;
    struct capture_options capture;
    struct text_list inputs, interfaces;
    struct text_list urls; /* where records are sent while they are written; copies */
    char *send_options;    /* of what sends them, with blanks between */
    char *out;         /* empty: a name made of what is read, claim.h */
    char **plugins;    /* folders, NULL behind the last; none: look for one */
    size_t n_plugins;
    bool only_plugins;
    char *dump_plugin; /* file */
    char *header_of;   /* a plugin's name */
    char *include, *exclude;
    char *config;
    char *filter;
    char *metrics; /* where they are served; empty: nowhere */
    bool input_sums;   /* captures are summed up while they are read */
    char *source;      /* for the headers; empty: the inputs, as they are named */
    char *from, *to, *packets; /* empty: no such bound */
    uint64_t snaplen;
    uint64_t count, unpack_max, unpack_ratio;
    uint64_t duration, flush_interval; /* milliseconds */
    uint64_t min_free;                 /* bytes */
    uint64_t rotate_size, rotate_time, rotate_records; /* bytes, milliseconds; 0: never */
    struct keep keep;                  /* of the sets of files */
    uint64_t workers; /* 0: one for each processor */
    char *user; /* empty: who started this, or nobody */
    bool sandbox, require_sandbox;
    const struct file_format *formats[FORMATS_MAX + 1]; /* of files of records; NULL ends them */
    struct file_style style;
    bool each, no_recurse; /* every capture a run of its own; folders in folders are left */
    bool isolated, unknown, errors, promiscuous, overwrite;
    uint32_t file_mode;
    uint64_t unknown_size, errors_size; /* most bytes in these files */
    uint64_t load_timeout; /* of the plugins, in seconds */
    uint64_t plugin_failures, plugin_hangs; /* until it is switched off; 0: never */
    struct stage_limits limits;
    int verbosity; /* -1 quiet, 0, 1 */
    char **set; /* "NAME.KEY" of what --set has set */
    size_t n_set;
    struct plugin_entry *entries; /* of plugins' sections */
    size_t n_entries;
};

/* Reads the command line and the ini file it names; false, and it is said, when something is wrong
 * with them. */
bool settings_read(struct settings *, int argc, char **argv);
void settings_free(struct settings *);

/* Whether files are written in sets. */
bool settings_rotate(const struct settings *);

#endif
