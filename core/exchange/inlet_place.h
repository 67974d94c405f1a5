/* SPDX-License-Identifier: Apache-2.0 */
/* Where a block that a broker gives could go. */
#ifndef INLET_PLACE_H
#define INLET_PLACE_H

#include "exchange/transport.h"

/* Whether what comes can ever have a place: else it need not come again, and STORE_WHY bytes of
 * `why` say why. */
bool inlet_place_is(const struct inlet_block *, char *why);

#endif
