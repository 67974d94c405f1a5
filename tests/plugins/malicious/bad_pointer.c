/* SPDX-License-Identifier: Apache-2.0 */
/* Leaves a pointer in its record that leads nowhere.
 *
 * costs:   its packets
 * says:    Hostile: crashed: Segmentation fault
 * exit:    3 */
#include "malicious.h"

ATTACK
{
    record->text = (ProtobufCBinaryData){ MESSAGE, (uint8_t *)(uintptr_t)(zero + 8) };
}

HOSTILE();
