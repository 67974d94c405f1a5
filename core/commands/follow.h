/* SPDX-License-Identifier: Apache-2.0 */
/* Files that a run still writes: what they hold, and what is added to them. */
#ifndef FOLLOW_H
#define FOLLOW_H

#include "base/say.h"
#include "base/textbuf.h"
#include "records/chosen.h"

/* Shows this record, and all that chosen_next() then gives. */
typedef enum status follow_show(void *context, struct record_file *, struct chosen *,
                                const uint8_t *first, size_t size);

/* Goes through files and what folders hold, again and again, until a signal ends it, nobody reads
 * what is shown, or all is said: each file has its final name, and no run has the folder. */
enum status follow_files(char *const *operands, size_t count, const struct choice *,
                         follow_show *show, void *context, struct textbuf *to);

/* The file as it is called while it grows, if that is there and the file is not; allocated, or
 * NULL. */
char *follow_part(const char *path);

#endif
