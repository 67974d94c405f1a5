/* SPDX-License-Identifier: Apache-2.0 */
/* A process that connects by itself: it looks up the names of hosts late. */
#ifndef RESOLVING_H
#define RESOLVING_H

#include <stdbool.h>

/* From now on this process may connect, write to this folder, and read nothing else but what
 * getaddrinfo(3) reads.  False, and it is said, when that cannot be had. */
bool resolving_confine(const char *folder);

#endif
