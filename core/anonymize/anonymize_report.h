/* SPDX-License-Identifier: Apache-2.0 */
/* What was anonymized, for programs and for people.
 *
 * run.json is as a run's, with what is still true of it: what says where the records come from, and
 * what was said, is gone.  Its member anonymized:
 *
 *     addresses    "prefix-preserving"; links: "vendor kept" or "whole"; names: "kept" but for the
 *                  addresses in them, or "hashed"; text: "dropped", or "none" where there was none
 *     again        whether the records were anonymized before: the rest is of the last time
 *     values       how many of each kind were replaced
 *     dropped      each field of which nothing was left: field, what it was, values
 *     unknown      fields in records that the schema does not have, left out
 */
#ifndef ANONYMIZE_REPORT_H
#define ANONYMIZE_REPORT_H

#include "anonymize/anonymizing.h"
#include "records/run_file.h"

#include <time.h>

/* Writes the reports of the folder: one, or one for each set.  `status` is what became of it. */
enum status anonymize_report(const struct anonymizing *, const char *folder, struct timespec began,
                             enum status);

void anonymize_summary(const struct anonymizing *, struct textbuf *to);

#endif
