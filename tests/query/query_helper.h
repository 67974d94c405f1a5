/* SPDX-License-Identifier: Apache-2.0 */
/* A record with a field of each kind, and expressions asked of it. */
#ifndef QUERY_HELPER_H
#define QUERY_HELPER_H

#include "folder.h"
#include "ncap_maker.h"
#include "query/query.h"

extern struct schema *schema;
extern struct bytes record;
extern struct query_error error; /* of the last expression that was wrong */

/* QUERY_DAMAGED when it is no expression. */
enum query_answer ask(const char *text);

/* The exit status of a test program. */
int run_query_tests(const char *suite, const CU_TestInfo *tests);

#define TEST(name)                                                                                 \
    {                                                                                              \
#name, name                                                                                \
    }

#endif
