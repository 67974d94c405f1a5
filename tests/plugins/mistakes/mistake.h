/* SPDX-License-Identifier: Apache-2.0 */
/* What plugins have alike of which each has one mistake of an author in it. */
#include <netcap/plugin.h>

#include "mistake.pb-c.h"

#define HEADER(_) _(UINT, number, 16)

#define SOUND                                                                                      \
    .name = "Mistake", .about = "What an author got wrong", .type = 10777,                         \
    .record = &mistake__mistake__descriptor, .on = NC_ON(NC_KEY(NC_UDP_PORT, 47474))
