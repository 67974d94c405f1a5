/* SPDX-License-Identifier: Apache-2.0 */
/* Ends its process where a stream ends.
 *
 * costs:   its own records
 * says:    Hostile: ended its process with status 0
 * exit:    3 */
#include "hostile_stream.h"

AT_MESSAGE { }

AT_END
{
    exit(0);
}

HOSTILE_STREAMS();
