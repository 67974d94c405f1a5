/* SPDX-License-Identifier: Apache-2.0 */
/* A port that no packet has. */
#include "mistake.h"

NC_HEADER(Mistake__Mistake, HEADER)

NC_PLUGIN(port_70000, SOUND,
    .on     = NC_ON(NC_KEY(NC_UDP_PORT, 70000)),
    .fields = header,
    .read   = read_header);
