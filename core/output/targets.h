/* SPDX-License-Identifier: Apache-2.0 */
/* All files of a run's records: for each type one in each format, made with its first record, and
 * given their names at the end. */
#ifndef TARGETS_H
#define TARGETS_H

#include "base/part_files.h"
#include "output/header.h"
#include "output/target.h"
#include "shared/shared.h"

struct output_options {
    const struct out_folder *folder;
    const struct file_format *formats[FORMATS_MAX + 1]; /* NULL behind the last */
    struct file_style style;
    struct origin origin; /* for the headers */
    const char *set;      /* behind each name, as set_name_text() has it; NULL: there are none */
};

/* A type's files, for the summary; or one of them. */
struct output_stats {
    const char *name;
    const char *file;                 /* what it is called now, in its folder; the first of them */
    uint64_t records, bytes, written; /* bytes of records; bytes of the files */
    const struct digest *digest;      /* of one file */
};

/* What is known of a plugin's records, whatever they become. */
struct target_type {
    struct record_header header;
    struct schema *schema;
    uint64_t records, bytes;
    uint64_t before; /* records that are in earlier sets */
};

struct targets {
    struct output_options options;
    size_t n_formats, n;
    const Catalog__Catalog *catalog;
    const Catalog__Settings *settings;
    struct target_type types[PLUGINS_MAX];
    struct target *list; /* n: the formats of the first plugin, of the second, ... */
    struct packer *packer;
    bool failed;     /* one could not be written, which was said */
    bool incomplete; /* not all is in all of them, which was said */
    bool incomplete_before; /* of earlier sets */
};

void targets_create(struct targets *, const struct output_options *, const Catalog__Catalog *,
                    const Catalog__Settings *, struct packer *);
void targets_free(struct targets *);

/* Those of a plugin's records, one for each format. */
static inline struct target *
targets_of(const struct targets *all, size_t type)
{
    return &all->list[type * all->n_formats];
}

/* Each false when it cannot be done, which is said the first time. */

/* Makes a target's next file.  A type that has no form in a format is written in the others. */
bool targets_begin(struct targets *, struct target *);
bool targets_write(struct targets *, struct target *, const uint8_t *bytes, size_t size);
bool targets_end(struct targets *, struct target *);
bool targets_fail(struct targets *, const struct target *, const char *doing);

/* Ends all that is begun. */
bool targets_end_all(struct targets *);

/* Gives all files their names, none before it is on disk; one that cannot be given its name stays
 * .part, which is said, and the others get theirs. */
bool targets_name(struct targets *);

/* See output_turn(). */
void targets_turn(struct targets *, const char *set, uint64_t number, struct part_files *);

/* See output_stats(), output_file(), output_name(). */
struct output_stats targets_stats(const struct targets *, size_t plugin);
bool targets_file(const struct targets *, size_t i, struct output_stats *);
bool targets_file_name(const struct targets *, size_t i, char **name, bool *made);

#endif
