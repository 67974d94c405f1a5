/* SPDX-License-Identifier: Apache-2.0 */
/* Never comes back from a message of a stream.
 *
 * costs:   its packets of streams
 * says:    Hostile: did not come back
 * exit:    3
 * packets: 1 */
#include "hostile_stream.h"

AT_MESSAGE
{
    while (!zero)
        ;
}

AT_END { }

HOSTILE_STREAMS();
