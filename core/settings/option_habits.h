/* SPDX-License-Identifier: Apache-2.0 */
/* Letters that other programs of the field have, and what netcapd has in their place. */
#ifndef OPTION_HABITS_H
#define OPTION_HABITS_H

#include "base/argtable.h"

extern const struct arg_habit option_habits[];

#endif
