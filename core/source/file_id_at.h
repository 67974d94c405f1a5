/* SPDX-License-Identifier: Apache-2.0 */
/* What a file of records is known by, read from it. */
#ifndef FILE_ID_AT_H
#define FILE_ID_AT_H

#include "source/file_id.h"

/* Of the file at a path; false when it has no whole header. */
bool file_id_at(struct file_id *, const char *path);

#endif
