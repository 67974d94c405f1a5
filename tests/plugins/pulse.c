/* SPDX-License-Identifier: Apache-2.0 */
/* What a BEAT of kind 1 carries: found in the number space that beat.c hands on in. */
#include <netcap/plugin.h>

#include "pulse.pb-c.h"

#define HEADER(_) _(UINT, rate, 16)

NC_HEADER(Beat__Pulse, HEADER)

NC_PLUGIN(pulse,
    .name   = "Pulse",
    .about  = "Pulse rates of sensor stations",
    .type   = 10002,
    .record = &beat__pulse__descriptor,
    .on     = NC_ON(NC_KEY(NC_SPACE('b', 'e', 'a', 't'), 1)),
    .fields = header,
    .read   = read_header);
