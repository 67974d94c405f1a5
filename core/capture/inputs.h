/* SPDX-License-Identifier: Apache-2.0 */
/* The capture files a command line names: files, those in folders, standard input. */
#ifndef INPUTS_H
#define INPUTS_H

#include "base/say.h"

#include <stddef.h>
#include <stdint.h>

struct inputs {
    char **paths; /* "-" is standard input */
    size_t n, size;
    uint64_t total; /* bytes of them all; 0 when not known */
};

/* Checks each name and lists the files of folders in byte-wise order of name.  Says what is
 * wrong. */
enum status inputs_list(struct inputs *, const char *const *names, size_t n);
void inputs_free(struct inputs *);

#endif
