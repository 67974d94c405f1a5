/* SPDX-License-Identifier: Apache-2.0 */
/* A crew that the test itself is: all workers are there, and none dies. */
#ifndef CREW_HELPER_H
#define CREW_HELPER_H

#include <stdint.h>

void crew_of(uint32_t workers);

#endif
