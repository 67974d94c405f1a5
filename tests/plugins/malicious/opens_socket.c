/* SPDX-License-Identifier: Apache-2.0 */
/* Opens a socket.
 *
 * costs:   its packets
 * says:    Hostile: .*\b(socket)\b
 * exit:    3 */
#include "malicious.h"

ATTACK
{
    if (socket(AF_INET, SOCK_STREAM, 0) >= 0)
        TELL(record, "it has a socket");
}

HOSTILE();
