/* SPDX-License-Identifier: Apache-2.0 */
/* "netcap info": what a file says about itself. */
#ifndef INFO_H
#define INFO_H

#include "commands/command.h"

/* The header as a table of two columns. */
void info_header(const struct record_file *, struct textbuf *to);

/* Of each file the header, how many records there are, and their time. */
enum status info_files(char *const *paths, size_t count, struct textbuf *to);

#endif
