/* SPDX-License-Identifier: Apache-2.0 */
/* Does no harm to streams.
 *
 * costs:   nothing
 * exit:    0 */
#include "hostile_stream.h"

AT_MESSAGE { }
AT_END { }

HOSTILE_STREAMS();
