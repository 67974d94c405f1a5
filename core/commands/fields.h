/* SPDX-License-Identifier: Apache-2.0 */
/* "netcap fields": the fields that records have. */
#ifndef FIELDS_H
#define FIELDS_H

#include "commands/command.h"

/* The fields of the records of each file, and of the messages inside them. */
enum status fields_files(char *const *paths, size_t count, struct textbuf *to);

#endif
