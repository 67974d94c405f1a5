/* SPDX-License-Identifier: Apache-2.0 */
/* Never comes back from the end of a stream.
 *
 * costs:   its own records
 * says:    Hostile: did not come back
 * exit:    3
 * packets: 1 */
#include "hostile_stream.h"

AT_MESSAGE { }

AT_END
{
    while (!zero)
        ;
}

HOSTILE_STREAMS();
