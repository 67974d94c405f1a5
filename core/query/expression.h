/* SPDX-License-Identifier: Apache-2.0 */
/* An expression taken apart, and looked up in the schema. */
#ifndef EXPRESSION_H
#define EXPRESSION_H

#include "query/operand.h"

struct node {
    enum { NODE_TEST, NODE_ALL, NODE_ANY, NODE_NOT } kind;
    struct node *first, *next; /* what it is of; beside it in the node that it is of */
    struct test *test;
};

/* NULL when something is wrong.  Patterns that were made are in the list in any case. */
struct node *expression_parse(struct parser *, struct patterns *);

#endif
