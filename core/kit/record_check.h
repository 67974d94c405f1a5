/* SPDX-License-Identifier: Apache-2.0 */
/* Whether a record that a plugin made can be written: where it points to, and its texts. */
#ifndef RECORD_CHECK_H
#define RECORD_CHECK_H

#include "host.h"

#include <stdbool.h>

enum { RECORD_CHECK_TEXT = 300 };

/* False with a sentence: a member leads elsewhere than to the packet's bytes and memory or to
 * constants, or a text is not UTF-8.  What leads elsewhere is not followed. */
bool record_check(const struct nc_packet *, const void *record, const uint8_t *bytes, size_t size,
                  char why[RECORD_CHECK_TEXT]);

#endif
