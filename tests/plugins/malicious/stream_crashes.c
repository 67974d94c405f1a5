/* SPDX-License-Identifier: Apache-2.0 */
/* Crashes over a message, having written a record of it.
 *
 * costs:   its packets of streams
 * says:    Hostile: crashed
 * exit:    3 */
#include "hostile_stream.h"

AT_MESSAGE
{
    abort();
}

AT_END { }

HOSTILE_STREAMS();
