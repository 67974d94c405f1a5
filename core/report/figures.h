/* SPDX-License-Identifier: Apache-2.0 */
/* All that the page tells of records, in memory of a bounded size however many there are. */
#ifndef REPORT_FIGURES_H
#define REPORT_FIGURES_H

#include "base/say.h"
#include "report/histogram.h"
#include "report/tables.h"
#include "report/traffic.h"
#include "report/types.h"

enum { FIGURES_TABLES = 160, FIGURES_HISTOGRAMS = 8, FIGURES_DAMAGED = 64 };

struct figures {
    struct outline outline;
    struct timeline line;
    struct figure_types types;
    struct traffic traffic;
    struct figure_table *tables[FIGURES_TABLES];
    size_t n_tables;
    struct figure_histogram {
        const struct outline_section *section;
        enum schema_meaning unit;
        struct histogram sizes;
    } histograms[FIGURES_HISTOGRAMS];
    size_t n_histograms;
    struct figure_damage {
        char *file, *how;
    } damaged[FIGURES_DAMAGED];
    size_t n_damaged, files;
    uint64_t damaged_left_out, files_left_out; /* of more types than there is room for */
};

/* To be freed in any case. */
void figures_begin(struct figures *);
void figures_free(struct figures *);

/* Adds the records of some files.  What is wrong with one is said, and kept. */
enum status figures_read(struct figures *, char *const *paths, size_t count);

#endif
