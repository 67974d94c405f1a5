/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of root's power, as Linux has cut it up. */
#ifndef CAPABILITIES_H
#define CAPABILITIES_H

#include <stdbool.h>

/* Whether this process has any, or could have by itself. */
bool capabilities_any(void);

/* None is in effect for a while; all there are, are again. */
bool capabilities_rest(void);
bool capabilities_wake(void);

/* No program that is started gains any again, nor does root. */
void capabilities_bound(void);

/* All are given up, for good. */
bool capabilities_drop(void);

#endif
