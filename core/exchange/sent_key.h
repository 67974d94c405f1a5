/* SPDX-License-Identifier: Apache-2.0 */
/* What a file that is sent is known by where it is noted how far. */
#ifndef SENT_KEY_H
#define SENT_KEY_H

#include "source/file_id.h"

/* Of the file at a path; false when it has none yet, or no header. */
bool sent_key(struct file_id *, const char *path);

#endif
