/* SPDX-License-Identifier: Apache-2.0 */
/* Writes behind the state of its stream, where other stages have theirs.
 *
 * costs:   its packets of streams
 * says:    Hostile: crashed
 * exit:    3 */
#include "hostile_stream.h"

AT_MESSAGE
{
    memset(state, 0xFF, (size_t)1 << 32);
}

AT_END { }

HOSTILE_STREAMS();
