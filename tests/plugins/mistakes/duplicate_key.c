/* SPDX-License-Identifier: Apache-2.0 */
/* One key is there twice. */
#include "mistake.h"

NC_HEADER(Mistake__Mistake, HEADER)

NC_PLUGIN(duplicate_key, SOUND,
    .on     = NC_ON(NC_KEY(NC_UDP_PORT, 47474), NC_KEY(NC_UDP_PORT, 47474)),
    .fields = header,
    .read   = read_header);
