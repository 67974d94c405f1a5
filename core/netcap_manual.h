/* SPDX-License-Identifier: Apache-2.0 */
/* netcap(1) and a page for each of its commands, netcap-COMMAND(1): what is to be said besides
 * their options. */
#ifndef NETCAP_MANUAL_H
#define NETCAP_MANUAL_H

#include "base/argtable_manual.h"

enum { NETCAP_MANUAL_ROWS = 256 };

/* The rows of a command's page, or of netcap(1) itself when command is NULL: of the sections that
 * are its own, and of the examples that call it.  How many they are. */
size_t netcap_manual_of(const char *command, struct manual_row rows[NETCAP_MANUAL_ROWS]);

#endif
