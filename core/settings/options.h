/* SPDX-License-Identifier: Apache-2.0 */
/* Each option of netcapd: a row that says its names, its help, its key in the ini file, its value
 * at first and where that goes. */
#ifndef OPTIONS_H
#define OPTIONS_H

#include "settings/settings.h"

extern const struct argtable netcapd_table;

#endif
