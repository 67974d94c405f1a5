/* SPDX-License-Identifier: Apache-2.0 */
/* The interfaces of this machine, for people. */
#ifndef INTERFACES_H
#define INTERFACES_H

#include "base/say.h"

/* Name, state, link types as far as this user may ask for them, addresses, description: each on a
 * line.  STATUS_DONE, or STATUS_FAILED, and it is said. */
enum status interfaces_list(FILE *to);

#endif
