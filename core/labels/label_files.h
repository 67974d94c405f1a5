/* SPDX-License-Identifier: Apache-2.0 */
/* Label files, read. */
#ifndef LABEL_FILES_H
#define LABEL_FILES_H

#include "base/say.h"
#include "labels/labels.h"

/* Reads one file more, in a format, or NULL: in the one that it looks like.  Says what is wrong, by
 * file and line: STATUS_PARTIAL when labels were left out for that, another one when the file
 * cannot be read so. */
enum status label_file_read(struct labels *, const char *path, const struct label_format *,
                            const struct label_zone *);

#endif
