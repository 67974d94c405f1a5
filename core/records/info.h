/* SPDX-License-Identifier: Apache-2.0 */
/* "netcap info" and "netcap fields": what a file says about itself. */
#ifndef INFO_H
#define INFO_H

#include "base/argtable.h"
#include "base/say.h"
#include "records/ncapfile.h"
#include "base/textbuf.h"

extern const struct argtable info_table, fields_table;

int info_command(int argc, char **argv);
int fields_command(int argc, char **argv);

/* What the command with this table prints about these files. */
enum status info_show(const struct argtable *, char *const *paths, size_t count,
                          struct textbuf *to);

/* The header as a table of two columns. */
void info_header(const struct ncapfile *, struct textbuf *to);

#endif
