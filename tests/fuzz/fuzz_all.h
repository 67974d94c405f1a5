/* SPDX-License-Identifier: Apache-2.0 */
/* All plugins of the tree, as part of the program. */
#ifndef FUZZ_ALL_H
#define FUZZ_ALL_H

#include "dissect/plugins.h"

struct plugins *all_plugins(void);

#endif
