/* SPDX-License-Identifier: Apache-2.0 */
/* Whether what was written can be read. */
#ifndef READABLE_H
#define READABLE_H

#include <netcap/plugin.h>

/* What is wrong with an encoded record of this plugin, a length and a message of that length all of
 * whose texts are UTF-8: one sentence, good until the next call; NULL: nothing. */
const char *unreadable(const struct nc_plugin *, const uint8_t *bytes, size_t size);

#endif
