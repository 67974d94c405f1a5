/* SPDX-License-Identifier: Apache-2.0 */
/* Output to files in the tests' folder, with the workers' part done by the test. */
#ifndef OUTPUT_HELPER_H
#define OUTPUT_HELPER_H

#include "core_helper.h"
#include "harness.h"
#include "output/output.h"

enum { FILE_CAPACITY = 8 << 20 };

extern uint8_t inflated[FILE_CAPACITY]; /* what content() found */

/* A worker's share of the work, for output that waits. */
bool do_blocks(void *tasks);

struct output *open_output(const char *name, bool gzip);
bool close_output(struct output *, bool keep);

void files_are_the_same(const char *one, const char *other);

/* Bytes of records behind the header in a compressed file, which go to the front of inflated,
 * without their lengths. */
size_t content(const char *name);

#endif
