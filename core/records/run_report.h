/* SPDX-License-Identifier: Apache-2.0 */
/* What the report of a run, run.json, says of a file in its folder. */
#ifndef RUN_REPORT_H
#define RUN_REPORT_H

#include <stdbool.h>
#include <stdint.h>

/* How many records the file should have; false when there is no report, it cannot be read, the run
 * goes on, or it says nothing of such a file. */
bool run_report_records(const char *path, uint64_t *records);

#endif
