/* SPDX-License-Identifier: Apache-2.0 */
/* Writes over the constants of the SDK, which all plugins read.
 *
 * costs:   its packets
 * says:    Hostile: crashed: Segmentation fault
 * exit:    3 */
#include "malicious.h"

ATTACK
{
    memset((void *)(uintptr_t)nc_zeros, 0xFF, NC_VIEW_MAX);
}

HOSTILE();
