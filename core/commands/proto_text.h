/* SPDX-License-Identifier: Apache-2.0 */
/* A schema as the text of a .proto, comments included. */
#ifndef PROTO_TEXT_H
#define PROTO_TEXT_H

#include "base/textbuf.h"

#include <stdbool.h>
#include <stdint.h>

/* Of a FileDescriptorSet that schema_new() has taken.  Its files become one, so that a compiler
 * takes the text as it is, where they are of one package and syntax; else each begins with its
 * name, and they are to be taken apart there. */
void proto_text(struct textbuf *to, const uint8_t *descriptors, size_t size);

#endif
