/* SPDX-License-Identifier: Apache-2.0 */
/* What stands behind an operator: literals, as the field has them. */
#ifndef OPERAND_H
#define OPERAND_H

#include "query/reading.h"
#include "query/test.h"

/* Those that were made, to be freed. */
struct patterns {
    struct pattern **list;
    size_t count;
};

/* The one value behind an operator, the list behind "in", the text behind "~": the word at hand and
 * on.  False when something is wrong. */
bool operand_value(struct parser *, struct test *);
bool operand_list(struct parser *, struct test *);
bool operand_pattern(struct parser *, struct test *, struct patterns *);

#endif
