/* SPDX-License-Identifier: Apache-2.0 */
/* A small file as one text. */
#ifndef FILE_TEXT_H
#define FILE_TEXT_H

#include <stddef.h>

/* All that an open file holds, with a zero byte behind it, allocated; NULL with errno set when it
 * cannot be read to its end, EFBIG when it has `most` bytes or more. */
char *file_text(int fd, size_t most);

#endif
