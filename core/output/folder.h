/* SPDX-License-Identifier: Apache-2.0 */
/* The folder that files are written to. */
#ifndef FOLDER_H
#define FOLDER_H

#include <stdbool.h>

/* Makes each part of the path that is missing.  False with errno set when there is no such folder
 * afterwards, or files cannot be made in it. */
bool folder_make(const char *path);

#endif
