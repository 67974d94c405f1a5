/* SPDX-License-Identifier: Apache-2.0 */
/* netcap(1): what is to be said besides the options of netcap and its commands. */
#ifndef NETCAP_MANUAL_H
#define NETCAP_MANUAL_H

#include "base/argtable_print.h"

extern const struct manual_row netcap_manual[];
extern const size_t netcap_manual_rows;

#endif
