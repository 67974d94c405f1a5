/* SPDX-License-Identifier: Apache-2.0 */
/* The limits of reassembly as the user has them: by their key in the ini file. */
#ifndef STAGE_LIMITS_H
#define STAGE_LIMITS_H

#include "reassembly/defrag.h"
#include "reassembly/streams.h"

struct stage_limits {
    struct defrag_limits defrag;
    struct stream_limits streams;
};

/* Sets one; NULL, or what was expected instead. */
const char *limits_take(struct stage_limits *, const char *key, const char *value);

/* One as the user would write it, perhaps in `text`; NULL when there is none of that key. */
const char *limits_text(const struct stage_limits *, const char *key, char *text, size_t room);

#endif
