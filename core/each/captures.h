/* SPDX-License-Identifier: Apache-2.0 */
/* The captures that a command line names, the ones in folders within folders too, and the folder of
 * records that each gets.
 *
 * Where one folder is named, its tree is that of the records: DIR/a/b.pcap goes to a/b.pcap.
 * Otherwise what is named keeps the path as it was named, without "/", "." and "..". */
#ifndef CAPTURES_H
#define CAPTURES_H

#include "capture/inputs.h"
#include "settings/settings.h"

struct capture_file {
    struct input input;
    char *folder; /* below that of the set */
    bool named;   /* by the user, not found in a folder */
};

struct captures {
    struct capture_file *list; /* each folder once, those within what is named in order of path */
    size_t n, size;
    const struct stat *out; /* the folder of the records, which is not entered */
    bool flat;              /* nor are those in others */
    bool missed;            /* some could not be read, which was said */
};

/* Says what is wrong, and what of folders is passed over.  `out` and `flat` are the caller's. */
enum status captures_list(struct captures *, const struct text_list *names);
void captures_free(struct captures *);

#endif
