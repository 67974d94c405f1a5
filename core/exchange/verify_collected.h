/* SPDX-License-Identifier: Apache-2.0 */
/* What netcap verify can tell of files that netcap collect wrote: each block says what it is. */
#ifndef VERIFY_COLLECTED_H
#define VERIFY_COLLECTED_H

#include "commands/verify_untold.h"

extern const struct verify_kind verify_collected;

#endif
