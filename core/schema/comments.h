/* SPDX-License-Identifier: Apache-2.0 */
/* The comments of a schema: what they say of its messages and fields. */
#ifndef COMMENTS_H
#define COMMENTS_H

#include "schema/schema_read.h"

/* Takes over what each file's SourceCodeInfo says of the messages that have been read of it.  False
 * when it is damaged. */
bool comments_read(struct schema *, struct wire descriptors);

#endif
